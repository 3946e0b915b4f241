"""Locks that vanish with the process that holds them, however it ends (flock on a file)."""

import fcntl
import os
from pathlib import Path


class Lock:
    """One lock file; several processes may hold it shared, or one alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def share(self) -> None:
        """Hold it together with others, waiting while one holds it alone."""
        fcntl.flock(self._open(), fcntl.LOCK_SH)

    def take(self) -> bool:
        """Hold it alone if nobody else holds it; tell whether that was so."""
        try:
            fcntl.flock(self._open(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let it go; without effect when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def is_free(self) -> bool:
        """Tell whether nobody holds it."""
        probe = Lock(self.path)
        free = probe.take()
        probe.release()
        return free

    def is_shared(self) -> bool:
        """Tell whether others hold it together: neither is it free, nor does one hold it alone."""
        probe = Lock(self.path)
        try:
            fcntl.flock(probe._open(), fcntl.LOCK_SH | fcntl.LOCK_NB)
            return not probe.take()
        except BlockingIOError:
            return False
        finally:
            probe.release()

    def _open(self) -> int:
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._descriptor
