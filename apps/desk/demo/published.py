"""The figures others published about the real centres, with their sources: `published_figures.json`.

People in the demo are invented; only these totals are facts. Rows marked `replay` must come out of the product's
own report, exactly, from the demo's records (IND-30).
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("published_figures.json")
CODES = {"rakrang": "RAK", "songrim": "SON"}


@dataclass(frozen=True)
class Totals:
    """What a centre did in a period. Crutches in units (a pair is two); None: not published, so free."""

    persons: int
    prostheses: int
    orthoses: int
    wheelchairs: int
    crutches: int
    sessions: int | None


@dataclass(frozen=True)
class Replay:
    """A published row that the demo reproduces: centre code, first and last day, totals, where it was published."""

    centre: str
    first: date
    last: date
    totals: Totals
    source: str


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Every published row as it stands in the file."""
    return tuple(json.loads(FILE.read_text())["rows"])


def replays(year: int) -> tuple[Replay, ...]:
    """The rows to reproduce for a year, by centre; empty when nothing was published for it."""
    return tuple(_replay(row) for row in rows() if row["replay"] and row["period"].startswith(f"{year}-"))


def _replay(row: dict[str, Any]) -> Replay:
    first, last = (date.fromisoformat(f"{month}-01") for month in row["period"].split("/"))
    return Replay(
        centre=CODES[row["centre"]],
        first=first,
        last=(last + timedelta(days=31)).replace(day=1) - timedelta(days=1),
        totals=Totals(
            persons=row["people_served"],
            prostheses=row["prostheses"],
            orthoses=row["orthoses"],
            wheelchairs=row["wheelchairs"],
            crutches=round(row["crutches_pairs"] * 2),
            sessions=row["physiotherapy_sessions"],
        ),
        source=row["source"],
    )
