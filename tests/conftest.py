"""What every test may ask for: the cast, seen by the test alone or committed for others to see, and short ways."""

import gc
from collections import Counter
from collections.abc import Generator, Iterator

import pytest
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from apps.core import jobs
from apps.patients.models import Patient
from tests.emptying import Installation
from tests.people import People, a_patient, cast
from tests.worker import worker

__all__ = ["worker"]


# Modules with a few long tests: begun first, so that no process is left alone with one of them in the end.
LONG = (
    "reports.test_replay", "reports.test_oracle", "browser.test_tour", "reports.test_kept_marks", "reports.test_kept",
    "reports.test_oracle_verbs", "reports.test_jobs_kill", "reports.test_jobs_worker", "desk.test_load_demo",
    "desk.test_demo_months", "desk.test_demo", "desk.test_bench", "desk.test_bench_report", "runtime.test_run",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long modules, then the others, those with many tests first; within a module nothing changes place."""
    modules = [item.nodeid.partition("::")[0].removeprefix("tests/").removesuffix(".py").replace("/", ".")
               for item in items]  # fmt: skip
    tests = Counter(modules)
    rank = {module: (LONG.index(module) if module in LONG else len(LONG), -tests[module]) for module in tests}
    order = sorted(range(len(items)), key=lambda place: rank[modules[place]])
    items[:] = [items[place] for place in order]


def pytest_collection_finish() -> None:
    """Thousands of tests are in memory from here on: the collector leaves them alone, as in config/gunicorn.py."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """To report a failure, `ast.parse` reads the source. CPython 3.11 counts how deep it is in one place for all
    threads: a finalizer that garbage collection calls meanwhile may parse too, or let a server's thread do so, and
    then the report ends the whole run with "AST constructor recursion depth mismatch". So nothing is collected here.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """The database as the migrations made it; a test that commits leaves it so, without all tables being truncated."""
    with django_db_blocker.unblock():
        installation = Installation.of_now()
    if "public.accounts_user" in installation.rows:  # migrations make no accounts
        pytest.exit("An interrupted run left rows in the database that --reuse-db kept: run once with --create-db.", 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: installation.restore())
        yield installation


@pytest.fixture
def people(db: None) -> People:
    """The fixed cast, see tests/people.py."""
    return cast()


@pytest.fixture
def committed(transactional_db: None) -> People:
    """The cast, visible to other connections too."""
    return cast()


@pytest.fixture
def patient(people: People) -> Patient:
    """Somebody registered at Rakrang, of whom nothing more is known."""
    return a_patient(people)


@pytest.fixture
def manager(people: People, client: Client) -> Client:
    """The browser of Rakrang's manager."""
    client.force_login(people.manager)
    return client


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences are read in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are ordered, and nobody goes to a broker to wake a worker for them."""
    monkeypatch.setattr(jobs, "wake", lambda _task, _job_id: None)
