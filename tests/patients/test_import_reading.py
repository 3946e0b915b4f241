"""Old registers as people keep them: Excel files and text files, in whatever encoding, with whatever in them."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from apps.patients.importing.columns import KEYS, columns, meant
from apps.patients.importing.dates import boxes
from apps.patients.importing.reading import Unreadable, read
from apps.patients.importing.template import template

LINE = "B-1,김영수,Kim Yong Su,M,1970-03\n"
HEAD = "paper_number,name_hangul,name_romanised,sex,birth\n"


def workbook(*rows) -> bytes:
    book, memory = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(memory)
    return memory.getvalue()


def values(content: bytes) -> list[dict[str, str]]:
    return [line.values for line in read(content).lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_text_file_is_read_in_the_encodings_excel_writes(encoding):
    assert values((HEAD + LINE).encode(encoding))[0]["name_hangul"] == "김영수"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_sign_between_the_cells_is_found_out(delimiter):
    assert values((HEAD + LINE).replace(",", delimiter).encode())[0]["sex"] == "M"


def test_headings_are_known_in_both_languages_and_above_them_a_title_may_stand():
    content = workbook(["락랑 등록부 2011"], [], ["한글 이름", "Sex", "paper_number"], ["김영수", "남", 412.0])
    with translation.override("ko"):
        korean = {str(column.label): column.key for column in columns()}
    assert "name_hangul" in korean.values()
    content = workbook(["락랑 등록부"], [], [next(iter(k for k, v in korean.items() if v == "name_hangul")), "Sex"],
                       ["김영수", "남"])  # fmt: skip
    assert values(content) == [{"name_hangul": "김영수", "sex": "남"}]


def test_lines_are_numbered_as_the_spreadsheet_shows_them():
    content = workbook(["name_hangul"], ["김영수"], [None], ["리순희"])
    assert [line.number for line in read(content).lines] == [2, 4]


def test_cells_become_the_text_a_person_would_read():
    day = datetime(1970, 3, 12)
    content = workbook(["name_hangul", "birth", "paper_number", "phone"], ["김영수", day, 412.0, "'+850 2"])
    assert values(content) == [
        {"name_hangul": "김영수", "birth": "1970-03-12", "paper_number": "412", "phone": "+850 2"}
    ]


def test_formulas_are_never_calculated_and_leave_nothing_behind():
    assert values(workbook(["name_hangul", "phone"], ["김영수", "=1+1"])) == [{"name_hangul": "김영수"}]


def test_unknown_headings_are_told():
    assert read(workbook(["name_hangul", "Lieblingsfarbe"], ["김영수", "blau"])).unknown == ("Lieblingsfarbe",)


def bomb() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (201 * 2**20))
    return memory.getvalue()


BROKEN = {
    "empty": HEAD.encode(),
    "no_headings": b"a,b\n1,2\n",
    "heading_twice": "name_hangul,한글 이름,name_hangul\n김,김,김\n".encode(),
    "not_a_table": b"PK\x03\x04 not a workbook",
    "too_large": b"x" * (10 * 2**20 + 1),
    "too_many_lines": (HEAD + LINE * 50_002).encode(),
}


@pytest.mark.parametrize("code", BROKEN)
def test_what_is_no_register_is_refused_with_its_reason(code):
    with pytest.raises(Unreadable) as refused:
        read(BROKEN[code])
    assert refused.value.code == code


NO_TABLES = [b"\xff\xfe\x00\xd8name_hangul", b"\x89PNG\r\n\x1a\n\0\0", b'"' * 9, b"\xed\xa0\x80"]


@pytest.mark.parametrize("content", NO_TABLES)
def test_anything_else_is_refused_too(content):
    with pytest.raises(Unreadable):
        read(content)


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    with pytest.raises(Unreadable, match="too_large"):
        read(bomb())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1970", ("1970", "", "")), ("1970-03", ("1970", "03", "")), ("1970-3-12", ("1970", "3", "12")),
        ("1970.3.12.", ("1970", "3", "12")), ("19700312", ("1970", "03", "12")), ("1970년", ("1970", "", "")),
        ("1970년 3월 12일", ("1970", "3", "12")), ("1970년 3월", ("1970", "3", "")), ("１９７０", ("1970", "", "")),
        ("spring 1970", ("spring 1970", "", "")),
    ],
)  # fmt: skip
def test_dates_are_known_as_far_as_they_were_written(text, found):
    assert boxes(text) == found


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("sex", "남", "M"), ("sex", "Female", "F"), ("sex", "여자", "F"), ("limb1_side", "왼쪽", "L"),
        ("limb2_side", "right", "R"), ("limb1_level", "Transtibial", "transtibial"), ("sex", "?", "?"),
        ("province", "North Hwanghae", "north-hwanghae"), ("address", "Male", "Male"),
    ],
)  # fmt: skip
def test_words_of_either_language_stand_for_a_choice(key, text, value):
    assert meant(key, text) == value


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_empty_table_is_understood_by_what_reads_it(language):
    with translation.override(language):
        book = load_workbook(io.BytesIO(template()))
        sheet = book.worksheets[0]
        sheet.append([column.example for column in columns()])
        memory = io.BytesIO()
        book.save(memory)
    (line,) = read(memory.getvalue()).lines
    assert set(line.values) <= set(KEYS)
    assert line.values["name_hangul"] == "김영수"
    assert tuple(column.key for column in columns()) == KEYS


def test_a_date_cell_is_a_date():
    assert values(workbook(["name_hangul", "birth"], ["김", date(1970, 3, 12)]))[0]["birth"] == "1970-03-12"
