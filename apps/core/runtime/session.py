"""The embedded servers for the time of one command, whether or not the product is running.

A command leases what it needs. If a keeper serves this home already, it just uses its servers;
otherwise it starts one, and the last to leave waits until everything has stopped.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

from apps.core.runtime import home as homes
from apps.core.runtime import keeper, processes
from apps.core.runtime.apart import home_apart
from apps.core.runtime.words import BASE_DIR, Refusal
from apps.core.runtime.words import gettext as _

# These read no row and queue no task. `run` leases for itself, with words about it.
ASKS_FOR_HELP = frozenset(("help", "version", "--help", "--version", "-h"))
NEEDS_NO_SERVER = ASKS_FOR_HELP | frozenset(
    ("run", "catalogue", "collectstatic", "compilemessages", "diffsettings", "export_openapi", "findstatic")
)
# These measure or try, on servers of their own.
APART = frozenset(("bench", "simulate_tablets"))


@contextmanager
def servers_for(command: str, argv: Sequence[str]) -> Iterator[None]:
    """Hold the embedded servers this management command needs, as long as it runs."""
    measures = command in APART and not _needs_none(command, argv)
    place: AbstractContextManager[object] = home_apart(command) if measures else nullcontext()
    with place, _leased(command, argv):
        yield


@contextmanager
def _leased(command: str, argv: Sequence[str]) -> Iterator[None]:
    wanted = [] if _needs_none(command, argv) else embedded_services()
    home = homes.locate(os.environ.get("GEOREUM_HOME", ""))
    if not wanted:
        yield
        return
    lease = Lease(home, wanted)
    try:
        lease.take()
        yield
    finally:
        lease.give_back()


def embedded_services() -> list[str]:
    """Return which servers are ours to run: those the environment does not name."""
    named = {"postgres": os.environ.get("DATABASE_URL"), "valkey": os.environ.get("BROKER_URL")}
    return [service for service in keeper.SERVICES if not named[service]]


def _needs_none(command: str, argv: Sequence[str]) -> bool:
    if command in NEEDS_NO_SERVER or not ASKS_FOR_HELP.isdisjoint(argv):
        return True
    return command == "check" and "--database" not in argv


class Lease:
    """The right of this process to have some embedded servers running; ends with the process at the latest."""

    def __init__(self, home: Path, services: Sequence[str]) -> None:
        self.home = home
        self.services = list(services)
        self.locks = {service: keeper.lease_of(home, service) for service in services}
        self._started: subprocess.Popen[bytes] | None = None

    def take(self) -> None:
        """Lease the servers and wait until all of them answer. Raises Refusal with their own sentence."""
        homes.furnish(self.home)
        try:
            for lock in self.locks.values():
                lock.share()
        except OSError as error:
            raise Refusal(
                _("The locks in %(folder)s cannot be used (%(reason)s): this home belongs to another user.")
                % {"folder": self.home / "servers", "reason": error.strerror or error}
            ) from None
        while not self.ready():
            time.sleep(0.03)

    def ready(self) -> bool:
        """Tell whether all leased servers answer; start a keeper when there is none. Raises Refusal."""
        if keeper.keeper_lock(self.home).is_free():
            self._start_keeper()
            return False
        said = keeper.read_state(self.home).get("services", {})
        states = [said.get(service, {}) for service in self.services]
        for state in states:
            if state.get("state") == "failed":
                self.give_back()
                raise Refusal(state["sentence"])
        return all(state.get("state") == "ready" for state in states)

    def _start_keeper(self) -> None:
        log = self.home / "logs" / "servers.log"
        if self._started is not None:
            if self._started.poll() is None:
                return
            if self._started.returncode != 0:
                raise Refusal(
                    _("The embedded servers could not be started. The end of %(log)s says:") % {"log": log}
                    + "\n"
                    + processes.tail(log)
                )
        with processes.open_log(log) as output:
            self._started = subprocess.Popen(
                [sys.executable, "-m", "apps.core.runtime.keeper", str(self.home)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=BASE_DIR,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"},
                start_new_session=True,
            )

    def give_back(self, patience: float = 30.0) -> None:
        """Let the servers go; when nobody else uses them, wait up to `patience` seconds until all of it has ended."""
        for lock in self.locks.values():
            lock.release()
        deadline = time.monotonic() + patience
        lock = keeper.keeper_lock(self.home)
        while time.monotonic() < deadline and not lock.is_free() and not self._is_needed():
            time.sleep(0.03)
        if self._started is not None and lock.is_free():
            # The lock is free a moment before its process is gone, and this process is who has to bury it.
            with suppress(subprocess.TimeoutExpired):
                self._started.wait(max(0.0, deadline - time.monotonic()))

    def _is_needed(self) -> bool:
        """Tell whether others hold a lease, so that the keeper stays."""
        return any(keeper.lease_of(self.home, service).is_shared() for service in keeper.SERVICES)
