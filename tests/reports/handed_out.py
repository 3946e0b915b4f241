"""What stands in a public file, as somebody reads it who got only that: PDF with attachments, workbook, exchange."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import openpyxl
import pikepdf
import pypdfium2

from apps.reports.document import Beside, render
from apps.reports.editions import from_content
from apps.reports.formats import rendered
from apps.reports.formats.exchange import mapping
from apps.reports.indicators import COLUMNS
from apps.reports.publishing import Origin
from apps.reports.snapshot import MonthReport

Told = dict[tuple[str, str, str], str]
"""(period, code, column) → what is told of it, as text; '' for what is not reported."""
LOOKS = {"small": "*", "withheld": "**"}


def attached(pdf: bytes) -> dict[str, bytes]:
    """The files inside a PDF, by their ending."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {
            name.rpartition(".")[2]: held.get_file().read_bytes() for name, held in file.attachments.items()
        }  # fmt: skip


def files_of(report: MonthReport, prepared: Origin, beside: Beside) -> dict[str, bytes]:
    """Everything that is handed out of a report: pdf with its json and csv inside, workbook, exchange."""
    pdf = render(report, "en", prepared, beside)
    others = {key: rendered(report, key, "en", prepared) for key in ("xlsx", "exchange")}
    return {"pdf": pdf, **attached(pdf), **others}


def read_json(raw: bytes) -> MonthReport:
    return from_content(json.loads(raw))


def told(report: MonthReport) -> Told:
    return {
        (name, code, column): "" if cell.value(column) is None else str(cell.value(column))
        for name, figures in report.figures.items()
        for code, cell in figures.cells.items()
        for column in COLUMNS
    }


def told_by_table(raw: bytes) -> Told:
    lines = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    return {
        (line["period"], line["code"], line["column"]): LOOKS.get(line["status"], line["value"])
        for line in lines
        if not line["detail"] and line["column"] in COLUMNS and "-" not in line["code"]
    }


def told_by_workbook(raw: bytes, periods: list[str]) -> Told:
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Figures"]
    found = {}
    for row in sheet.iter_rows(min_row=3, values_only=True):
        for place, value in enumerate(row[3 : 3 + len(periods) * len(COLUMNS)]):
            period, column = periods[place // len(COLUMNS)], COLUMNS[place % len(COLUMNS)]
            found[period, str(row[0]), column] = "" if value in ("—", "no report") else str(value)
    return found


def told_by_exchange(raw: bytes) -> Mapping[tuple[str, str], str]:
    """(code, column) → value of the report's own period."""
    names: dict[str, Any] = mapping()
    columns = {name: column for column, name in names["categoryOptionCombos"].items()}
    codes = {name: code for code, pair in names["dataElements"].items() for name in pair.values()}
    values = json.loads(raw)["dataValues"]
    return {(codes[one["dataElement"]], columns[one["categoryOptionCombo"]]): one["value"] for one in values}


def texts_of(files: Mapping[str, bytes]) -> str:
    """Everything that can be read in the files, however it is packed: pages without breaks, metadata, streams."""
    parts = [raw.decode("utf-8", "replace") for raw in files.values()]
    with pikepdf.open(io.BytesIO(files["pdf"])) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        parts += [one.read_bytes().decode("latin-1") for one in streams]
        parts.append(str(pdf.docinfo))
    pages = pypdfium2.PdfDocument(files["pdf"])
    parts += ["".join(page.get_textpage().get_text_bounded().split()) for page in pages]
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as book:
        parts += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
    return "\n".join(parts)
