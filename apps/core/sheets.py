"""Tables that leave the system as files: typed columns, and cells that no program takes for a formula.

What a spreadsheet would work out instead of showing begins, perhaps after spaces, with one of `= + - @` or their
full-width forms `＝ ＋ － ＠`. Whoever reads such a file back must know the two rules:

- CSV: text that begins like that gets one apostrophe before it, telephone numbers such as `+850 2 123` too (a
  spreadsheet would add them up). Apostrophes before the sign count as part of the beginning, so that one can be taken
  away again without asking: `read_back(safe_text(text)) == text` for every text. The file is UTF-8 with a byte order
  mark, its lines end with CR LF, dates are `YYYY-MM-DD`.
- XLSX: text is text, formulas and links are never made from it, and nothing is added to it. Cells that begin like a
  formula carry Excel's own mark for text, so that they stay text when somebody edits them.

Control characters, signs that turn the direction of writing and what is no character at all are taken out of both; a
line break or a tab becomes a space.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from apps.core.fields import BIDI
from apps.core.problems import Text

Cell = str | int | Decimal | date | bool | None

FORMULA = re.compile(r"['\s\u200b\ufeff]*[=+\-@＝＋－＠]")
BREAKS = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
NO_TEXT = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{BIDI}]")
LONGEST_CELL = 32_767  # what an XLSX cell can hold
MOST_XLSX_ROWS = 1_000_000
FIRST_EXCEL_YEAR = 1900


class Kind(Enum):
    """What stands in a column, and how many characters wide a spreadsheet shows it."""

    TEXT = 22
    CODE = 16
    DATE = 12
    NUMBER = 10
    YES_NO = 9


@dataclass(frozen=True)
class Column:
    """One column of a list. `guarded`: it is there only for those who may see such facts, and only when asked for."""

    key: str
    label: Text
    value: Callable[[Any], Cell]
    kind: Kind = Kind.TEXT
    guarded: bool = False


def worded(choices: type[TextChoices]) -> Callable[[str], str]:
    """What puts a stored choice into words of the active language.

    Django's `get_…_display` makes the table of all labels anew at each call, which is most of the work of a long list.
    """
    labels = dict(choices.choices)
    return lambda value: str(labels.get(value, value))


def plain(text: str) -> str:
    """The text on one line, without anything that is not text."""
    return NO_TEXT.sub("", BREAKS.sub(" ", text))


def safe_text(text: str) -> str:
    """The text as a CSV cell that no spreadsheet works out."""
    return f"'{text}" if FORMULA.match(text) else text


def read_back(cell: str) -> str:
    """The text that `safe_text` made a cell of."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Any]) -> int:
    """Write the list; labels and words come in the active language. Returns the number of rows."""
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe_text(plain(str(column.label))) for column in columns])
        for row in rows:
            writer.writerow([_as_csv(column.value(row)) for column in columns])
            number += 1
    return number


def write_xlsx(
    path: Path, columns: Sequence[Column], rows: Iterable[Any], *, title: str, about: Callable[[int], Sequence[Any]]
) -> int:
    """Write the list, row by row so that its length costs no memory, and a sheet that tells where it comes from.

    `about` is asked for its pairs (words, value) once the number of rows is known, which is also returned.
    """
    options = {
        "constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        pen = _Pen(book)
        sheet = book.add_worksheet(title[:31])
        number = pen.table(sheet, columns, rows)
        told = book.add_worksheet(_("About this file"))
        told.set_column(0, 0, 30)
        told.set_column(1, 1, 90)
        for line, (label, value) in enumerate(about(number)):
            pen.write(told, line, 0, str(label), heading=True)
            pen.write(told, line, 1, value)
    return number


class _Pen:
    """Writes cells of a workbook, each as the type it is."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.marked = book.add_format({"quote_prefix": True})

    def table(self, sheet: Any, columns: Sequence[Column], rows: Iterable[Any]) -> int:
        number = 0
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.kind.value)
        for at, column in enumerate(columns):
            self.write(sheet, 0, at, str(column.label), heading=True)
        for number, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                self.write(sheet, number, at, column.value(row))
        sheet.autofilter(0, 0, number, max(len(columns) - 1, 0))
        return number

    def write(self, sheet: Any, line: int, at: int, value: Cell, *, heading: bool = False) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            value = _yes_no(value)
        if isinstance(value, int | Decimal):
            sheet.write_number(line, at, value)
        elif isinstance(value, date) and value.year >= FIRST_EXCEL_YEAR:
            sheet.write_datetime(line, at, value, self.day)
        else:
            text = plain(value.isoformat() if isinstance(value, date) else value)[:LONGEST_CELL]
            marked = self.marked if FORMULA.match(text) else None
            sheet.write_string(line, at, text, self.heading if heading else marked)


def _as_csv(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return safe_text(_yes_no(value))
    if isinstance(value, int | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else safe_text(plain(value))


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")
