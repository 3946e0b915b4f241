"""The public edition of a report, by the profile "small-cells-1". A pure function of frozen reports.

Devices, repairs and sessions stay exact: they are what the donor pays for, and a thing has no privacy. Whatever counts
persons is said by `rule`, and what would undo that is not said at all ("**"). A reader may know all of this and hold
every public report of every month, centre and revision:

- **Persons of a period** (BEN, FOL, WAI): six columns for the report's own period, the total elsewhere. Year and month
  are sums of no parts a reader can see, only larger and smaller, which rounding keeps.
- **Persons that add up** (BENNEW, NEWPRO, NEWORT): each is new once, so the months add up to the year to the person,
  and twelve roundings of parts beside one of the sum would give parts away. Said from January on only, as a total.
- **Made of exact counts** (NEWPRO, NEWORT of devices; PTP of sessions): one session is one patient, and three patients
  are no secret beside three sessions. Said from January on, as a total, and only beside eight or more devices or
  sessions, in the whole period and in its last month: else the step from "*" to 10 would be known to be one person,
  and "10 in January and February" with one session in January would make seven in February. A quarter or year knows
  its last month by the trend. Not said of centres together: "10 in both" and one session at the one centre make seven
  at the other.
- **Mine and ERW survivors** (PROM, ORTM): units, but each tells a guarded fact of a person. Treated as persons that add
  up, measured against the exact number of devices with a known cause. How many causes are known tells nobody's cause.
- **Notes in persons** follow the rule or their indicator. The number of group events stands only beside a patient
  count that is said: fourteen attendances in two events are at least seven patients.
- **Overlap of centres**: not said below eight, not even as 0; else A + B = both is an equation and not a bound.
- **Waiting time**: below eight devices the median is somebody's own waiting time.
- **Trend**: a month's total is moved by its parts (see `rule`), so it can be said only where they are known: for
  periods of the report, and for months whose cells are handed in. Others are gaps, never 0.
- **Late and changed records** that were taken or left out are each somebody's: how many follows the rule.
- **Revisions**: a change of one to seven persons is a small cell too. The public edition of a revision repeats what
  was said before, a 0 too, until some column has changed by eight or more; devices and sessions are always the new.

What it cannot do. A count of devices is a count of persons where everybody gets one: seven chairs for girls are seven
girls. A single row is proof; long chains are not: six months of exactly seven persons each, of whom nobody came twice,
can be worked out where their 42 read as 45. That nothing is certain does not mean that no guess is good.
Several editions by different profiles of the same month would undo each other: a profile changes with a year, for all.
The checksum of the exact figures must never stand in a public file: small cells could be found by trying.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, cast

from apps.reports.editions.rule import SMALLEST_SAID, Hidden, Said, said, total_said
from apps.reports.indicators import ALL, BANDS, BY_CODE, COLUMNS, Cell, Detail, Figures, Indicator, Lead, Number, Status
from apps.reports.snapshot import MONTH, MonthReport, as_data, from_data

PROFILE = "small-cells-1"
OF_A_PERIOD = ("BEN", "FOL", "WAI")
FROM_JANUARY = ("BENNEW", "NEWPRO", "NEWORT", "PTP", "PROM", "ORTM", "NEWPRO-UNKNOWN", "NEWORT-UNKNOWN")
EXACT_NOTES = ("PROM-BASE", "PROM-UNKNOWN", "ORTM-BASE", "ORTM-UNKNOWN")
BESIDE: Mapping[str, str] = {
    "NEWPRO": "PRO", "NEWORT": "ORT", "NEWPRO-UNKNOWN": "PRO", "NEWORT-UNKNOWN": "ORT", "PTP": "PTS",
    "PROM": "PROM-BASE", "ORTM": "ORTM-BASE",
}  # fmt: skip
EVENTS, PATIENTS = "PTS-EVENTS", "PTP"
Rows = Mapping[str, Mapping[date, Cell]]


@dataclass(frozen=True)
class PublicReport(MonthReport):
    """A report in which small counts of persons are hidden: cells may hold `Hidden` in the place of a number."""

    profile: str = PROFILE


def is_public(report: MonthReport) -> bool:
    """Whether small counts are hidden in it."""
    return isinstance(report, PublicReport)


def profile_of(report: MonthReport) -> str:
    """The profile of a public edition, '' for the internal one."""
    return report.profile if isinstance(report, PublicReport) else ""


def content(report: MonthReport) -> dict[str, Any]:
    """The canonical content of either edition; that of the public one says by which profile it was made."""
    edition = {"edition": "public", "profile": profile_of(report)} if is_public(report) else {}
    return as_data(report) | edition


def from_content(data: Mapping[str, Any]) -> MonthReport:
    """The edition that `content` wrote down; hidden figures come back as the text they read."""
    report = from_data(data)
    if data.get("edition") != "public":
        return report
    return PublicReport(**{one.name: getattr(report, one.name) for one in fields(MonthReport)}, profile=data["profile"])


def guarded(report: MonthReport, *, earlier: Sequence[MonthReport] = (), months: Rows | None = None) -> PublicReport:
    """The public edition of an exact report.

    `earlier`: the exact reports of the revisions published before, oldest first. `months`: exact cells by code and
    month, for the points of the trend the report itself does not hold.
    """
    basis = report
    for number, revision in enumerate((*earlier, report)):
        basis = revision if number == 0 else _kept(basis, revision)
    figures = {name: _figures(basis, name) for name in basis.figures}
    rows = _rows(basis, months or {})
    return PublicReport(
        **{one.name: getattr(report, one.name) for one in fields(MonthReport)}
        | {
            "figures": figures,
            "trend": _trend(report.trend, report.month.year, rows),
            "trend_before": _trend(report.trend_before, report.month.year - 1, rows),
            "decided": {name: cast(int, said(int(count))) for name, count in report.decided.items()},
        }
    )


def told_of(report: MonthReport, other: MonthReport) -> MonthReport:
    """What another report of the same centre told of the periods of this one: of the same period everything, of one
    that ends with the same month who waited.
    """
    same = {figures.period: figures for figures in other.figures.values()}
    ended = {figures.period.last_month: figures for figures in other.figures.values()}
    return replace(
        report,
        figures={
            name: same.get(own.period) or _waiting_as(own, ended.get(own.period.last_month))
            for name, own in report.figures.items()
        },
    )


def _waiting_as(own: Figures, other: Figures | None) -> Figures:
    return own if other is None else replace(own, cells={**own.cells, "WAI": other["WAI"]})


def said_after(revisions: Sequence[Cell]) -> Cell:
    """The exact row behind what is said of persons after these revisions of it, oldest first."""
    basis = revisions[0]
    for now in revisions[1:]:
        basis = basis if _about_the_same(basis, now) else now
    return basis


# --- one period ------------------------------------------------------------------------------------------


def _figures(report: MonthReport, name: str) -> Figures:
    exact = report.figures[name]
    own = _in_the_last_month(report, exact)
    cells = {code: _cell(exact, own, code, columns=name == MONTH) for code in exact.cells}
    return replace(
        exact,
        cells=cells,
        details={code: _details(code, parts) for code, parts in exact.details.items()},
        notes={code: cast(int, _note(exact, own, code, cells)) for code in exact.notes},
        lead=tuple(_lead(one) for one in exact.lead),
    )


def _in_the_last_month(report: MonthReport, exact: Figures) -> dict[str, Number]:
    """Of what is printed exactly: how many the last month of the period brought, or at least did."""
    ending = [one for one in report.figures.values() if one.period.last_month == exact.period.last_month]
    shortest = min(ending, key=lambda one: len(one.period.months))
    if len(shortest.period.months) == 1:
        return {code: _exact(shortest, code) for code in BESIDE.values()}
    return {code: _by_trend(report, shortest, code) for code in BESIDE.values()}


def _by_trend(report: MonthReport, figures: Figures, code: str) -> Number:
    """Of a quarter or year, from the trend. Of known causes the least: any unknown one may be of the last month."""
    if code in EXACT_NOTES:
        device = code.partition("M-")[0]
        return max(_by_trend(report, figures, device) - figures.notes.get(f"{device}M-UNKNOWN", 0), 0)
    period = figures.period
    trend = report.trend if period.last_month.year == report.month.year else report.trend_before
    values = trend.get(code, ())[period.first_month.month - 1 : period.last_month.month]
    return next((value for value in reversed(values) if value is not None), 0)


def _cell(exact: Figures, own: Mapping[str, Number], code: str, *, columns: bool) -> Cell:
    cell = exact[code]
    if not secret(BY_CODE[code]) or cell.status != Status.REPORTED:
        return cell
    if not _can_be_said(exact, own, code):
        return _row({}, Hidden.WITHHELD)
    parts = {band: int(cell.value(band) or 0) for band in BANDS}
    total = total_said(int(cell.total or 0), parts.values())
    shown = {band: said(count) for band, count in parts.items()} if columns and code in OF_A_PERIOD else {}
    overlap = cell.overlap if cell.overlap is None or cell.overlap >= SMALLEST_SAID else None
    return _row(shown, total, None if overlap is None else cast(int, said(overlap)))


def secret(indicator: Indicator) -> bool:
    """Whether a figure tells something of persons: it counts them, or tells a guarded fact of each."""
    return indicator.persons or (indicator.guarded and indicator.code not in EXACT_NOTES)


def _can_be_said(exact: Figures, own: Mapping[str, Number], code: str) -> bool:
    """By the period, the scope and exact figures that are printed anyway, so that silence tells nothing."""
    beside = BESIDE.get(code)
    if code in FROM_JANUARY and exact.period.first_month.month != 1:
        return False
    if beside and exact.scope == ALL:
        return False
    return beside is None or min(_exact(exact, beside), own[beside]) >= SMALLEST_SAID


def _exact(figures: Figures, code: str) -> Number:
    if code in EXACT_NOTES:
        return figures.notes.get(code, 0)
    return figures[code].total or 0


def _row(columns: Mapping[str, Said], total: Said, overlap: int | None = None) -> Cell:
    """A cell is of numbers; what stands in their place is said to be one here, once."""
    held = {band: cast(Number, columns.get(band, Hidden.WITHHELD)) for band in BANDS}
    return Cell(status=Status.REPORTED, total=cast(Number, total), overlap=overlap, **held)


def _details(code: str, parts: Iterable[Detail]) -> tuple[Detail, ...]:
    """Parts of devices are exact; of persons none is said."""
    return () if secret(BY_CODE[code]) else tuple(parts)


def _note(exact: Figures, own: Mapping[str, Number], code: str, cells: Mapping[str, Cell]) -> Said:
    note = BY_CODE[code]
    if code == EVENTS and isinstance(cells[PATIENTS].total, Hidden):
        return Hidden.WITHHELD
    if not secret(note):
        return exact.notes[code]
    return said(exact.notes[code]) if _can_be_said(exact, own, code) else Hidden.WITHHELD


def _lead(lead: Lead) -> Lead:
    return lead if lead.devices >= SMALLEST_SAID else replace(lead, median=None, ninetieth=None)


# --- the trend ---------------------------------------------------------------------------------------------


def _rows(report: MonthReport, months: Rows) -> dict[str, dict[date, Cell]]:
    """Code → month → exact cell, of the periods of the report that are one month, and of what was handed in."""
    rows = {code: dict(cells) for code, cells in months.items()}
    for figures in report.figures.values():
        if len(figures.period.months) == 1:
            for code in OF_A_PERIOD:
                rows.setdefault(code, {})[figures.period.first_month] = figures[code]
    return rows


def _trend(trend: Mapping[str, tuple[Number | None, ...]], year: int, rows: Rows) -> dict[str, tuple[Any, ...]]:
    return {
        code: tuple(
            _point(value, rows.get(code, {}).get(date(year, number, 1))) for number, value in enumerate(values, start=1)
        )
        if secret(BY_CODE[code])
        else values
        for code, values in trend.items()
    }


def _point(value: Number | None, cell: Cell | None) -> Said | None:
    if value is None:
        return None
    if cell is None or cell.status != Status.REPORTED:
        return Hidden.WITHHELD
    return total_said(int(cell.total or 0), [int(cell.value(band) or 0) for band in BANDS])


# --- revisions ---------------------------------------------------------------------------------------------


def _kept(basis: MonthReport, revision: MonthReport) -> MonthReport:
    """The revision, with the rows of persons of the one before wherever they changed by less than eight."""
    figures = {
        name: _kept_figures(basis.figures[name], now) if name in basis.figures else now
        for name, now in revision.figures.items()
    }
    return replace(revision, figures=figures)


def _kept_figures(before: Figures, now: Figures) -> Figures:
    cells = {
        code: before[code] if secret(BY_CODE[code]) and _about_the_same(before.cells.get(code), cell) else cell
        for code, cell in now.cells.items()
    }
    notes = {
        code: before.notes[code]
        if secret(BY_CODE[code]) and code in before.notes and abs(before.notes[code] - count) < SMALLEST_SAID
        else count
        for code, count in now.notes.items()
    }
    return replace(now, cells=cells, notes=notes)


def _about_the_same(before: Cell | None, now: Cell) -> bool:
    """Whether both were reported and no column changed by eight or more."""
    if before is None or before.status != Status.REPORTED or now.status != Status.REPORTED:
        return False
    changes = (int(now.value(column) or 0) - int(before.value(column) or 0) for column in COLUMNS)
    return all(abs(change) < SMALLEST_SAID for change in changes)
