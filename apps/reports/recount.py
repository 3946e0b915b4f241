"""Count sealed figures once more, from nothing but the rows sealed with them: no database, no SQL, sums and sets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.reports.chain import as_fact
from apps.reports.indicators import BY_CODE, COLUMNS, WAITED, Cell, Fact, Figures, Indicator, Number, Status, Unit
from apps.reports.indicators.figures import pairs_of, quantile
from apps.reports.periods import first_of
from apps.reports.snapshot import REST, YEAR, YEAR_BEFORE, MonthReport

Said = dict[str, Number | None]


@dataclass(frozen=True)
class Difference:
    """A figure that its rows do not give. `where`: `month PRO women`, `year CRU CRU-ELB total`, `trend 2016-05 BEN`."""

    where: str
    said: Number | None
    counted: Number | None


def differences(report: MonthReport, rows: Mapping[str, Sequence[Any]]) -> list[Difference]:
    """Every figure of the report that its sealed rows do not add up to; `rows` as `Seal.rows` holds them."""
    found: list[Difference] = []
    for name, figures in report.figures.items():
        of: dict[str, list[Fact]] = defaultdict(list)
        for row in rows.get(name, ()):
            fact = as_fact(row)
            of[fact.code].append(fact)
        found += _apart(name, _said(figures), _counted(figures, of))
        found += _apart(f"{name} waited", _waited_said(figures), _waited_counted(of[WAITED.code]))
        if name in (YEAR, YEAR_BEFORE):
            trend = report.trend if name == YEAR else report.trend_before
            found += _apart("trend", _trend_said(trend, figures), _trend_counted(trend, figures, of))
    return found + list(_rest_of_last_year(report, rows.get(REST, ())))


def _apart(name: str, said: Said, counted: Said) -> Iterator[Difference]:
    for key in sorted(said.keys() | counted.keys()):
        if said.get(key, 0) != counted.get(key, 0):
            yield Difference(f"{name} {key}", said.get(key, 0), counted.get(key, 0))


def _said(figures: Figures) -> Said:
    found: Said = dict(figures.notes)
    for code, cell in figures.cells.items():
        found |= _columns(code, cell)
        for part in figures.details.get(code, ()):
            found |= _columns(f"{code} {part.key}", part.cell)
    return found


def _columns(name: str, cell: Cell) -> Said:
    return {f"{name} {column}": cell.value(column) for column in COLUMNS}


def _counted(figures: Figures, of: Mapping[str, list[Fact]]) -> Said:
    found: Said = {code: _figure(BY_CODE[code], of.get(code, [])) for code in figures.notes}
    for code, cell in figures.cells.items():
        own = of.get(BY_CODE[code].counted_as, [])
        missing = cell.status != Status.REPORTED and not own
        found |= {f"{code} {column}": None if missing else _figure(BY_CODE[code], own, column) for column in COLUMNS}
        if code in figures.details:
            for part in {fact.detail for fact in own}:
                these = [fact for fact in own if fact.detail == part]
                found |= {f"{code} {part} {column}": _figure(BY_CODE[code], these, column) for column in COLUMNS}
    strays = of.keys() - figures.cells.keys() - figures.notes.keys() - {WAITED.code}
    return found | {code: len(of[code]) for code in strays}


def _figure(indicator: Indicator, facts: list[Fact], column: str = "total") -> Number:
    own = [fact for fact in facts if column in ("total", fact.band)]
    if indicator.unit is Unit.EVENTS:
        return len({fact.detail for fact in own})
    if indicator.persons:
        return len({fact.patient_id for fact in own})
    units = sum(fact.units for fact in own)
    return pairs_of(units) if indicator.halves else units


def _waited_said(figures: Figures) -> Said:
    found: Said = {}
    for one in figures.lead:
        found |= {f"{one.device_class} devices": one.devices, f"{one.device_class} median": one.median,
                  f"{one.device_class} 90 %": one.ninetieth}  # fmt: skip
    return found


def _waited_counted(facts: Sequence[Fact]) -> Said:
    found: Said = {}
    for device_class in {fact.detail for fact in facts}:
        days = [fact.units for fact in facts if fact.detail == device_class]
        found |= {f"{device_class} devices": len(days), f"{device_class} median": quantile(days, 5),
                  f"{device_class} 90 %": quantile(days, 9)}  # fmt: skip
    return found


def _rest_of_last_year(report: MonthReport, rows: Sequence[Any]) -> Iterator[Difference]:
    """The months of last year after the report's own: of them no figure but the trend is told, and so no coverage. A
    month that was not reported has no rows."""
    of: dict[tuple[str, date], list[Fact]] = defaultdict(list)
    for row in rows:
        fact = as_fact(row)
        of[fact.code, fact.happened.replace(day=1)].append(fact)
    told = report.figures[YEAR_BEFORE].period.months
    months = [first_of(told[-1].year, month) for month in range(told[-1].month + 1, 13)]
    said: Said = {
        f"{month:%Y-%m} {code}": value
        for code, values in report.trend_before.items()
        for month, value in zip(months, values[len(told) :], strict=True)
    }
    counted: Said = {f"{month:%Y-%m} {code}": _figure(BY_CODE[code], own) for (code, month), own in of.items()}
    missing = {name: None for name, value in said.items() if value is None and name not in counted}
    yield from _apart("trend", said, missing | counted)


def _trend_said(trend: Mapping[str, tuple[Number | None, ...]], figures: Figures) -> Said:
    months = figures.period.months
    return {
        f"{month:%Y-%m} {code}": value
        for code, values in trend.items()
        for month, value in zip(months, values, strict=False)
    }


def _trend_counted(
    trend: Mapping[str, tuple[Number | None, ...]], figures: Figures, of: Mapping[str, list[Fact]]
) -> Said:
    def counted(code: str, month: date) -> Number | None:
        if month not in figures.months:
            return None
        return _figure(BY_CODE[code], [fact for fact in of.get(code, []) if fact.happened.replace(day=1) == month])

    return {f"{month:%Y-%m} {code}": counted(code, month) for code in trend for month in figures.period.months}
