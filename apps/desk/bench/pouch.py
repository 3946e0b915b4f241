"""pouchdb-server as a peer of push: documents into a database on disk, many a request. Only where npm has it."""

import http.client
import json
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from apps.core.runtime import processes
from apps.desk.bench.tablets import Op, asked
from apps.desk.bench.web import Unwell, free_port

PATIENCE = 60.0  # seconds for npm to bring it, and for it to start
JSON = {"Content-Type": "application/json"}


class NotHere(Exception):
    """Why there is no pouchdb-server."""


class Pouch:
    """A database of a server that runs."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def push(self, operations: Sequence[Op]) -> float:
        """Seconds to keep the operations as documents, each under its own key."""
        body = json.dumps({"docs": [{**one, "_id": one["op_id"]} for one in operations]}, ensure_ascii=False).encode()
        begun = time.perf_counter()
        told: list[dict[str, Any]] = json.loads(asked(self.line, "POST", "/bench/_bulk_docs", body, JSON))
        taken = time.perf_counter() - begun
        if not all(one.get("ok") for one in told):
            raise Unwell("pouchdb-server did not keep every document")
        return taken


@contextmanager
def served(home: Path) -> Iterator[Pouch]:
    """A server in `home`, as long as this lasts. Raises NotHere."""
    port, log, kept = free_port(), home / "logs" / "pouch.log", home / "pouch-data"
    program = _program(home)
    kept.mkdir()
    process = processes.spawn([program, "--port", str(port)], log=log, at_parents_end=signal.SIGTERM, cwd=kept)
    try:
        yield _begun(Pouch(port))
    finally:
        processes.end(process, (signal.SIGTERM, 5.0))


def _program(home: Path) -> str:
    """pouchdb-server, of the machine or brought by npm. Raises NotHere."""
    if (found := shutil.which("pouchdb-server")) is not None:
        return found
    npm, place = shutil.which("npm"), home / "pouch"
    if npm is None:
        raise NotHere("not here: there is no npm")
    place.mkdir(exist_ok=True)
    command = [npm, "install", "--prefer-offline", "--no-audit", "--no-fund", "--prefix", str(place), "pouchdb-server"]
    try:
        subprocess.run(command, cwd=place, check=True, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError) as error:
        raise NotHere(f"not here: npm did not bring pouchdb-server ({type(error).__name__})") from None
    return str(place / "node_modules" / ".bin" / "pouchdb-server")


def _begun(pouch: Pouch) -> Pouch:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException, Unwell):
            asked(pouch.line, "PUT", "/bench", b"", JSON)
            return pouch
        pouch.line.close()
        time.sleep(0.2)
    raise NotHere("not here: pouchdb-server does not start")
