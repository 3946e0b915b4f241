"""`manage.py indicators`: the figures of one centre or of all, as JSON for scripts or a table for people."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.centres.models import Centre
from apps.reports.indicators import COLUMNS, INDICATORS, NOTES, Cell, Figures, Scope, Status, count
from apps.reports.indicators.codec import number_data
from apps.reports.indicators.coverage import ALL
from apps.reports.periods import Period, parse_month

USAGE_ERROR = 2
SIGNS = {Status.BEFORE_SUPPORT: "—", Status.NO_REPORT: "no report"}


class Command(BaseCommand):
    help = (
        "Count the indicators of the donor report. Without --centre: every centre, and ALL with persons counted once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the centre, the months and the format."""
        parser.add_argument("--centre", help="code of a centre, e.g. RAK; without it every centre and ALL")
        parser.add_argument("--from", dest="first", required=True, metavar="YYYY-MM", help="first month")
        parser.add_argument("--to", dest="last", required=True, metavar="YYYY-MM", help="last month, included")
        parser.add_argument("--format", choices=["json", "table"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; a bad argument ends with a sentence and exit code 2."""
        first, last = month(options["first"], "--from"), month(options["last"], "--to")
        if last < first:
            raise CommandError("--to lies before --from.", returncode=USAGE_ERROR)
        found = [count(scope, Period(first, last)) for scope in scopes(options["centre"])]
        if options["format"] == "json":
            text = json.dumps({figures.scope: as_data(figures) for figures in found}, ensure_ascii=False, indent=2)
        else:
            text = "\n\n".join(as_table(figures) for figures in found)
        self.stdout.write(text)


def month(text: str, option: str) -> date:
    """A month argument; CommandError in words."""
    try:
        return parse_month(text)
    except ValueError:
        raise CommandError(f"{option} is a month such as 2016-05, not “{text}”.", returncode=USAGE_ERROR) from None


def centre_of(code: str) -> Centre:
    """The centre with this code; CommandError naming the codes there are."""
    centre = Centre.objects.filter(code=code.upper()).first()
    if centre is None:
        known = ", ".join(Centre.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no centre “{code}”. Known: {known}.", returncode=USAGE_ERROR)
    return centre


def scopes(code: str | None) -> list[Scope]:
    """One centre, or each of them and all together."""
    if code:
        return [Scope.of(centre_of(code))]
    centres = list(Centre.objects.all())
    return [*(Scope.of(centre) for centre in centres), *([Scope.all(centres)] if centres else [])]


def as_data(figures: Figures) -> dict[str, Any]:
    """Code → cell. The five columns add up to the total; a cell that was not reported holds nulls and says why."""
    return {indicator.code: cell_data(figures, indicator.code) for indicator in INDICATORS}


def cell_data(figures: Figures, code: str) -> dict[str, Any]:
    """One cell with its months, overlap, parts and footnotes where it has any."""
    cell = figures[code]
    data: dict[str, Any] = {column: number_data(cell.value(column)) for column in COLUMNS}
    data["status"] = cell.status.value
    data["months"] = len(figures.months)
    if cell.overlap is not None and figures.scope == ALL:
        data["overlap"] = cell.overlap
    notes = {
        note.code: figures.notes[note.code] for note in NOTES if note.note_of == code and note.code in figures.notes
    }
    if notes:
        data["notes"] = notes
    if figures.details.get(code):
        data["by"] = {detail.key: number_data(detail.cell.total) for detail in figures.details[code]}
    return data


def as_table(figures: Figures) -> str:
    """A table to read on a terminal."""
    months = len(figures.months)
    lines = [
        f"{figures.scope}  {figures.period}  ({months} of {len(figures.period.months)} months reported)",
        f"{'':8}" + "".join(f"{column:>11}" for column in COLUMNS),
    ]
    for indicator in INDICATORS:
        cell = figures[indicator.code]
        extra = f"   overlap {cell.overlap}" if cell.overlap else ""
        lines.append(f"{indicator.code:8}" + "".join(f"{shown(cell, column):>11}" for column in COLUMNS) + extra)
    return "\n".join(lines)


def shown(cell: Cell, column: str) -> str:
    """A figure, or why there is none."""
    value = cell.value(column)
    return SIGNS[cell.status] if value is None else str(value)
