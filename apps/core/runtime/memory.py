"""How much memory the product really takes: proportional set size, so shared pages count once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apps.core.runtime import keeper

LIMIT_MB = 700
PARTS = (  # what to look for in a command line, and what to call it
    ("apps.core.runtime.supervisor", "supervisor"),
    ("apps.core.runtime.keeper", "keeper of the servers"),
    ("gunicorn", "web"),
    (" beat", "beat"),
    ("celery", "worker"),
    ("valkey", "valkey"),
    ("redis", "valkey"),
    ("postgres", "postgresql"),
)


@dataclass(frozen=True)
class Row:
    """One process: its number, the part of the product it is, and its share of memory in kB."""

    pid: int
    part: str
    kilobytes: int


def running_pids(home: Path) -> list[int]:
    """Return the supervisor and the keeper of this home, as far as they live."""
    found = []
    for path in (home / "servers" / "running.json", keeper.state_file(home)):
        try:
            pid = int(json.loads(path.read_text())["pid"])
        except (OSError, ValueError, KeyError):
            continue
        if Path(f"/proc/{pid}").is_dir():
            found.append(pid)
    return found


def descendants(roots: Iterable[int]) -> list[int]:
    """Return the processes and all their children's children."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parent = int(text.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(stat.parent.name))
    found: list[int] = []
    waiting = list(dict.fromkeys(roots))
    while waiting:
        pid = waiting.pop(0)
        if pid not in found:
            found.append(pid)
            waiting.extend(sorted(children.get(pid, [])))
    return found


def parse_pss(text: str) -> int:
    """Return the kB of the Pss line of a smaps_rollup; 0 when it has none."""
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def measure(home: Path) -> list[Row]:
    """Return a row for every process of the running product; what may not be read is left out."""
    rows = []
    for pid in descendants(running_pids(home)):
        folder = Path(f"/proc/{pid}")
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            kilobytes = parse_pss((folder / "smaps_rollup").read_text())
        except OSError:
            continue
        rows.append(Row(pid=pid, part=part_of(command), kilobytes=kilobytes))
    return rows


def part_of(command: str) -> str:
    """Name the part of the product a command line belongs to."""
    for sign, part in PARTS:
        if sign in command:
            return part
    return command.split(" ")[0].rpartition("/")[2] or "?"


def table(rows: Iterable[Row]) -> str:
    """Return the rows and their total as text, in MB."""
    rows = list(rows)
    lines = [f"{'pid':>8}  {'MB':>7}  part"]
    lines += [f"{row.pid:>8}  {row.kilobytes / 1024:>7.1f}  {row.part}" for row in rows]
    lines.append(f"{'':>8}  {total_mb(rows):>7.1f}  total")
    return "\n".join(lines)


def total_mb(rows: Iterable[Row]) -> float:
    """Return the rows' sum in MB (1024 kB)."""
    return sum(row.kilobytes for row in rows) / 1024
