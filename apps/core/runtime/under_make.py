"""Being a good child of `make run`.

A Ctrl-C in the terminal reaches make and us alike, and SIGTERM is passed on by make. But a SIGINT
sent to make alone is not passed on: make waits for us, and we would wait for ever. Since make then
no longer catches SIGINT, that can be seen. And when make is killed, the kernel tells us.
"""

import os
import signal
from pathlib import Path

from apps.core.runtime import processes


def _parent_is_make() -> bool:
    try:
        return Path(f"/proc/{os.getppid()}/comm").read_text().strip() in ("make", "gmake")
    except OSError:
        return False


def end_with_make() -> None:
    """When make is our parent, be sent SIGTERM when it is gone."""
    if _parent_is_make():
        processes.LIBC.prctl(processes.PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def make_was_told_to_stop() -> bool:
    """Tell whether our parent is a make that neither catches nor ignores SIGINT any more."""
    if not _parent_is_make():
        return False
    try:
        status = Path(f"/proc/{os.getppid()}/status").read_text()
    except OSError:
        return False
    masks = dict(line.split(":\t", 1) for line in status.splitlines() if line.startswith("Sig"))
    held = int(masks.get("SigCgt", "0"), 16) | int(masks.get("SigIgn", "0"), 16)
    return not held >> (signal.SIGINT - 1) & 1
