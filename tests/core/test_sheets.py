"""Cells that no spreadsheet works out, read back with openpyxl and csv as somebody else's program would."""

import csv
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from apps.core import sheets
from apps.core.sheets import Column, Kind

pytestmark = pytest.mark.usefixtures("in_english")

# What is typed into a name, what a CSV cell becomes, what an XLSX cell holds.
DANGEROUS = [
    ("=1+1", "'=1+1"),
    ("+850 2 123", "'+850 2 123"),
    ("-5", "'-5"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("  =1+1", "'  =1+1"),
    ("\u3000＝1", "'\u3000＝1"),
    ("＋1", "'＋1"),
    ("－1", "'－1"),
    ("＠cmd", "'＠cmd"),
    ("\u200b=1", "'\u200b=1"),
    ("'=1", "''=1"),
    ('=HYPERLINK("http://x.example","click")', '\'=HYPERLINK("http://x.example","click")'),
    ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
]
HARMLESS = ["김영수", "'quoted", "a=b", "http://x.example", "1e5", "007", "<svg onload=1>", 'a "b", c;d', "😀"]
CLEANED = [
    ("\t=1", " =1"),
    ("\r\n=1", " =1"),
    ("a\x00b\x07c", "abc"),
    ("a\u202eb", "ab"),
    ("two\nlines", "two lines"),
    ("a\x85b\u2028c", "a b c"),
    ("\ufffe\uffffx\ud800", "x"),
]


TEXT = Column("text", "Text", lambda row: row)


def as_csv(tmp_path, rows, columns=(TEXT,)):
    sheets.write_csv(tmp_path / "list.csv", columns, rows)
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def as_xlsx(tmp_path, rows, columns=(TEXT,), about=lambda _rows: []):
    sheets.write_xlsx(tmp_path / "list.xlsx", columns, rows, title="People", about=about)
    return load_workbook(tmp_path / "list.xlsx")


@pytest.mark.parametrize(("typed", "cell"), DANGEROUS)
def test_what_begins_like_a_formula_is_text_in_csv(tmp_path, typed, cell):
    assert as_csv(tmp_path, [typed]) == [[cell]]
    assert not re.match(r"\s*[=+\-@＝＋－＠\t\r]", cell)
    assert sheets.read_back(cell) == typed


@pytest.mark.parametrize("typed", [typed for typed, _cell in DANGEROUS])
def test_what_begins_like_a_formula_is_text_in_xlsx_and_stays_as_it_was_typed(tmp_path, typed):
    cell = as_xlsx(tmp_path, [typed]).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (typed, "s", None)
    assert cell.quotePrefix


@pytest.mark.parametrize("typed", HARMLESS)
def test_other_text_is_left_alone(tmp_path, typed):
    assert as_csv(tmp_path, [typed]) == [[typed]]
    cell = as_xlsx(tmp_path, [typed]).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (typed, "s", None)


@pytest.mark.parametrize(("typed", "text"), CLEANED)
def test_what_is_no_text_is_taken_out(tmp_path, typed, text):
    assert sheets.plain(typed) == text
    assert as_csv(tmp_path, [typed]) == [[sheets.safe_text(text)]]
    assert as_xlsx(tmp_path, [typed]).worksheets[0]["A2"].value == text


@given(st.text())
def test_one_apostrophe_can_always_be_taken_away_again(text):
    cell = sheets.safe_text(text)
    assert sheets.read_back(cell) == text
    assert not re.match(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]", cell)


TYPED = (
    Column("day", "Day", lambda row: row[0], Kind.DATE),
    Column("number", "Number", lambda row: row[1], Kind.NUMBER),
    Column("answer", "Answer", lambda row: row[2], Kind.YES_NO),
)


def test_each_value_keeps_its_type(tmp_path):
    rows = [(date(1970, 7, 1), -5, True), (None, 0, False), (date(1899, 12, 31), None, None)]
    assert as_csv(tmp_path, rows, TYPED) == [["1970-07-01", "-5", "Yes"], ["", "0", "No"], ["1899-12-31", "", ""]]
    found = list(as_xlsx(tmp_path, rows, TYPED).worksheets[0].iter_rows(min_row=2))
    assert [cell.value for cell in found[0]][1:] == [-5, "Yes"]
    assert (found[0][0].value.date(), found[0][0].number_format) == (date(1970, 7, 1), "yyyy-mm-dd")
    assert [cell.value for cell in found[2]] == ["1899-12-31", None, None]


def test_the_file_opens_in_excel_with_its_letters(tmp_path):
    as_csv(tmp_path, ["김"])
    assert (tmp_path / "list.csv").read_bytes() == b"\xef\xbb\xbfText\r\n" + "김\r\n".encode()


def test_a_sheet_tells_where_the_list_comes_from(tmp_path):
    book = as_xlsx(tmp_path, ["a", "b"], about=lambda rows: [("Rows", rows), ("Reason", "=1")])
    about = book.worksheets[1]
    assert [(row[0].value, row[1].value, row[1].data_type) for row in about.iter_rows()] == [
        ("Rows", 2, "n"), ("Reason", "=1", "s"),
    ]  # fmt: skip


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost(tmp_path):
    assert len(as_xlsx(tmp_path, ["x" * 40_000]).worksheets[0]["A2"].value) == sheets.LONGEST_CELL
