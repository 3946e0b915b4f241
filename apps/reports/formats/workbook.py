"""The report as a workbook: cover, figures, parts, notes, coverage, definitions, and where it all comes from.

Numbers are numbers; "—", "no report" and what is hidden are words, so that no sum takes them for 0. Text is never made
into a formula or a link. The same report gives the same bytes: the file's own dates are those of the figures.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core.sheets import FORMULA, LONGEST_CELL, plain
from apps.devices.models import DeviceClass
from apps.reports.editions import content, edition_name, legend
from apps.reports.formats.period import own_period
from apps.reports.formats.taken import Taken
from apps.reports.indicators import COLUMNS, INDICATORS, NOT_RECORDED, NOTES, Cell, Figures, Number, Status
from apps.reports.layout import definitions, missing
from apps.reports.models import ReportStatus
from apps.reports.snapshot import MONTH, MonthReport, checksum
from apps.reports.words import (
    centre_names,
    column_name,
    month_words,
    part_name,
    part_place,
    period_words,
    span_words,
    term,
    whose,
)

Shown = Number | str
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def as_xlsx(report: MonthReport, taken: Taken | None = None) -> bytes:
    """The workbook in the active language."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": title(report), "author": whose(report), "created": made_at(report, taken)})
        pen = Pen(book)
        cover(pen, report, taken)
        figures(pen, report)
        parts(pen, report)
        notes(pen, report)
        coverage(pen, report)
        pen.table(
            _("Definitions"), [(_("Code"), 10), (_("Indicator"), 40), (_("Unit"), 14), (_("What is counted"), 110)],
            [[str(text) for text in line] for line in definitions()],
        )  # fmt: skip
        provenance(pen, report, taken)
    return out.getvalue()


def title(report: MonthReport) -> str:
    return f"{whose(report)}, {span_words(own_period(report))}"


def made_at(report: MonthReport, taken: Taken | None) -> datetime:
    """When the figures were taken; without that, the last day of the period. A workbook knows no zones."""
    at = taken.at.astimezone(UTC) if taken else datetime.combine(own_period(report).last, time())
    return at.replace(tzinfo=None)


# --- the sheets ------------------------------------------------------------------------------------------


def cover(pen: "Pen", report: MonthReport, taken: Taken | None) -> None:
    """Whose report it is, of what, and how to read it."""
    revision = _("Revision %(number)d") % {"number": report.revision} if report.revision else _("Live figures")
    told = [
        (_("Centre"), whose(report)), (_("Period"), period_words(report.figures[MONTH])), (_("Revision"), revision),
        (_("Status"), str(ReportStatus(report.status).label)), (_("Edition"), edition_name(report)),
        (_("Donor"), ", ".join(report.donors) or "—"),
        (_("Operator"), " · ".join(filter(None, (term(named) for named in report.operators))) or "—"),
        *prepared(taken),
    ]  # fmt: skip
    reading = [
        _("— stands for months before support; “no report” for supported months nobody reported; 0 only for none."),
        *legend(report),
    ]
    sheet = pen.sheet(_("Cover"), [22, 100])
    pen.write(sheet, 0, 0, title(report), pen.title)
    for number, (label, value) in enumerate(told, start=2):
        pen.write(sheet, number, 0, label, pen.heading)
        pen.write(sheet, number, 1, value)
    for number, text in enumerate(reading, start=len(told) + 3):
        pen.write(sheet, number, 0, text)


def prepared(taken: Taken | None) -> list[tuple[str, str]]:
    if taken is None:
        return []
    at = formats.date_format(taken.at, "Y-m-d H:i")
    return [(_("Prepared by"), taken.by or str(_("The system"))), (_("Figures taken"), at)]


def figures(pen: "Pen", report: MonthReport) -> None:
    """Every indicator in six columns for each period of the report, side by side."""
    lines = [
        [one.code, str(one.label), str(one.unit.label), *wide(report, [held[one.code] for held in each(report)])]
        for one in INDICATORS
    ]
    pen.wide_table(_("Figures"), [(_("Code"), 8), (_("Indicator"), 38), (_("Unit"), 12)], periods(report), lines)


def parts(pen: "Pen", report: MonthReport) -> None:
    """The same by device type and by reason."""
    lines = []
    for one in INDICATORS:
        held = [{part.key: part.cell for part in period.details.get(one.code, ())} for period in each(report)]
        for key in sorted(set().union(*held), key=lambda key: part_place(report, key)):
            cells = [
                found.get(key, Cell.of({}) if period.status == Status.REPORTED else Cell(period.status))
                for found, period in zip(held, each(report), strict=True)
            ]
            lines.append([one.code, part_name(report, key), key, *wide(report, cells)])
    pen.wide_table(_("Details"), [(_("Code"), 8), (_("Part"), 38), (_("Key"), 16)], periods(report), lines)


