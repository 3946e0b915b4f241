"""Commands share the embedded servers and never stop them under each other."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.core.runtime import keeper, session
from apps.core.runtime.locks import Lock
from tests.servers import temporary_home

HOLD = """
import sys, time
from apps.core.runtime.session import servers_for
with servers_for("migrate", []):
    print("up", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    home = temporary_home()
    yield home
    shutil.rmtree(home)


def hold(home: Path) -> "subprocess.Popen[str]":
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "BROKER_URL")}
    return subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env=env | {"GEOREUM_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_stopped(home: Path) -> None:
    deadline = time.monotonic() + 15
    while not keeper.keeper_lock(home).is_free():
        assert time.monotonic() < deadline, "the servers did not stop"
        time.sleep(0.05)


def states(home: Path) -> set[str]:
    return {service["state"] for service in keeper.read_state(home)["services"].values()}


def test_two_commands_at_once_share_and_the_last_one_stops(home: Path) -> None:
    first, second = hold(home), hold(home)
    assert first.stdout.readline() == second.stdout.readline() == "up\n"
    first.communicate("\n", timeout=15)
    assert states(home) == {"ready"}
    second.communicate("\n", timeout=15)
    assert keeper.keeper_lock(home).is_free()
    assert (first.returncode, second.returncode) == (0, 0)


def test_whoever_started_the_keeper_sees_it_off(home: Path) -> None:
    lease = session.Lease(home, ["valkey"])
    lease.take()
    pid = keeper.read_state(home)["pid"]
    lease.give_back()
    assert not Path(f"/proc/{pid}").exists()


def test_a_killed_command_gives_its_lease_back(home: Path) -> None:
    command = hold(home)
    command.stdout.readline()
    command.kill()
    command.communicate()
    wait_until_stopped(home)


def test_a_killed_keeper_is_followed_by_another(home: Path) -> None:
    first = hold(home)
    first.stdout.readline()
    os.kill(keeper.read_state(home)["pid"], signal.SIGKILL)
    second = hold(home)
    assert second.stdout.readline() == "up\n"
    for command in (first, second):
        command.communicate("\n", timeout=15)
    wait_until_stopped(home)


def another_server(home: Path, pid: int) -> bool:
    """Whether a PostgreSQL with another process id holds the data; its file comes and goes while it starts."""
    try:
        held = (home / "postgres" / "data" / "postmaster.pid").read_text().split()
    except FileNotFoundError:
        return False
    return held[:1] not in ([], [str(pid)])


def test_a_killed_server_is_started_again(home: Path) -> None:
    command = hold(home)
    command.stdout.readline()
    pid = int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        time.sleep(0.1)
        if another_server(home, pid) and states(home) == {"ready"}:
            break
    else:
        pytest.fail("PostgreSQL was not started again")
    command.communicate("\n", timeout=15)
    wait_until_stopped(home)


@pytest.mark.parametrize(
    ("command", "argv", "none"),
    [
        ("help", [], True),
        ("collectstatic", ["--noinput"], True),
        ("migrate", ["--help"], True),
        ("check", [], True),
        ("check", ["--database", "default"], False),
        ("doctor", [], False),
    ],
)
def test_commands_that_read_no_row_start_no_server(command: str, argv: list[str], none: bool) -> None:
    assert session._needs_none(command, argv) is none


def test_named_servers_are_not_ours_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("BROKER_URL", "redis://queue.example/0")
    assert session.embedded_services() == ["postgres"]


def test_a_lock_held_alone_is_refused_to_others_until_let_go(tmp_path: Path) -> None:
    one, other = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert one.take()
    assert not other.take()
    one.release()
    assert other.is_free()


def test_a_lock_is_shared_only_while_somebody_holds_it_together_with_others(tmp_path: Path) -> None:
    asking, holding = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert not asking.is_shared()
    holding.share()
    assert asking.is_shared()
    assert asking.is_shared(), "asking changes nothing"
    holding.release()
    assert holding.take()
    assert not asking.is_shared()
    holding.release()
    assert asking.is_free()
