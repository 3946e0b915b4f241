"""`manage.py run`: refusals are sentences, and the whole product starts, answers and stops."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from apps.core.management.commands.prepare import static_state
from apps.core.runtime import memory
from apps.core.runtime.locks import Lock
from apps.core.runtime.supervisor import DEMO_STEPS, DemoMarker
from apps.core.runtime.words import BASE_DIR
from tests.servers import database_url, temporary_home

SUPERVISOR = [sys.executable, "-m", "apps.core.runtime.supervisor"]


@pytest.fixture
def home() -> Iterator[Path]:
    home = temporary_home()
    yield home
    shutil.rmtree(home)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refused(home: Path, port: object) -> str:
    """Run the supervisor, which must refuse with code 1 and no traceback; return what it said."""
    env = os.environ | {"GEOREUM_HOME": str(home), "PORT": str(port), "LC_ALL": "C.UTF-8"}
    ended = subprocess.run(SUPERVISOR, env=env, cwd=BASE_DIR, capture_output=True, text=True, check=False, timeout=30)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_a_taken_port_is_a_sentence(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "is taken by another program" in refused(home, taken.getsockname()[1])


def test_a_home_that_cannot_be_written_is_a_sentence(home: Path, port: int) -> None:
    (home / "file").write_text("in the way")
    assert "cannot write to its home" in refused(home / "file" / "home", port)


def test_a_second_start_says_where_the_first_one_is(home: Path, port: int) -> None:
    (home / "servers" / "running.json").write_text(json.dumps({"pid": 4711, "url": "http://127.0.0.1:8000/"}))
    first = Lock(home / "servers" / "run.lock")
    assert first.take()
    assert "running already" in (said := refused(home, port))
    assert "4711" in said
    assert (home / "servers" / "running.json").exists()
    first.release()


def test_an_interrupted_demo_is_taken_up_again_but_only_in_its_own_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://one")
    marker = DemoMarker(tmp_path / "demo.json")
    assert not marker.was_cut_short()
    marker.begin(afresh=True)
    marker.add(DEMO_STEPS[0])
    assert DemoMarker(tmp_path / "demo.json").was_cut_short()
    assert DemoMarker(tmp_path / "demo.json").done == [DEMO_STEPS[0]]
    monkeypatch.setenv("DATABASE_URL", "postgres://two")
    assert not DemoMarker(tmp_path / "demo.json").was_cut_short()


@pytest.fixture(scope="module")
def copied_database(django_db_setup: None) -> Iterator[str]:
    """The address of a migrated database for processes that commit; made before the test's own transaction."""
    connection.close()  # nobody may use what is copied
    entry = settings.DATABASES["default"]
    name = f"{entry['NAME']}_run"
    login = {"host": entry["HOST"], "user": entry["USER"], "password": entry["PASSWORD"], "dbname": "postgres"}
    with psycopg.connect(**login, autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [entry["NAME"]])
        link.execute(f"CREATE DATABASE {name} TEMPLATE {entry['NAME']}")
        yield database_url(name, "owner")
        link.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.django_db
def test_the_product_starts_answers_and_stops_with_nothing_left(home: Path, port: int, copied_database: str) -> None:
    env = os.environ | {"GEOREUM_HOME": str(home), "PORT": str(port), "LC_ALL": "C.UTF-8", "GEOREUM_DEMO": "0"}
    env |= {"DATABASE_URL": copied_database}
    assert (BASE_DIR / "static" / "dist").is_dir(), "Build the front end first: make front"
    # As on a second start: compressing the static files is not what this test is about.
    (home / "staticfiles").mkdir()
    (home / "staticfiles" / ".stamp").write_text(static_state())
    env.pop("BROKER_URL", None)
    product = subprocess.Popen(
        SUPERVISOR, env=env, cwd=BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = ""
    for line in product.stdout:
        said += line
        if "Stop: Ctrl-C" in line:
            break
    assert f"http://127.0.0.1:{port}/" in said
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"
    rows = memory.measure(home)
    assert {"web", "worker", "beat", "valkey"} <= {row.part for row in rows}
    assert memory.total_mb(rows) < memory.LIMIT_MB
    product.send_signal(signal.SIGTERM)
    product.communicate(timeout=30)
    assert product.returncode == 0
    assert not [row.pid for row in rows if Path(f"/proc/{row.pid}").is_dir()]
