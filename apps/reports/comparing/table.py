"""The figures of two reports with their difference. What one of them does not know is never subtracted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.reports.indicators import BANDS, INDICATORS, Cell, Figures, Indicator, Number, Status
from apps.reports.layout import Shown, missing, number
from apps.reports.snapshot import MONTH, MonthReport
from apps.reports.subject import Subject
from apps.reports.words import column_name, part_name, part_place

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Line:
    """A figure in both reports. `difference` and `percent` are '' where there is nothing to subtract or divide by.

    `note`: the columns that differ while the figure does not.
    """

    label: str
    cells: tuple[Shown, Shown]
    difference: str
    percent: str
    differs: bool
    code: str = ""
    unit: str = ""
    level: int = 0
    note: str = ""


@dataclass(frozen=True)
class Comparison:
    """Two reports in one column (of COLUMNS), `parts` by type unfolded, or only the lines that differ."""

    a: Subject
    b: Subject
    column: str = "total"
    parts: bool = False
    differs: bool = False

    @cached_property
    def lines(self) -> list[Line]:
        """The lines in the order of the report."""
        return [line for line in self._all() if line.differs or not self.differs]

    @property
    def of_one_month(self) -> bool:
        """Whether both are revisions of the same month."""
        return self.a.has_revisions and (self.a.scope.key, self.a.of) == (self.b.scope.key, self.b.of)

    @property
    def same(self) -> bool:
        """Whether it is one report twice."""
        return (self.a.scope.key, self.a.of, self.a.revision) == (self.b.scope.key, self.b.of, self.b.revision)

    def _all(self) -> Iterable[Line]:
        for indicator in INDICATORS:
            yield self._line(indicator, "", *(figures[indicator.code] for figures in self._figures))
            if self.parts:
                yield from self._parts(indicator)

    @cached_property
    def _figures(self) -> tuple[Figures, Figures]:
        return self.a.report.figures[MONTH], self.b.report.figures[MONTH]

    def _parts(self, indicator: Indicator) -> Iterable[Line]:
        held = [{part.key: part.cell for part in one.details.get(indicator.code, ())} for one in self._figures]
        nil = [Cell.of({}) if one.status == Status.REPORTED else Cell(one.status) for one in self._figures]
        for key in sorted(held[0].keys() | held[1].keys(), key=lambda key: part_place(self._naming(key), key)):
            yield self._line(indicator, key, held[0].get(key, nil[0]), held[1].get(key, nil[1]))

    def _line(self, indicator: Indicator, detail: str, first: Cell, second: Cell) -> Line:
        before, now = first.value(self.column), second.value(self.column)
        columns = columns_apart(first, second) if before == now and self.column == "total" else ""
        return Line(
            label=part_name(self._naming(detail), detail) if detail else str(indicator.label),
            cells=(
                self._shown(self.a, first, indicator.code, detail), self._shown(self.b, second, indicator.code, detail),
            ),
            difference=signed(before, now), percent=percent(before, now),
            differs=(before, first.status) != (now, second.status) or bool(columns),
            code="" if detail else indicator.code, unit="" if detail else str(indicator.unit.label),
            level=1 if detail or indicator.code in ("PROM", "ORTM") else 0, note=columns,
        )  # fmt: skip

    def _shown(self, subject: Subject, cell: Cell, code: str, detail: str) -> Shown:
        value = cell.value(self.column)
        if value is None:
            return Shown(missing(cell.status), kind="missing")
        return Shown(number(value), subject.rows_url(MONTH, code, self.column, detail) if value else "")

    def _naming(self, key: str) -> MonthReport:
        """The report that knows what a part is called."""
        known = {named.key for named in self.b.report.device_types}
        return self.b.report if key in known else self.a.report


def columns_apart(first: Cell, second: Cell) -> str:
    """`Women 3 → 2, Men 5 → 6`: the columns that differ."""
    return ", ".join(
        f"{column_name(band)} {number(first.value(band))} → {number(second.value(band))}"
        for band in BANDS
        if first.value(band) != second.value(band)
    )


def signed(before: Number | None, now: Number | None) -> str:
    """The difference with its sign; '' where one of the two is not known."""
    if before is None or now is None:
        return ""
    difference: Number = now - before
    return with_sign(difference, number(difference if difference >= 0 else -difference))


def percent(before: Number | None, now: Number | None) -> str:
    """The difference in percent of the first, with one decimal; '' where that is nothing."""
    if before is None or now is None or not before or before == now:
        return ""
    share = round(float(now - before) / float(before) * 100, 1)
    return with_sign(now - before, _("%(number)s %%") % {"number": number_format(abs(share), 1, force_grouping=True)})


def with_sign(difference: Number, words: str) -> str:
    """A true minus, which reads as one."""
    return f"+{words}" if difference > 0 else f"{MINUS}{words}" if difference < 0 else words
