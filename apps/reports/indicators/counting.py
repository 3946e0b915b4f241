"""`count`: every figure of a scope and period, from the records, in a handful of statements.

Screens and drafts ask `reports.kept` instead, which gives the same figures and counts only after something changed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from apps.reports.indicators.coverage import Scope, coverage, reported_spans, supported_spans
from apps.reports.indicators.definitions import BY_CODE, INDICATORS, NOTES, WAITED, Indicator, Unit
from apps.reports.indicators.figures import Cell, CentreCoverage, Detail, Figures, Lead, Number, Status, best
from apps.reports.indicators.relation import Span, Statement, relation
from apps.reports.periods import Period

COUNTED = tuple(indicator for indicator in (*INDICATORS, *NOTES) if not indicator.halves)
OF_WAITING = tuple(indicator for indicator in COUNTED if indicator.source == "waiting")
OF_SERVICES = tuple(indicator for indicator in COUNTED if indicator not in OF_WAITING)
# For this one transaction: the facts of a year at ten centres are sorted and hashed in memory, not on the disk.
ROOM = "SET LOCAL work_mem = '64MB'"
Row = tuple[Any, ...]
Waited = dict[str, list[Row]]  # statement → its rows
PERSONS = [indicator.code for indicator in COUNTED if indicator.persons]
NO_SUMS = [*PERSONS, WAITED.code]
# Units add up. Persons are told apart in steps, each a hash table: first who came where, then who, then how many.
# count(DISTINCT …) would say the same, and sort every fact of a year.
AGGREGATE = """
    SELECT code, detail, band, sum(units), 0 AS persons, 0 AS visitors, NULL::numeric, NULL::numeric
    FROM fact WHERE code <> ALL(%s) GROUP BY code, detail, band
    UNION ALL
    SELECT code, detail, band, sum(units)::bigint, count(*), sum(centres)::bigint, NULL, NULL FROM (
        SELECT code, detail, band, patient_id, sum(units)::bigint AS units, count(*) AS centres FROM (
            SELECT code, detail, band, patient_id, centre_id, sum(units) AS units
            FROM fact WHERE code = ANY(%s) GROUP BY patient_id, centre_id, code, detail, band
        ) visitor GROUP BY patient_id, code, detail, band
    ) person GROUP BY code, detail, band
"""
LEAD = """
    UNION ALL
    SELECT code, detail, '', count(*), 0, 0, percentile_cont(0.5) WITHIN GROUP (ORDER BY units)::numeric(9, 1),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY units)::numeric(9, 1)
    FROM fact WHERE code = 'LEAD' GROUP BY code, detail
"""
SERIES = """
    SELECT code, date_trunc('month', happened)::date, sum(units), 0 FROM fact WHERE code <> ALL(%s) GROUP BY 1, 2
    UNION ALL
    SELECT code, month, 0, count(*) FROM (
        SELECT DISTINCT code, date_trunc('month', happened)::date AS month, patient_id FROM fact WHERE code = ANY(%s)
    ) person GROUP BY code, month
