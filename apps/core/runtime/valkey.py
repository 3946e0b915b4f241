"""The embedded Valkey of one home: the queue and the shared cache, on a Unix socket, kept on disk.

Every command is appended to a file that is flushed each second; a file cut short by a crash is
repaired by Valkey itself when it starts.
"""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from apps.core.runtime import home as homes
from apps.core.runtime import processes, programs
from apps.core.runtime.words import Refusal
from apps.core.runtime.words import gettext as _

STOP = ((signal.SIGTERM, 10.0),)
LOADING_MAY_TAKE = 300.0  # seconds
START_TRIES_FOR = 10.0  # seconds


class Valkey:
    """One embedded server; `start` and `stop` belong to one process, which is its parent."""

    name = "valkey"

    def __init__(self, home: Path, *, through_home: bool, database_user: tuple[int, int] | None) -> None:
        self.home = home
        self.data = home / "valkey"
        self.log = home / "logs" / "valkey.log"
        self.program = programs.valkey_program()
        self.through_home = through_home
        self.database_user = database_user
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers, clearing what a former life left. Raises Refusal."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        folder = homes.make_sockets(self.home, database_user=self.database_user, through_home=self.through_home)
        path = folder / "valkey.sock"
        give_up = time.monotonic() + START_TRIES_FOR
        while True:
            processes.clear_out(self.data, ("valkey", "redis"), *STOP)
            self.process = self._spawn(path)
            if self._wait_until_it_answers(self.process, path):
                return
            if time.monotonic() > give_up:
                raise Refusal(
                    _("Valkey does not start. The end of %(log)s says:") % {"log": self.log}
                    + "\n"
                    + processes.tail(self.log, 6)
                )
            time.sleep(0.3)

    def _spawn(self, path: Path) -> "subprocess.Popen[bytes]":
        options = {
            "port": "0",
            "unixsocket": str(path),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "daemonize": "no",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "notice",
        }
        command = [str(self.program)]
        for name, value in options.items():
            command += [f"--{name}", value]
        return processes.spawn(command, log=self.log, at_parents_end=signal.SIGTERM, env=programs.CLEAN)

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]", path: Path) -> bool:
        deadline = time.monotonic() + LOADING_MAY_TAKE
        while process.poll() is None and time.monotonic() < deadline:
            if ping(path):
                return True
            time.sleep(0.02)
        return False

    def answers(self) -> bool:
        """Tell whether the process lives; a dead one is started again by whoever watches."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop after everything is on disk."""
        if self.process is not None:
            processes.end(self.process, *STOP)
            self.process = None


def ping(path: Path) -> bool:
    """Tell whether a Valkey answers on this socket (one that still loads its file does not yet)."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(os.fspath(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
