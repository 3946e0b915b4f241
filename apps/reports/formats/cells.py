"""Every figure of a report on a line of its own, in a fixed order: what the long table and the exchange read."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from apps.reports.editions import Hidden
from apps.reports.indicators import BY_CODE, COLUMNS, INDICATORS, NOTES, Cell, Indicator, Number, Status
from apps.reports.snapshot import MonthReport


class Told(StrEnum):
    """What is known of a figure. Only a reported one has a value."""

    REPORTED = "reported"
    NO_REPORT = "no_report"
    BEFORE_SUPPORT = "before_support"
    SMALL = "small"
    WITHHELD = "withheld"


HIDDEN = {Hidden.SMALL: Told.SMALL, Hidden.WITHHELD: Told.WITHHELD}


@dataclass(frozen=True)
class Figure:
    """One figure: of which period of the report, indicator or note, part, column. `value` only where it is told."""

    period: str
    code: str
    detail: str
    column: str
    status: Told
    value: Number | None

    @property
    def indicator(self) -> Indicator:
        return BY_CODE[self.code]


def figures_of(report: MonthReport) -> Iterator[Figure]:
    """All cells, parts and notes of all periods, and the overlap of centres where there is one."""
    for period, figures in report.figures.items():
        for indicator in INDICATORS:
            code = indicator.code
            yield from of_cell(period, code, "", figures[code])
            for detail in figures.details.get(code, ()):
                yield from of_cell(period, code, detail.key, detail.cell)
        for note in NOTES:
            if note.code in figures.notes:
                yield Figure(period, note.code, "", "total", *told(figures.notes[note.code], figures.status))


def of_cell(period: str, code: str, detail: str, cell: Cell) -> Iterator[Figure]:
    """The six columns of a cell."""
    for column in COLUMNS:
        yield Figure(period, code, detail, column, *told(cell.value(column), cell.status))
    if cell.overlap is not None:
        yield Figure(period, code, detail, "overlap", *told(cell.overlap, cell.status))


def told(value: Number | str | None, status: Status) -> tuple[Told, Number | None]:
    """(what is known, the number) of what stands in a cell."""
    if isinstance(value, str):
        return HIDDEN[Hidden(value)], None
    return (Told(status), None) if value is None else (Told.REPORTED, value)
