"""The machine the bench ran on: what it is, how busy it was, and how much work a process did."""

import os
import platform
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.db import connection

from apps.core.runtime.memory import descendants


def facts() -> dict[str, Any]:
    """Processor, cores, memory in GB, and the versions of what ran."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(pages * size / 1024**3, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": ".".join(map(str, divmod(connection.cursor().connection.info.server_version, 10000))),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def load() -> float:
    return round(os.getloadavg()[0], 2)


@dataclass(frozen=True)
class Ticks:
    """The clock of all cores: how much of it was work."""

    total: int
    idle: int

    @classmethod
    def now(cls) -> "Ticks":
        first = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
        values = [int(value) for value in first]
        return cls(total=sum(values), idle=values[3] + values[4])

    def busy_since(self) -> float:
        """The share of all cores' time spent working since then."""
        now = self.now()
        return 1 - (now.idle - self.idle) / max(now.total - self.total, 1)


def cpu_seconds(pid: int) -> float:
    """CPU time of the process, of all its children that live, and of all their threads, in seconds."""
    total = 0
    for each in descendants([pid]):
        for thread in Path(f"/proc/{each}/task").glob("*/schedstat"):
            with suppress(OSError):
                total += int(thread.read_text().split()[0])
    return total / 1e9
