"""The series as a file to work on: one number a line, each saying whether it was counted or published."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.sheets import Column as SheetColumn
from apps.core.sheets import Kind as CellKind
from apps.core.sheets import write_csv, write_xlsx
from apps.reports.models import Exactness
from apps.reports.published import KNOWN
from apps.reports.series import Entry, Kind, Line, Series

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Row:
    """One number with the line, column and series it stands in."""

    series: Series
    line: Line
    kind: Kind
    entry: Entry

    @property
    def code(self) -> str:
        """The indicator's; '' of what is said in own words."""
        return self.kind.key if self.kind.key in KNOWN else ""

    @property
    def origin(self) -> str:
        """Whether it was counted, in words."""
        return _("counted from records") if self.line.counted else _("aggregate, not counted from records")


COLUMNS = (
    SheetColumn("centre", gettext_lazy("Centre"), lambda row: row.series.centre.name),
    SheetColumn("provider", gettext_lazy("Other provider"), lambda row: row.series.provider),
    SheetColumn("from", gettext_lazy("From month"), lambda row: f"{row.line.covered[0]:%Y-%m}", CellKind.DATE),
    SheetColumn("to", gettext_lazy("To month"), lambda row: f"{row.line.covered[-1]:%Y-%m}", CellKind.DATE),
    SheetColumn("months", gettext_lazy("Months"), lambda row: len(row.line.covered), CellKind.NUMBER),
    SheetColumn("code", gettext_lazy("Code"), lambda row: row.code, CellKind.CODE),
    SheetColumn("label", gettext_lazy("What was counted"), lambda row: str(row.kind.label)),
    SheetColumn("unit", gettext_lazy("Unit"), lambda row: str(row.kind.unit), CellKind.CODE),
    SheetColumn("origin", gettext_lazy("Kind of figure"), lambda row: row.origin),
    SheetColumn("exactness", gettext_lazy("How exactly"), lambda row: str(Exactness(row.entry.exactness).label)),
    SheetColumn("figure", gettext_lazy("Figure"), lambda row: row.entry.value, CellKind.NUMBER),
    SheetColumn("source", gettext_lazy("Source"), lambda row: row.entry.source),
)  # fmt: skip


def rows_of(found: Sequence[Series]) -> list[Row]:
    """Every number of the series; a month that was not reported has none."""
    return [
        Row(series, line, kind, line.entries[kind.key])
        for series in found
        for line in series.lines
        for kind in series.columns
        if kind.key in line.entries and line.entries[kind.key].value is not None
    ]


def as_file(found: Sequence[Series], format: str) -> bytes:
    """The file in the active language; `format`: a key of MEDIA_TYPES."""
    rows = rows_of(found)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"series.{format}"
        if format == "csv":
            write_csv(path, COLUMNS, rows)
        else:
            write_xlsx(path, COLUMNS, rows, title=_("Years"), about=about)
        return path.read_bytes()


def about(number: int) -> list[tuple[str, str | int]]:
    """What the reader of the file must know."""
    return [
        (_("Lines"), number),
        (_("Counted from records"), _("Counted by this system. Persons of several years or centres do not add up.")),
        (
            _("Aggregate, not counted from records"),
            _("A total as it was published, with its source. It is never added to what was counted."),
        ),
    ]