"""


Series = Mapping[str, tuple[Number | None, ...]]  # code → the total of each month


class Counting(Protocol):
    """Whoever gives a report its figures: this module, or `reports.kept`."""

    def counted(
        self, scope: Scope, periods: Collection[Period], trends: Collection[Period], codes: Sequence[str], /
    ) -> tuple[Mapping[Period, Figures], Mapping[Period, Series]]:
        """The figures of the periods, and the totals of `codes` in each month of the `trends`."""


@dataclass(frozen=True)
class Group:
    """One group of facts: units in it, persons in it, and persons counted once per centre."""

    detail: str
    band: str
    units: int
    persons: int
    persons_per_centre: int


def count(scope: Scope, period: Period, *, taking: Collection[UUID] = (), waited: Waited | None = None) -> Figures:
    """Every indicator of the scope in the period, with coverage, details, notes and waiting times.

    Person figures are distinct persons of the whole scope and period (IND-02, IND-03, IND-27). Units are those of
    `definitions`; crutch pairs are exact decimals. `taking`: late records counted as if they had been taken into a
    revision, which tells the effect that would have. `waited`: what other periods that end on the same day have counted
    of those who waited; read and written.
    """
    covered = coverage(scope, period, supported_spans(scope, period), taking)
    spans = reported_spans(scope, covered)
    status = best(centre.status for centre in covered)
    groups: dict[str, list[Group]] = defaultdict(list)
    lead: tuple[Lead, ...] = ()
    if status == Status.REPORTED:
        groups, lead = _counted(spans, period, taking, {} if waited is None else waited)
    snapshot = status_at_end(covered)
    cells = {
        indicator.code: _cell(
            indicator, groups, snapshot if indicator.source == "waiting" else status, together=scope.together
        )
        for indicator in INDICATORS
    }
    return Figures(
        scope=scope.key,
        period=period,
        coverage=covered,
        cells=cells,
        details={
            indicator.code: _details(groups[indicator.code]) for indicator in INDICATORS if indicator.detail != "''"
        },
        notes={note.code: _note(note, groups[note.code]) for note in NOTES} if status == Status.REPORTED else {},
        lead=lead,
    )


def _counted(
    spans: Sequence[Span], period: Period, taking: Collection[UUID], waited: Waited
) -> tuple[dict[str, list[Group]], tuple[Lead, ...]]:
    """The groups of each code, and the waiting times."""
    served = relation(spans, period, (*OF_SERVICES, WAITED), taking)
    rows = _fetch(served.then(AGGREGATE, NO_SUMS, PERSONS).then(LEAD))
    waiting = relation(spans, period, OF_WAITING, taking).then(AGGREGATE, PERSONS, PERSONS)
    asked = f"{waiting.text} {waiting.params}"
    if asked not in waited:
        waited[asked] = _fetch(waiting)
    groups: dict[str, list[Group]] = defaultdict(list)
    lead = []
    for code, detail, band, units, persons, visitors, *days in (*rows, *waited[asked]):
        if code == WAITED.code:
            lead.append(Lead(detail, units, *days))
        else:
            groups[code].append(Group(detail, band, units, persons, visitors))
    return groups, tuple(sorted(lead, key=lambda one: one.device_class))


def status_at_end(covered: tuple[CentreCoverage, ...]) -> Status:
    """The status of the last month: what a snapshot at the end of the period can say."""
    return best(centre.months[-1][1] for centre in covered)


def series(scope: Scope, period: Period, codes: Sequence[str]) -> dict[str, tuple[Number | None, ...]]:
    """The totals of each month of the period, each counted for itself; None where a month was not reported."""
    covered = coverage(scope, period, supported_spans(scope, period))
    spans = reported_spans(scope, covered)
    reported = {month for centre in covered for month in centre.reported}
    found: dict[tuple[str, date], tuple[int, int]] = {}
    if reported:
        statement = relation(spans, period, [BY_CODE[code] for code in codes]).then(SERIES, PERSONS, PERSONS)
        found = {(code, month): (units, persons) for code, month, units, persons in _fetch(statement)}
    return {
        code: tuple(
            found.get((code, month), (0, 0))[1 if BY_CODE[code].persons else 0] if month in reported else None
            for month in period.months
        )
        for code in codes
    }


def counted(
    scope: Scope, periods: Collection[Period], trends: Collection[Period], codes: Sequence[str]
) -> tuple[Mapping[Period, Figures], Mapping[Period, Series]]:
    """Several counts, as `Counting` has it."""
    waited: Waited = {}
    figures = {period: count(scope, period, waited=waited) for period in periods}
    return figures, {one: series(scope, one, codes) for one in trends}


def _cell(indicator: Indicator, groups: dict[str, list[Group]], status: Status, *, together: bool) -> Cell:
    if status != Status.REPORTED:
        return Cell(status=status)
    if indicator.halves:
        return _cell(BY_CODE[indicator.halves], groups, status, together=together).halved()
    own = groups[indicator.code]
    if not indicator.persons:
        return Cell.of(_bands(own))
    overlap = sum(group.persons_per_centre - group.persons for group in own)
    return Cell.of({group.band: group.persons for group in own}, overlap=overlap if together else None)


def _bands(groups: list[Group]) -> dict[str, Number]:
    bands: dict[str, Number] = {}
    for group in groups:
        bands[group.band] = bands.get(group.band, 0) + group.units
    return bands


def _details(groups: list[Group]) -> tuple[Detail, ...]:
    parts: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        parts[group.detail].append(group)
    return tuple(Detail(key, Cell.of(_bands(part))) for key, part in sorted(parts.items()))


def _note(note: Indicator, groups: list[Group]) -> int:
    if note.unit is Unit.EVENTS:
        return len({group.detail for group in groups})
    return sum(group.persons if note.persons else group.units for group in groups)


def _fetch(statement: Statement) -> list[Row]:
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(statement.text, statement.params)
        return cursor.fetchall()
