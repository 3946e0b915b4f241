"""The rows behind one cell: the same facts that were counted, listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.reports.indicators.counting import COUNTED
from apps.reports.indicators.coverage import Scope, coverage, reported_spans, supported_spans
from apps.reports.indicators.definitions import BY_CODE, WAITED, Indicator
from apps.reports.indicators.figures import COLUMNS
from apps.reports.indicators.relation import Statement, relation
from apps.reports.periods import Period

LIST = """
    SELECT code, detail, model, id, version, patient_id, centre_id, happened, units, band FROM fact
    WHERE (%s = 'total' OR band = %s) AND (%s = '' OR detail = %s) AND (%s = '' OR patient_id IN (
        SELECT p.id FROM patients_patient p WHERE strpos(upper(p.number), upper(%s)) > 0
    ))
    ORDER BY happened, id LIMIT %s OFFSET %s
"""
ALL_FACTS = """
    SELECT code, detail, model, id, version, patient_id, centre_id, happened, units, band FROM fact
"""
TOTALS = """
    SELECT count(*), coalesce(sum(units), 0), count(DISTINCT patient_id), count(DISTINCT detail) FROM fact
    WHERE (%s = 'total' OR band = %s) AND (%s = '' OR detail = %s) AND (%s = '' OR patient_id IN (
        SELECT p.id FROM patients_patient p WHERE strpos(upper(p.number), upper(%s)) > 0
    ))
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

    Behind a person figure stand more rows than persons. `taking`: late records counted as if taken. `number`: only of
    persons whose number holds that. Raises ValueError for a cell that does not exist.
    """

    scope: Scope
    period: Period
    code: str
    column: str = "total"
    detail: str = ""
    taking: tuple[UUID, ...] = ()
    number: str = ""

    def __post_init__(self) -> None:
        if self.code not in BY_CODE or self.column not in COLUMNS:
            raise ValueError("no such cell")

    def totals(self) -> tuple[int, int, int]:
        """(rows, units, persons) of the cell, the units as `Indicator.units_of` has them."""
        statement = self._facts().then(TOTALS, *self._only())
        rows, units, persons, parts = map(int, statement.fetch()[0])
        return rows, BY_CODE[self.code].units_of(rows, units, parts), persons

    def count(self) -> int:
        """How many rows."""
        return self.totals()[0]

    def __getitem__(self, part: slice) -> list[Fact]:
        return self.listed(part.start or 0, None if part.stop is None else part.stop - (part.start or 0))

    def listed(self, offset: int = 0, limit: int | None = None) -> list[Fact]:
        """The rows by date, from `offset`."""
        statement = self._facts().then(LIST, *self._only(), limit, offset)
        return [Fact(*row) for row in statement.fetch()]

    def _facts(self) -> Statement:
        indicator = BY_CODE[BY_CODE[self.code].counted_as]
        spans = supported_spans(self.scope, self.period)
        if indicator.source in ("closed", "waiting"):  # a service makes its month reported, these do not
            spans = reported_spans(self.scope, coverage(self.scope, self.period, spans, self.taking))
        return relation(spans, self.period, [indicator], self.taking)

    def _only(self) -> Sequence[str]:
        return self.column, self.column, self.detail, self.detail, self.number, self.number


def facts(scope: Scope, period: Period, of: Iterable[Indicator] = (*COUNTED, WAITED)) -> list[Fact]:
    """The rows behind every cell, note and waiting time of the period, in no order; or those of some indicators."""
    spans = reported_spans(scope, coverage(scope, period, supported_spans(scope, period)))
    return [Fact(*row) for row in relation(spans, period, of).then(ALL_FACTS).fetch()] if spans else []
