"""The test run's own PostgreSQL and Valkey, on sockets of their own; loaded early with `-p tests.servers`.

The process that pytest was started in runs them (with xdist that is the controller; its workers
inherit the addresses). DATABASE_URL or BROKER_URL, when set, name other servers to test against; the login of
DATABASE_URL is then one that may set `session_replication_role`, as a superuser may (tests/emptying.py).
They are children of the test run and end with it, however it ends.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote

import pytest

from apps.core.runtime import home as homes
from apps.core.runtime.postgres import SUPERUSER, Postgres
from apps.core.runtime.valkey import Valkey

MARK = "GEOREUM_TEST_SERVERS"
NEEDS_NONE = frozenset(("--help", "-h", "--version", "-V", "--collect-only", "--co", "--markers", "--fixtures"))

_running: list[Postgres | Valkey] = []


def temporary_home() -> Path:
    """Return a new home with a short path that PostgreSQL's own user may pass through."""
    home = Path(tempfile.mkdtemp(prefix="georeum-test-"))
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    homes.furnish(home)
    return home


def start_for_tests() -> dict[str, str]:
    """Start what the environment does not name; return the environment in which the settings find it."""
    home = temporary_home()
    postgres = Postgres(home, for_tests=True)
    account = postgres.account
    valkey = Valkey(
        home, through_home=postgres.through_home, database_user=(account.uid, account.gid) if account else None
    )
    if not os.environ.get("DATABASE_URL"):
        postgres.start()
        _running.append(postgres)
    if not os.environ.get("BROKER_URL"):
        valkey.start()
        _running.append(valkey)
    return {"GEOREUM_HOME": str(home), "GEOREUM_DATABASE_ROLE": "owner", MARK: str(os.getpid())}


def stop_for_tests() -> None:
    """Stop what this process started and remove its home."""
    if os.environ.get(MARK) != str(os.getpid()):
        return
    while _running:
        _running.pop().stop()
    shutil.rmtree(os.environ["GEOREUM_HOME"], ignore_errors=True)
    del os.environ[MARK]


def database_url(name: str, role: str = "web") -> str:
    """Return the address of a database of the test run, for a process started by a test.

    `name` is the real one: `settings.DATABASES["default"]["NAME"]` inside a test.
    """
    entry = homes.embedded_database(Path(os.environ["GEOREUM_HOME"]), role)
    return f"postgres://{entry['USER']}:{quote(entry['PASSWORD'], safe='')}@/{entry['HOST']}/{name}"


def superuser_url(name: str) -> str:
    """Return the address of a database of the test run for a login whom no trigger stops."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return f"{given.rpartition('/')[0]}/{name}"
    home = Path(os.environ["GEOREUM_HOME"])
    password = homes.secret(home, f"passwords/{SUPERUSER}")
    return (
        f"postgres://{SUPERUSER}:{quote(password, safe='')}@/{name}?host={quote(str(homes.sockets(home) / 'postgres'))}"
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, object, object]:
    """Start the servers before anything reads the settings."""
    if MARK not in os.environ and NEEDS_NONE.isdisjoint(args):
        os.environ.update(start_for_tests())
    queue_of_its_own()
    return (yield)


def queue_of_its_own() -> None:
    """Side by side, each process of the run has its own task queue: a worker never takes another's tasks."""
    process = os.environ.get("PYTEST_XDIST_WORKER", "")
    if process and not os.environ.get("BROKER_URL"):
        number = int(process.removeprefix("gw")) + 1
        os.environ["BROKER_URL"] = f"{homes.embedded_broker(Path(os.environ['GEOREUM_HOME']))}?virtual_host={number}"


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    stop_for_tests()
