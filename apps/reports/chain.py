"""The digests that hold sealed figures together: pure functions of what is written down, told to anyone who checks.

Each seal of a centre is a link: its digest covers the figures, the rows behind them, and the digest before it. Whoever
changes a sealed figure, a row, or leaves out a whole seal breaks every digest from there on.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from apps.reports.indicators import Fact

BEGINNING = "0" * 64
AS_LISTED = attrgetter(*(one.name for one in fields(Fact)))


@dataclass(frozen=True)
class Link:
    """What the chain says of one seal. `checksum` and `rule_set` are those of its snapshot."""

    centre: str
    position: int
    previous: str
    checksum: str
    rule_set: str
    rows_checksum: str
    digest: str = ""

    def computed(self) -> str:
        """SHA-256 of the centre's code, the position, the digest before, the snapshot's checksum, its rule set and the
        checksum of the rows, each on a line."""
        lines = (self.centre, str(self.position), self.previous, self.checksum, self.rule_set, self.rows_checksum)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Place:
    """Where the next seal of a centre goes: its position, and the digest of the seal before."""

    position: int = 1
    previous: str = BEGINNING


def torn(links: Sequence[Link]) -> list[tuple[int, str]]:
    """(position, what is wrong) of one centre's links by position: "gap", "previous" or "digest"; [] when it holds."""
    found: list[tuple[int, str]] = []
    place = Place()
    for link in links:
        if link.position != place.position:
            found.append((place.position, "gap"))
        if link.previous != place.previous:
            found.append((link.position, "previous"))
        if link.digest != link.computed():
            found.append((link.position, "digest"))
        place = Place(link.position + 1, link.digest)
    return found


def as_row(fact: Fact) -> list[Any]:
    """A fact as it is sealed: the values of `Fact` in their order, as JSON can hold them."""
    return [str(value) if isinstance(value, UUID | date) else value for value in AS_LISTED(fact)]


def as_fact(row: Sequence[Any]) -> Fact:
    """The fact that `as_row` wrote down."""
    code, detail, model, key, version, patient, centre, happened, units, band = row
    return Fact(
        code, detail, model, UUID(key), version, UUID(patient), UUID(centre), date.fromisoformat(happened), units, band
    )


def as_rows(facts: Iterable[Fact]) -> list[list[Any]]:
    """The facts as they are sealed, in the one order that gives one checksum: by code, day and key."""
    ordered = sorted(facts, key=lambda fact: (fact.code, fact.happened, fact.id, fact.model, fact.detail))
    return [as_row(fact) for fact in ordered]
