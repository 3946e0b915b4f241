"""The report as files: complete, exact, in both editions and for every kind of period, the same bytes every time."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from apps.reports.editions import content, from_content, guarded
from apps.reports.formats import FORMATS, file_name, rendered
from apps.reports.indicators import ALL, COLUMNS, INDICATORS, NOTES, Cell, Status
from apps.reports.periods import Period
from apps.reports.snapshot import MONTH, YEAR_BEFORE, MonthReport, Named, checksum
from tests.reports.specimen import PREPARED, figures_of, specimen

LANGUAGES = ("ko", "en")
PERIODS = {
    "2016-05": Period(date(2016, 5, 1), date(2016, 5, 1)),
    "2016Q2": Period(date(2016, 4, 1), date(2016, 6, 1)),
    "2016": Period(date(2016, 1, 1), date(2016, 12, 1)),
}


def of_period(name: str) -> MonthReport:
    """The specimen as a report of a month, a quarter or a year."""
    report = specimen()
    return replace(report, figures={**report.figures, MONTH: figures_of(MONTH, PERIODS[name], 0)})


def editions(report: MonthReport) -> list[MonthReport]:
    return [report, guarded(report)]


def opened(report: MonthReport, language: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(rendered(report, "xlsx", language, PREPARED)))


def lines(report: MonthReport, language: str = "en") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rendered(report, "csv", language).decode("utf-8-sig"))))


def with_cells(report: MonthReport, **cells: Cell) -> MonthReport:
    month = report.figures[MONTH]
    return replace(report, figures={**report.figures, MONTH: replace(month, cells={**month.cells, **cells})})


# --- all of them ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PERIODS)
@pytest.mark.parametrize("format", FORMATS)
def test_every_format_writes_every_period_and_edition_in_both_languages(format: str, name: str) -> None:
    for report in editions(of_period(name)):
        for language in LANGUAGES:
            assert len(rendered(report, format, language, PREPARED)) > 500
            assert rendered(report, format, language)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_report_gives_the_same_bytes(format: str, language: str) -> None:
    for report in editions(specimen()):
        again = from_content(json.loads(json.dumps(content(report))))
        assert rendered(report, format, language, PREPARED) == rendered(again, format, language, PREPARED)


@pytest.mark.parametrize("format", FORMATS)
def test_only_formats_with_words_differ_by_language(format: str) -> None:
    made = {rendered(specimen(), format, language, PREPARED) for language in LANGUAGES}
    assert (len(made) == 2) == FORMATS[format].worded


@pytest.mark.parametrize("format", FORMATS)
def test_public_files_are_the_same_whatever_hides_behind_a_star(format: str) -> None:
    bands = [{"women": 20, "girls": girls, "boys": 8 - girls} for girls in range(1, 8)]
    reports = [guarded(with_cells(specimen(), BEN=Cell.of(one))) for one in bands]
    assert len({rendered(report, format, "ko", PREPARED) for report in reports}) == 1


def test_the_name_says_scope_period_revision_edition_and_language() -> None:
    assert file_name(specimen(), "xlsx", "ko") == "georeum-SON-2016-05-r1-ko.xlsx"
    assert file_name(guarded(of_period("2016Q2")), "csv", "en") == "georeum-SON-2016Q2-r1-public-en.csv"
    assert file_name(guarded(of_period("2016")), "exchange", "en") == "georeum-SON-2016-r1-public.dhis2.json"


# --- workbook ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_all_its_sheets_with_frozen_headings(language: str) -> None:
    book = opened(specimen(), language)
    assert len(book.sheetnames) == 7
    assert [sheet.freeze_panes for sheet in book][1:] == ["C3", "C3", "A2", "A2", "A2", "A2"]


def test_the_workbook_holds_every_figure_of_every_period_as_a_number() -> None:
    report = specimen()
    rows = {row[0]: row[3:] for row in opened(report)["Figures"].iter_rows(min_row=3, values_only=True)}
    held = {
        one.code: tuple(figures[one.code].value(column) for figures in report.figures.values() for column in COLUMNS)
        for one in INDICATORS
    }
    as_read = {code: tuple(None if isinstance(value, str) else value for value in row) for code, row in rows.items()}
    assert as_read == {code: tuple(map(as_float, row)) for code, row in held.items()}


def as_float(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def test_the_workbook_tells_before_support_no_report_hidden_and_none_apart() -> None:
    cells = {"BEN": Cell.of({"women": 9, "girls": 3}), "PRO": Cell(Status.NO_REPORT), "ORT": Cell.of({}),
             "WAI": Cell(Status.BEFORE_SUPPORT)}  # fmt: skip
    sheet = opened(guarded(with_cells(specimen(), **cells)))["Figures"]
    rows = {row[0]: row[3:9] for row in sheet.iter_rows(min_row=3, values_only=True)}
    assert rows["BEN"] == (10, 10, 0, "*", 0, 0)
    assert rows["PRO"] == ("no report",) * 6
    assert rows["ORT"] == (0,) * 6
    assert rows["WAI"] == ("—",) * 6


def test_parts_notes_coverage_and_definitions_stand_in_the_workbook() -> None:
    book = opened(specimen())
    parts = {row[2]: row for row in book["Details"].iter_rows(min_row=3, values_only=True)}
    assert parts["PRO-LL-TT"][1] == "Transtibial prosthesis"
    assert parts["medical"][3] == 1211
    notes = [row[1] for row in book["Notes"].iter_rows(min_row=2, values_only=True)]
    with translation.override("en"):
        assert {str(note.label) for note in NOTES} <= set(notes)
    assert "Prostheses: Median, days" in notes
    assert [row[2] for row in book["Coverage"].iter_rows(min_row=5, values_only=True)] == ["no report", "draft"]
    assert book["Definitions"].max_row == len(INDICATORS) + 1


def test_the_workbook_says_where_it_comes_from_and_when() -> None:
    report = guarded(specimen())
    book = opened(report)
    told = dict(book["Provenance"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert told["Checksum of these figures"] == checksum(content(report))
    assert told["Prepared by"] == "박진숙 (朴眞淑)"
    assert book.properties.created == PREPARED.at.replace(tzinfo=None)
    assert any("one to seven persons" in str(row[0]) for row in book["Cover"].iter_rows(values_only=True))


def test_no_text_in_the_workbook_is_ever_worked_out() -> None:
    bad = Named("SON", '=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0")
    report = replace(specimen(), centres=(bad,), operators=(bad,), donors=("@SUM(1)", "-2+3"))
    for language in LANGUAGES:
        for sheet in opened(report, language):
            assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
            assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_several_centres_show_their_overlap() -> None:
    names = (*specimen().centres, Named("RAK", "Rakrang", "락랑"))
    report = with_cells(replace(specimen(), centres=names, scope=ALL), BEN=Cell.of({"women": 40}, overlap=9))
    notes = {(row[0], row[1]): row[3] for row in opened(report)["Notes"].iter_rows(min_row=2, values_only=True)}
    assert notes["BEN", "seen at several centres, counted once"] == 9
    assert {(line["code"], line["value"]) for line in lines(report) if line["column"] == "overlap"} == {("BEN", "9")}


# --- table ------------------------------------------------------------------------------------------------


def test_the_table_has_a_line_for_every_figure_and_adds_up_to_the_report() -> None:
    report = specimen()
    found = {(one["period"], one["code"], one["detail"], one["column"]): one["value"] for one in lines(report)}
    for name, figures in report.figures.items():
        for one in INDICATORS:
            for column in COLUMNS:
                value = figures[one.code].value(column)
                assert found[name, one.code, "", column] == ("" if value is None else str(value))


def test_the_table_tells_all_five_states_apart() -> None:
    cells = {"BEN": Cell.of({"women": 9, "girls": 3}), "PRO": Cell(Status.NO_REPORT)}
    held = {
        (one["code"], one["column"]): (one["status"], one["value"])
        for one in lines(guarded(with_cells(specimen(), **cells)))
        if one["period"] == MONTH and not one["detail"]
    }
    assert held["BEN", "women"] == ("reported", "10")
    assert held["BEN", "men"] == ("reported", "0")
    assert held["BEN", "girls"] == ("small", "")
    assert held["NEWPRO", "total"] == ("withheld", "")
    assert held["PRO", "total"] == ("no_report", "")
    assert {one["status"] for one in lines(specimen()) if one["period"] == YEAR_BEFORE} == {"before_support"}


def test_the_table_is_utf8_with_a_mark_and_carriage_returns_and_proof_against_formulas() -> None:
    named = Named("PRO-LL-TT", "=1+1", "=1+1")
    raw = rendered(replace(specimen(), device_types=(named,)), "csv", "ko")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    assert "'=1+1" in raw.decode()
    assert lines(specimen(), "ko")[0]["label"] != lines(specimen(), "en")[0]["label"]


# --- JSON -------------------------------------------------------------------------------------------------


def test_json_is_the_canonical_content_and_carries_its_checksum() -> None:
    for report in editions(specimen()):
        raw = rendered(report, "json", "ko")
        assert hashlib.sha256(raw).hexdigest() == checksum(content(report))
        assert from_content(json.loads(raw)) == report


def test_a_workbook_is_a_plain_archive_without_macros_or_outside_links() -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(specimen(), "xlsx", "ko", PREPARED))) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "externalLink" in name]
        assert b"TargetMode" not in b"".join(archive.read(name) for name in archive.namelist())
