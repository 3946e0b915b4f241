"""Starting and ending child processes so that none outlives the one that started it."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
LOG_LIMIT = 10 * 1024 * 1024  # bytes; a longer log is set aside once when its program starts


@dataclass(frozen=True)
class Account:
    """A system user under which a server runs."""

    name: str
    uid: int
    gid: int


def tie_to_parent(wanted: signal.Signals) -> Callable[[], None]:
    """Return a function for a child that asks the kernel to signal it when its parent is gone, even by SIGKILL."""
    parent = os.getpid()

    def tie() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(wanted), 0, 0, 0)
        if os.getppid() != parent:  # it went between fork and prctl
            os._exit(1)

    return tie


def open_log(path: Path) -> IO[bytes]:
    """Open a log to append to, private to its owner; a long one is kept as `.1` first."""
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_name(path.name + ".1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def spawn(
    argv: Sequence[str],
    *,
    log: Path,
    at_parents_end: signal.Signals,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
) -> "subprocess.Popen[bytes]":
    """Start a program in its own session (the terminal's Ctrl-C passes it by), tied to this process."""
    with open_log(log) as output:
        return subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,
            preexec_fn=tie_to_parent(at_parents_end),
        )


def end(process: "subprocess.Popen[bytes]", *steps: tuple[signal.Signals, float]) -> int:
    """Send each signal in turn, waiting its seconds for the end; SIGKILL closes the row. Return the exit code."""
    for wanted, seconds in steps:
        if process.poll() is not None:
            break
        process.send_signal(wanted)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    if process.poll() is None:
        process.kill()
    return process.wait()


def living_in(folder: Path, programs: Iterable[str]) -> list[int]:
    """Return the processes of these programs that work in this folder.

    A server's folder is the one thing a reused process number cannot imitate.
    """
    wanted = tuple(programs)
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "cwd").readlink() == folder and (entry / "comm").read_text().startswith(wanted):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def clear_out(folder: Path, programs: Iterable[str], *steps: tuple[signal.Signals, float]) -> None:
    """End what a former life left working in this folder: each signal in turn, then SIGKILL to all of it.

    The milder signals go to the server itself only: to its helpers the same signal means something else.
    """
    programs = tuple(programs)
    for wanted, seconds in (*steps, (signal.SIGKILL, 5.0)):
        left = living_in(folder, programs)
        for pid in left if wanted == signal.SIGKILL else filter(_is_server, left):
            with suppress(ProcessLookupError):
                os.kill(pid, wanted)
        deadline = time.monotonic() + seconds
        while left and time.monotonic() < deadline:
            time.sleep(0.05)
            left = living_in(folder, programs)
        if not left:
            return


def _is_server(pid: int) -> bool:
    """Tell a server, started by its full path, from its helpers, which rename themselves."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"/")
    except OSError:
        return False


def tail(path: Path, lines: int = 12) -> str:
    """Return the last lines of a log, or nothing when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 8192))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
