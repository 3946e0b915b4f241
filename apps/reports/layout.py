"""The report as sections, tables and rows of words, in the active language: one builder for screen and PDF.

`link` gives the address of the rows behind a figure; the PDF has none. A figure that was not reported reads "—"
before support and "no report" else, never 0.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core.problems import Text
from apps.devices.models import DeviceClass
from apps.reports.indicators import (
    BY_CODE,
    COLUMNS,
    INDICATORS,
    NOT_RECORDED,
    NOTES,
    RULE_SET,
    WAITED,
    Cell,
    Figures,
    Indicator,
    Lead,
    Number,
    Status,
)
from apps.reports.remarks import remarks
from apps.reports.snapshot import MONTH, MONTH_BEFORE, YEAR, YEAR_BEFORE, MonthReport
from apps.reports.words import (
    centre_names,
    column_name,
    month_words,
    part_name,
    part_place,
    period_words,
    report_words,
)

Link = Callable[[str, str, str, str], str]
"""(period name, code, column, detail) → address of the rows, or ''."""


@dataclass(frozen=True)
class Shown:
    """One figure as it reads. `kind`: '', 'missing' or 'strong'."""

    text: str
    url: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table. `level` 1 is a part of the line above; `unit` stands beside the label."""

    label: str
    cells: tuple[Shown, ...]
    code: str = ""
    unit: str = ""
    level: int = 0
    notes: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Column:
    """A heading. `group` begins a new group of columns."""

    label: str
    group: bool = False


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    kind: str = "figures"


@dataclass(frozen=True)
class Section:
    """A numbered part of the report."""

    anchor: str
    title: str
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()
    charts: bool = False


