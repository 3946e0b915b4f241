"""The rows behind one cell: the same facts that were counted, listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from apps.reports.indicators.coverage import Scope, supported_spans
from apps.reports.indicators.definitions import BY_CODE
from apps.reports.indicators.figures import COLUMNS, Number, pairs_of
from apps.reports.indicators.relation import Statement, relation
from apps.reports.periods import Period

LIST = """
    SELECT code, detail, model, id, version, patient_id, centre_id, happened, units, band FROM fact
    WHERE (%s = 'total' OR band = %s) AND (%s = '' OR detail = %s)
    ORDER BY happened, id LIMIT %s OFFSET %s
"""
TOTALS = """
    SELECT count(*), coalesce(sum(units), 0), count(DISTINCT patient_id) FROM fact
    WHERE (%s = 'total' OR band = %s) AND (%s = '' OR detail = %s)
"""


@dataclass(frozen=True)
class Fact:
    """A row that counts: which record (model, id, version), whose, where, when, how many units, in which column."""

    code: str
    detail: str
    model: str
    id: UUID
    version: int
    patient_id: UUID
    centre_id: UUID
    happened: date
    units: int
    band: str


@dataclass(frozen=True)
class CellRows:
    """The rows of one cell, as a paginator takes them: a slice reads only its part.

    Behind a person figure stand more rows than persons. Raises ValueError for a cell that does not exist.
    """

    scope: Scope
    period: Period
    code: str
    column: str = "total"
    detail: str = ""

    def __post_init__(self) -> None:
        if self.code not in BY_CODE or self.column not in COLUMNS:
            raise ValueError("no such cell")

    def totals(self) -> tuple[int, int, int]:
        """(rows, units, persons) of the cell."""
        statement = self._facts().then(TOTALS, *self._only())
        ((rows, units, persons),) = _fetch(statement)
        return int(rows), int(units), int(persons)

    def figure(self, units: int, persons: int) -> Number:
        """What the cell shows for so many units and persons."""
        indicator = BY_CODE[self.code]
        if indicator.halves:
            return pairs_of(units)
        return persons if indicator.persons else units

    def count(self) -> int:
        """How many rows."""
        return self.totals()[0]

    def __getitem__(self, part: slice) -> list[Fact]:
        return self.listed(part.start or 0, None if part.stop is None else part.stop - (part.start or 0))

    def listed(self, offset: int = 0, limit: int | None = None) -> list[Fact]:
        """The rows by date, from `offset`."""
        statement = self._facts().then(LIST, *self._only(), limit, offset)
        return [Fact(*row) for row in _fetch(statement)]

    def _facts(self) -> Statement:
        spans = supported_spans(self.scope, self.period)
        return relation(spans, self.period, [BY_CODE[BY_CODE[self.code].counted_as]])

    def _only(self) -> Sequence[str]:
        return self.column, self.column, self.detail, self.detail


def _fetch(statement: Statement) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        return cursor.fetchall()
