"""The keeper: one small process per home that is the parent of the embedded servers.

Whoever needs a server holds its lease, a shared lock in `home/servers`. The keeper starts a
server when it is leased, starts it again when it dies, and stops it when it can take the lease
alone: then nobody needs it. So two commands never stop a server under each other, and a user
killed with SIGKILL gives its lease back all the same. Nothing but leases ends the keeper.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, Protocol

from apps.core.runtime import home as homes
from apps.core.runtime.locks import Lock
from apps.core.runtime.postgres import Postgres
from apps.core.runtime.valkey import Valkey
from apps.core.runtime.words import Refusal

SERVICES = ("valkey", "postgres")  # in the order of starting
LOOKS_EVERY = 0.15  # seconds
LONGEST_PAUSE = 30.0  # seconds between two tries to start a server that keeps dying
HEALTHY_AFTER = 60.0  # seconds


class Server(Protocol):
    """What the keeper knows of a server."""

    name: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def answers(self) -> bool: ...


class Kept:
    """One server with its lease and what became of it."""

    def __init__(self, name: str, lease: Lock) -> None:
        self.name = name
        self.lease = lease
        self.server: Server | None = None
        self.state = "stopped"
        self.sentence = ""
        self.pause = 0.5
        self.started = 0.0


class Keeper:
    """Watches the leases of one home until nobody holds any."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.kept = [Kept(name, lease_of(home, name)) for name in SERVICES]

    def run(self) -> None:
        """Serve until no lease is left."""
        self._say()
        while True:
            for kept in self.kept:
                self._look_after(kept)
            if all(kept.state == "stopped" for kept in self.kept):
                return
            time.sleep(LOOKS_EVERY)

    def _look_after(self, kept: Kept) -> None:
        if kept.lease.take():
            self._stop(kept)
            kept.lease.release()
        elif kept.state == "stopped":
            self._start(kept)
        elif kept.state == "ready" and kept.server and not kept.server.answers():
            if time.monotonic() - kept.started > HEALTHY_AFTER:
                kept.pause = 0.5
            time.sleep(kept.pause)
            kept.pause = min(kept.pause * 2, LONGEST_PAUSE)
            self._start(kept)

    def _start(self, kept: Kept) -> None:
        self._become(kept, "starting")
        try:
            kept.server = self._server(kept.name)
            kept.server.start()
        except Refusal as refusal:
            self._become(kept, "failed", refusal.sentence)
        else:
            kept.started = time.monotonic()
            self._become(kept, "ready")

    def _server(self, name: str) -> Server:
        postgres = Postgres(self.home)
        if name == "postgres":
            return postgres
        account = postgres.account
        return Valkey(
            self.home,
            through_home=postgres.through_home,
            database_user=(account.uid, account.gid) if account else None,
        )

    def _stop(self, kept: Kept) -> None:
        if kept.state != "stopped":
            self._become(kept, "stopping")
            if kept.server:
                kept.server.stop()
            self._become(kept, "stopped")

    def _become(self, kept: Kept, state: str, sentence: str = "") -> None:
        kept.state, kept.sentence = state, sentence
        self._say()

    def _say(self) -> None:
        states = {kept.name: {"state": kept.state, "sentence": kept.sentence} for kept in self.kept}
        homes.record(state_file(self.home), json.dumps({"pid": os.getpid(), "services": states}))


def lease_of(home: Path, service: str) -> Lock:
    """Return the lease of one embedded server of this home."""
    return Lock(home / "servers" / f"{service}.lease")


def keeper_lock(home: Path) -> Lock:
    """Return the lock the keeper holds as long as it lives."""
    return Lock(home / "servers" / "keeper.lock")


def state_file(home: Path) -> Path:
    """Return the file in which the keeper says how its servers are."""
    return home / "servers" / "state.json"


def read_state(home: Path) -> dict[str, Any]:
    """Return what the keeper last said: its pid, and state and sentence of each server; {} when nothing."""
    try:
        said: dict[str, Any] = json.loads(state_file(home).read_text())
    except (OSError, ValueError):
        return {}
    return said


def main(home: Path) -> None:
    """Keep the servers of this home, unless another keeper does already."""
    os.umask(0o077)
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    lock = keeper_lock(home)
    if lock.take():
        state_file(home).unlink(missing_ok=True)
        Keeper(home).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
