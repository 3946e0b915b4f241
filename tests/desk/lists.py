"""Lists taken out of the system, for the tests that look at them; made by the product's verbs."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from openpyxl import load_workbook

from apps.desk.actions import exports, making
from apps.desk.models import Export
from tests.people import People

AT = datetime(2016, 6, 1, 1, tzinfo=UTC)


def asked_for(people: People, **details: Any) -> Export:
    """The manager of Rakrang asks for the list of patients as English CSV, unless told otherwise."""
    usual = {
        "listing": "patients", "query": "", "centres": [people.rakrang], "reason": "Yearly visit of the donor",
        "file_format": "csv", "language": "en", "by": people.manager, "at": AT,
    }  # fmt: skip
    return exports.request(**{**usual, **details})


def an_export(people: People, **details: Any) -> Export:
    """The same, made."""
    export = asked_for(people, **details)
    making.make(job_id=export.pk)
    export.refresh_from_db()
    return export


def lines_of(export: Export) -> list[dict[str, Any]]:
    """The rows of its file as a spreadsheet reads them: heading → cell."""
    content = export.file
    if export.file_format == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    heading, *rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]
