"""A table file to lines of text: XLSX, or CSV in the encodings that Korean and international Excel write.

Nothing in the file is trusted: its size, what it unpacks to and its number of lines are bounded, formulas are never
calculated, and every cell becomes text. A leading apostrophe before a sign that begins a formula is what our own
exports put there, and is taken away again.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from apps.core.sheets import read_back
from apps.patients.importing.columns import headings, plain

LARGEST, LARGEST_UNPACKED = 10 * 2**20, 200 * 2**20  # bytes
MOST_LINES, LONGEST_CELL, MOST_COLUMNS = 50_000, 2_000, 200
ENCODINGS = ("utf-8-sig", "cp949")


class Unreadable(Exception):
    """The file cannot be taken over; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Line:
    """One line of the table: its number as the spreadsheet shows it, and what it says by column key."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """The lines that say something, and the headings nobody knew."""

    lines: tuple[Line, ...]
    unknown: tuple[str, ...]


def read(content: bytes) -> Sheet:
    """The table in the file. Raises Unreadable: too_large, not_a_table, no_headings, too_many_lines, empty."""
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    rows = _rows_of_xlsx(content) if content[:2] == b"PK" else _rows_of_csv(content)
    return _sheet(rows)


def _sheet(rows: Iterable[list[str]]) -> Sheet:
    numbered = enumerate(rows, start=1)
    keys: list[str] = []
    unknown: tuple[str, ...] = ()
    for _number, row in numbered:
        keys = [headings().get(plain(cell), "") for cell in row]
        if {"name_hangul", "name_romanised"} & set(keys):
            unknown = tuple(cell for cell, key in zip(row, keys, strict=True) if cell and not key)
            break
    else:
        raise Unreadable("no_headings")
    if len(set(filter(None, keys))) < len(list(filter(None, keys))):
        raise Unreadable("heading_twice")
    lines = []
    for number, row in numbered:
        values = {key: cell for key, cell in zip(keys, row, strict=False) if key and cell}
        if values:
            lines.append(Line(number, values))
        if len(lines) > MOST_LINES:
            raise Unreadable("too_many_lines")
    if not lines:
        raise Unreadable("empty")
    return Sheet(tuple(lines), unknown)


def _rows_of_xlsx(content: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet that has one of our headings' neighbours: the first sheet of the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Unreadable("too_large")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Unreadable:
        raise
    except Exception as broken:  # whatever the library makes of a file that is no workbook
        raise Unreadable("not_a_table") from broken
    try:
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield [_text(cell) for cell in row]
    except Unreadable:
        raise
    except Exception as broken:
        raise Unreadable("not_a_table") from broken
    finally:
        book.close()


def _rows_of_csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise Unreadable("not_a_table")
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_text(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as broken:
        raise Unreadable("not_a_table") from broken


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("not_a_table")


def _text(cell: Any) -> str:
    """A cell as a person would read it: dates ISO, whole numbers without a point, nothing but text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return read_back(str(cell).strip()[:LONGEST_CELL])
