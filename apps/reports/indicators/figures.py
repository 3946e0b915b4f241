"""What counting gives: cells of six columns, frozen. A cell that was not reported holds None, never 0.

Person figures are distinct persons of exactly this scope and period: cells of months or centres do not add up to
them. `overlap` is how many more persons the centres' own figures add up to.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.reports.periods import Period

Number = int | Decimal
BANDS = ("women", "men", "girls", "boys", "other")
COLUMNS = ("total", *BANDS)


class Status(enum.StrEnum):
    """Whether a month, or a period, has figures. Only a reported one can hold a 0 (IND-24, IND-25)."""

    BEFORE_SUPPORT = "before_support"
    NO_REPORT = "no_report"
    REPORTED = "reported"


@dataclass(frozen=True)
class Cell:
    """One figure in its six columns: total = women + men + girls + boys + other (sex or age unknown)."""

    status: Status
    total: Number | None = None
    women: Number | None = None
    men: Number | None = None
    girls: Number | None = None
    boys: Number | None = None
    other: Number | None = None
    overlap: int | None = None

    @classmethod
    def of(cls, bands: Mapping[str, Number], *, zero: Number = 0, overlap: int | None = None) -> "Cell":
        """A reported cell from its five columns; a missing one is zero."""
        columns = {band: bands.get(band, zero) for band in BANDS}
        return cls(status=Status.REPORTED, total=sum(columns.values(), zero), overlap=overlap, **columns)

    def value(self, column: str) -> Number | None:
        """The figure of one of COLUMNS."""
        found: Number | None = getattr(self, column)
        return found

    def halved(self) -> "Cell":
        """Units as pairs, with one decimal: three units are 1.5 pairs (IND-08)."""
        if self.status != Status.REPORTED:
            return self
        pairs = {band: pairs_of(self.value(band) or 0) for band in BANDS}
        return Cell.of(pairs, zero=Decimal("0.0"))


def pairs_of(units: Number) -> Decimal:
    """Exactly half, with one decimal."""
    return (Decimal(units) / 2).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Detail:
    """A part of a figure: a device type, a reason. `key` is neutral of language."""

    key: str
    cell: Cell


@dataclass(frozen=True)
class Lead:
    """Days from prescription to delivery of made devices of one class: how many, median, 90th percentile."""

    device_class: str
    devices: int
    median: Decimal | None
    ninetieth: Decimal | None


def quantile(days: Iterable[int], tenths: int) -> Decimal:
    """The day below which so many tenths of them lie, to one decimal, and exactly: between two of them what lies in
    proportion between their days, as PostgreSQL's percentile_cont has it. Raises IndexError for no days at all."""
    ordered = sorted(days)
    place, between = divmod((len(ordered) - 1) * tenths, 10)
    above = ordered[min(place + 1, len(ordered) - 1)]
    return Decimal(10 * ordered[place] + (above - ordered[place]) * between).scaleb(-1)


@dataclass(frozen=True)
class CentreCoverage:
    """Which months of a period a centre reported. `filed`: those it declared complete; the rest are drafts."""

    code: str
    months: tuple[tuple[date, Status], ...]
    filed: tuple[date, ...] = ()

    @property
    def reported(self) -> tuple[date, ...]:
        return tuple(month for month, status in self.months if status == Status.REPORTED)

    @property
    def status(self) -> Status:
        """Reported when any month is; no report when the centre was at least supported."""
        return best(status for _month, status in self.months)


def best(statuses: Iterable[Status]) -> Status:
    """The most that can be said of several months or centres together."""
    found = set(statuses)
    for status in (Status.REPORTED, Status.NO_REPORT):
        if status in found:
            return status
    return Status.BEFORE_SUPPORT


@dataclass(frozen=True)
class Figures:
    """Everything counted for one scope and period. `cells` by indicator code, `details` by code, `notes` by code."""

    scope: str
    period: Period
    coverage: tuple[CentreCoverage, ...]
    cells: Mapping[str, Cell]
    details: Mapping[str, tuple[Detail, ...]] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)
    lead: tuple[Lead, ...] = ()

    @property
    def status(self) -> Status:
        return best(centre.status for centre in self.coverage)

    @property
    def months(self) -> tuple[date, ...]:
        """The months that at least one centre reported."""
        return tuple(sorted({month for centre in self.coverage for month in centre.reported}))

    @property
    def supported(self) -> set[tuple[str, date]]:
        """The months of the centres that lie in their support, reported or not, as (code, month)."""
        return {
            (centre.code, month)
            for centre in self.coverage
            for month, status in centre.months
            if status != Status.BEFORE_SUPPORT
        }

    def __getitem__(self, code: str) -> Cell:
        return self.cells[code]
