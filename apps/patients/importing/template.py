"""The empty table to fill in: headings, an example, and the words that are understood, in the active language."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from apps.patients.importing.columns import Column, columns

LINES_WITH_CHOICES = 2_000


def template() -> bytes:
    """An XLSX file with a sheet to fill in and one that explains each column."""
    memory = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(memory, options)
    bold = book.add_format({"bold": True, "bottom": 1})
    grey = book.add_format({"italic": True, "font_color": "#667382"})
    sheet, words = book.add_worksheet(_("Register")), book.add_worksheet(_("Columns"))
    words.write_row(0, 0, [_("Heading"), _("Key"), _("Example"), _("What may stand there")], bold)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns()):
        sheet.write_string(0, index, str(column.label), bold)
        sheet.set_column(index, index, 18)
        if column.choices is not None:
            _offer(sheet, index, column)
        words.write_row(index + 1, 0, [str(column.label), column.key, column.example, understood(column)])
    words.write_string(len(columns()) + 2, 0, _("Leave out what is not known; a line needs a name and a sex."), grey)
    words.set_column(0, 2, 24)
    words.set_column(3, 3, 90)
    book.close()
    return memory.getvalue()


def _offer(sheet: xlsxwriter.worksheet.Worksheet, index: int, column: Column) -> None:
    """A list to choose from in the cells below the heading, where a spreadsheet can hold it (255 signs)."""
    labels = [str(label) for label in column.choices.labels]
    if sum(map(len, labels)) + len(labels) <= 255 and not any("," in label for label in labels):
        sheet.data_validation(1, index, LINES_WITH_CHOICES, index, {"validate": "list", "source": labels})


def understood(column: Column) -> str:
    """The words the column takes, or the forms a date may have."""
    if column.choices is not None:
        return " · ".join(f"{label} ({value})" for value, label in column.choices.choices)
    if column.key in ("birth", "registered_on") or column.key.endswith("_onset"):
        return _("1970-03-12, or 1970-03, or 1970")
    return _("Any text")
