"""The product's own processes under the supervisor: started, watched, started again, ended."""

import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from apps.core.runtime import processes
from apps.core.runtime.words import BASE_DIR

LONGEST_PAUSE = 30.0  # seconds between two starts of a child that keeps ending
HEALTHY_AFTER = 60.0  # seconds


@dataclass
class Child:
    """One process the product needs, and how patient to be with it."""

    name: str
    argv: list[str]
    log: Path
    env: Mapping[str, str]
    grace: float  # seconds to finish what it is doing
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0
    _pause: float = field(default=1.0, repr=False)
    _started: float = field(default=0.0, repr=False)
    _again: float = field(default=0.0, repr=False)

    def start(self) -> None:
        """Start it; it ends when the supervisor does, however that ends."""
        self.process = processes.spawn(
            self.argv, log=self.log, at_parents_end=signal.SIGTERM, env=self.env, cwd=BASE_DIR
        )
        self._started, self._again = time.monotonic(), 0.0

    def look_after(self) -> int | None:
        """Start it again when it has ended, later each time. Return the exit code when it was just found dead."""
        now = time.monotonic()
        if self.process is None:
            if self._again and now >= self._again:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        if now - self._started > HEALTHY_AFTER:
            self._pause = 1.0
        self.process, self._again = None, now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self.deaths += 1
        return code

    def stop(self) -> None:
        """End it: politely, then firmly (a task cut off is delivered again), then by force."""
        self._again = 0.0
        if self.process is not None:
            processes.end(self.process, (signal.SIGTERM, self.grace), (signal.SIGQUIT, 3.0))
            self.process = None
