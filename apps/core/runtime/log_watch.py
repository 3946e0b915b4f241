"""Errors in a child's log, counted for the console."""

from pathlib import Path

ERROR_SIGNS = (b'"level": "error"', b'"level": "critical"')
EXPECTED = b"/readyz"  # says 503 as long as something is still starting
MOST_AT_ONCE = 1024 * 1024  # bytes


class LogWatch:
    """Counts the errors added to a log since it was last asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._place = path.stat().st_size if path.exists() else 0

    def new_errors(self) -> int:
        """Return how many error lines were added; a log begun anew is read from its start."""
        try:
            size = self.path.stat().st_size
        except OSError:
            return 0
        if size == self._place:
            return 0
        start = self._place if size > self._place else 0
        with self.path.open("rb") as file:
            file.seek(max(start, size - MOST_AT_ONCE))
            lines = file.read().splitlines()
        self._place = size
        return sum(any(sign in line for sign in ERROR_SIGNS) and EXPECTED not in line for line in lines)