def notes(pen: "Pen", report: MonthReport) -> None:
    """Footnotes, overlaps of centres, waiting times, and what has no records."""
    names = periods(report)
    lines: list[list[Shown]] = [
        [one.note_of, str(one.label), str(one.unit.label), *(note(period, one.code) for period in each(report))]
        for one in NOTES
    ]
    if report.together:
        lines += [
            [one.code, _("seen at several centres, counted once"), str(one.unit.label),
             *(shown(period[one.code].overlap, period.status) for period in each(report))]
            for one in INDICATORS if one.persons
        ]  # fmt: skip
    for label, value in ((_("Devices"), "devices"), (_("Median, days"), "median"), (_("90th percentile, days"),
                                                                                    "ninetieth")):  # fmt: skip
        for device_class in DeviceClass:
            times = [
                next((getattr(one, value) for one in period.lead if one.device_class == device_class), None)
                for period in each(report)
            ]
            if any(time is not None for time in times):
                lines.append(["LEAD", f"{device_class.label}: {label}", "", *("—" if t is None else t for t in times)])
    lines += [[code, str(label), _("not recorded here")] for code, label in NOT_RECORDED]
    head = [(_("Code"), 8), (_("Note"), 52), (_("Unit"), 14), *((name, 22) for name in names)]
    pen.table(_("Notes"), head, lines)


def coverage(pen: "Pen", report: MonthReport) -> None:
    """Each centre's months: filed, draft, no report, before support."""
    names = centre_names(report)
    longest = max(each(report), key=lambda period: (len(period.period.months), period.period))
    lines = [
        [names.get(centre.code, centre.code), month_words(month), state(status, month in centre.filed)]
        for centre in longest.coverage
        for month, status in centre.months
    ]
    pen.table(_("Coverage"), [(_("Centre"), 24), (_("Month"), 18), (_("State"), 16)], lines)


def provenance(pen: "Pen", report: MonthReport, taken: Taken | None) -> None:
    """By which rules, from what content: the checksum is of the JSON file of the same edition."""
    lines: list[list[Shown]] = [
        [_("Scope"), report.scope], [_("Period"), str(own_period(report))], [_("Revision"), report.revision],
        [_("Status"), report.status], [_("Edition"), edition_name(report)], [_("Rules"), report.rule_set],
        [_("Checksum of these figures"), checksum(content(report))],
    ]  # fmt: skip
    lines += [[label, value] for label, value in (*prepared(taken), (_("Made by"), "Georeum"))]
    pen.table(_("Provenance"), [(_("What"), 30), (_("Value"), 90)], lines)


# --- what stands in a cell -------------------------------------------------------------------------------


def each(report: MonthReport) -> list[Figures]:
    return list(report.figures.values())


def periods(report: MonthReport) -> list[str]:
    return [period_words(held) for held in each(report)]


def wide(report: MonthReport, cells: Iterable[Cell]) -> list[Shown]:
    return [shown(cell.value(column), cell.status) for cell in cells for column in COLUMNS]


def shown(value: Number | None, status: Status) -> Shown:
    """A number, or the words in its place; a hidden value is text already. "—" where there is no such thing."""
    if value is None:
        return "—" if status == Status.REPORTED else missing(status)
    return value


def note(figures: Figures, code: str) -> Shown:
    return shown(figures.notes.get(code), figures.status)


def state(status: Status, filed: bool) -> str:
    if status != Status.REPORTED:
        return missing(status)
    return pgettext("month", "filed") if filed else pgettext("month", "draft")


class Pen:
    """Writes each cell as the type it is, below a heading that stays in view."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.group = book.add_format({"bold": True, "align": "center", "left": 1})
        self.words = book.add_format({"align": "right", "font_color": "#5b6670"})
        self.marked = book.add_format({"quote_prefix": True})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.tenths = book.add_format({"num_format": "#,##0.0"})

    def sheet(self, name: str, widths: Sequence[int]) -> Any:
        sheet = self.book.add_worksheet(name[:31])
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def table(self, name: str, head: Sequence[tuple[str, int]], lines: Iterable[Sequence[Shown]]) -> None:
        """One line of headings, frozen."""
        sheet = self.sheet(name, [width for _label, width in head])
        for at, (label, _width) in enumerate(head):
            self.write(sheet, 0, at, label, self.heading)
        self._lines(sheet, 1, lines, words_right_from=3)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def wide_table(
        self, name: str, head: Sequence[tuple[str, int]], groups: Sequence[str], lines: Iterable[Sequence[Shown]]
    ) -> None:
        """Six columns for each group, below its name; headings and labels stay in view."""
        sheet = self.sheet(name, [*(width for _label, width in head), *([9] * len(COLUMNS) * len(groups))])
        for at, (label, _width) in enumerate(head):
            self.write(sheet, 1, at, label, self.heading)
        for number, group in enumerate(groups):
            first = len(head) + number * len(COLUMNS)
            sheet.merge_range(0, first, 0, first + len(COLUMNS) - 1, plain(group), self.group)
            for at, column in enumerate(COLUMNS):
                self.write(sheet, 1, first + at, str(column_name(column)), self.heading)
        self._lines(sheet, 2, lines, words_right_from=len(head))
        sheet.freeze_panes(2, 2)
        sheet.repeat_rows(0, 1)
        sheet.repeat_columns(0, 1)

    def _lines(self, sheet: Any, first: int, lines: Iterable[Sequence[Shown]], *, words_right_from: int) -> None:
        for number, line in enumerate(lines, start=first):
            for at, value in enumerate(line):
                self.write(sheet, number, at, value, self.words if at >= words_right_from else None)

    def write(self, sheet: Any, line: int, at: int, value: Shown, format: Any = None) -> None:
        if isinstance(value, Decimal):
            sheet.write_number(line, at, value, self.tenths)
        elif isinstance(value, int):
            sheet.write_number(line, at, value, self.whole)
        elif value:
            text = plain(str(value))[:LONGEST_CELL]
            sheet.write_string(line, at, text, format or (self.marked if FORMULA.match(text) else None))