@dataclass(frozen=True)
class Builder:
    """Makes the sections of one report."""

    report: MonthReport
    link: Link | None = None
    names: dict[str, str] = field(default_factory=dict)

    def sections(self) -> tuple[Section, ...]:
        """The parts of the report in their fixed order."""
        return (
            Section("users", _("Users"), (self.six(("BEN", "BENNEW", "NEWPRO", "NEWORT", "FOL")),)),
            Section("devices", _("Devices by class and level"), (self.six(("PRO", "PROM", "ORT", "ORTM", "REP")),)),
            Section("aids", _("Walking aids and wheelchairs"), (self.six(("CRU", "CRP", "WLK", "WCH", "TRI", "REI")),)),
            Section("physio", _("Physiotherapy"), (self.six(("PTS", "PTP")),)),
            Section(
                "waiting", _("Waiting, closed without delivery, lead time"), (self.six(("WAI", "NDV")), self.lead()),
                self.not_recorded(),
            ),
            Section("compare", _("Month beside year to date and the year before"), (self.beside(),), charts=True),
            Section(
                "coverage", _("Coverage and data quality"), (self.coverage(), self.quality()), remarks(self.report),
            ),
        )  # fmt: skip

    # --- the month in its six columns, with the year to date -------------------------------------------

    def six(self, codes: Iterable[str]) -> Table:
        """Indicators in the six columns of the period, and the total of the year to date where that is longer."""
        columns = [Column(str(column_name(name))) for name in COLUMNS]
        year = [Column(period_words(self.report.figures[name]), group=True) for name in self._names(YEAR)]
        return Table(
            caption=report_words(self.report.month, self.report.months),
            columns=(*columns, *year),
            rows=tuple(row for code in codes for row in self._with_parts(BY_CODE[code])),
        )

    def _names(self, *names: str) -> tuple[str, ...]:
        """The periods asked for, without the year to date where the report's own period is all of it."""
        own = self.report.figures[MONTH].period
        return tuple(name for name in names if name in (MONTH, MONTH_BEFORE) or own != self.report.figures[YEAR].period)

    def _with_parts(self, indicator: Indicator) -> list[Row]:
        month, year = self.report.figures[MONTH], self.report.figures[YEAR]
        rows = [self._row(indicator, month[indicator.code], year[indicator.code])]
        parts = {detail.key: detail.cell for detail in month.details.get(indicator.code, ())}
        parts_of_year = {detail.key: detail.cell for detail in year.details.get(indicator.code, ())}
        nil = Cell.of({}) if month.status == Status.REPORTED else Cell(month.status)
        for key in sorted(parts_of_year, key=lambda key: part_place(self.report, key)):
            rows.append(self._row(indicator, parts.get(key, nil), parts_of_year[key], detail=key))
        return rows

    def _row(self, indicator: Indicator, month: Cell, year: Cell, detail: str = "") -> Row:
        code = indicator.code
        cells = [self._shown(month, column, MONTH, code, detail) for column in COLUMNS]
        return Row(
            label=part_name(self.report, detail) if detail else str(indicator.label),
            code="" if detail else code,
            unit="" if detail else str(indicator.unit.label),
            level=1 if detail or code in ("PROM", "ORTM") else 0,
            cells=(*cells, *(self._shown(year, "total", name, code, detail) for name in self._names(YEAR))),
            notes=() if detail else self._notes_of(code),
        )

    def _notes_of(self, code: str) -> tuple[Shown, ...]:
        """The period's footnotes of an indicator that have something to say, and of centres together the overlap."""
        figures = self.report.figures[MONTH]
        said = [
            Shown(
                f"{note.label}: {number(figures.notes[note.code])}",
                self.link(MONTH, note.code, "total", "") if self.link else "",
            )
            for note in NOTES
            if note.note_of == code and code != "BEN" and figures.notes.get(note.code)
        ]
        overlap = figures[code].overlap
        if overlap is not None:
            said.append(Shown(_("seen at several centres, counted once: %(overlap)s") % {"overlap": number(overlap)}))
        return tuple(said)

    def _shown(self, cell: Cell, column: str, period: str, code: str, detail: str = "") -> Shown:
        value = cell.value(column)
        if value is None:
            return Shown(missing(cell.status), kind="missing")
        url = self.link(period, code, column, detail) if self.link and value else ""
        return Shown(number(value), url, "strong" if column == "total" and not detail else "")

    # --- lead time and what has no records yet -----------------------------------------------------------

    def lead(self) -> Table:
        """Days from prescription to delivery, by class."""
        columns = (Column(_("Devices")), Column(_("Median, days")), Column(_("90th percentile, days")))
        month = self.report.figures[MONTH]
        rows = tuple(
            Row(
                label=str(DeviceClass(one.device_class).label),
                cells=(
                    self._waited(one, one.devices), self._waited(one, one.median, "strong"),
                    self._waited(one, one.ninetieth),
                ),
            )
            for one in month.lead
        )  # fmt: skip
        nobody = (Row(_("No device made to measure was delivered"), (Shown(missing_or_dash(month)),) * 3),)
        return Table(_("From prescription to delivery"), columns, rows or nobody, kind="lead")

    def _waited(self, lead: Lead, value: Number | None, kind: str = "") -> Shown:
        """What was sealed under earlier rules holds no rows of it."""
        opens = self.link if self.report.rule_set == RULE_SET else None
        return Shown(number(value), opens(MONTH, WAITED.code, "total", lead.device_class) if opens else "", kind)

    def not_recorded(self) -> tuple[str, ...]:
        names = "; ".join(f"{code} {label}" for code, label in NOT_RECORDED)
        return (_("Not recorded here: %(names)s.") % {"names": names},)

    # --- month beside year to date beside the same a year before -------------------------------------------

    def beside(self) -> Table:
        """Totals of the month, the same month a year before, the year to date, and the same a year before."""
        order = self._names(MONTH, MONTH_BEFORE, YEAR, YEAR_BEFORE)
        columns = tuple(Column(period_words(self.report.figures[name]), group=name == YEAR) for name in order)
        rows = tuple(
            Row(
                label=str(indicator.label),
                code=indicator.code,
                unit=str(indicator.unit.label),
                level=1 if indicator.code in ("PROM", "ORTM") else 0,
                cells=tuple(
                    self._shown(self.report.figures[name][indicator.code], "total", name, indicator.code)
                    for name in order
                ),
            )
            for indicator in INDICATORS
        )
        return Table(_("Totals"), columns, rows, kind="beside")

    # --- coverage and quality --------------------------------------------------------------------------------

    def coverage(self) -> Table:
        """Each centre's months of the year: filed, draft, no report, or before support."""
        year = self.report.figures[YEAR]
        names = centre_names(self.report)
        columns = tuple(Column(month_words(month, short=True)) for month in year.period.months)
        rows = tuple(
            Row(
                names[centre.code],
                tuple(_coverage_sign(status, month in centre.filed) for month, status in centre.months),
            )
            for centre in year.coverage
        )
        return Table(_("Months reported"), columns, rows, kind="coverage")

    def quality(self) -> Table:
        """How sure the figures are: estimated births, unknown causes, late entries."""
        order = self._names(MONTH, YEAR)
        columns = tuple(Column(period_words(self.report.figures[name])) for name in order)
        rows = tuple(
            Row(
                label=str(note.label),
                code=note.note_of,
                unit=str(note.unit.label),
                cells=tuple(self._quality_cell(name, note.code) for name in order),
            )
            for note in NOTES
            if not note.code.startswith("PTS")
        )
        return Table(_("Data quality"), columns, rows, kind="quality")

    def _quality_cell(self, name: str, code: str) -> Shown:
        figures = self.report.figures[name]
        if code not in figures.notes:
            return Shown(missing(figures.status), kind="missing")
        value = figures.notes[code]
        return Shown(number(value), self.link(name, code, "total", "") if self.link and value else "")


def _coverage_sign(status: Status, filed: bool) -> Shown:
    if status == Status.REPORTED:
        return Shown(pgettext("month", "filed"), kind="strong") if filed else Shown(pgettext("month", "draft"))
    return Shown(missing(status), kind="missing")


def missing(status: Status) -> str:
    """Why there is no figure."""
    return "—" if status == Status.BEFORE_SUPPORT else _("no report")


def missing_or_dash(figures: Figures) -> str:
    return "—" if figures.status == Status.REPORTED else missing(figures.status)


def number(value: Number | None) -> str:
    """A figure in the active language, with separators of thousands."""
    return "—" if value is None else str(formats.number_format(value, force_grouping=True))


def definitions() -> list[tuple[str, Text, Text, Text]]:
    """(code, label, unit, definition) of every indicator, for the notes."""
    return [(one.code, one.label, one.unit.label, one.definition) for one in INDICATORS]
