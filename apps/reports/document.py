"""A frozen report as a file: the same sections as the screen, in one language, as tagged PDF.

Made from a snapshot's content alone, so that the same snapshot gives the same bytes for ever.
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.translation import gettext as _

from apps.core import pdf
from apps.reports.charts import charts
from apps.reports.indicators import BY_CODE, COLUMNS, INDICATORS
from apps.reports.layout import Builder, definitions, missing, number
from apps.reports.models import ReportStatus, Snapshot
from apps.reports.snapshot import MONTH, MonthReport, as_data, canonical, checksum, from_data
from apps.reports.words import month_words, term, whose

HEADLINE = ("BEN", "PRO", "ORT", "PTS")


@dataclass(frozen=True)
class Prepared:
    """Who had the figures taken ('' : the system, after the month ended), and when in the centre's own time."""

    by: str
    at: datetime


def render(report: MonthReport, language: str, prepared: Prepared) -> bytes:
    """The report as PDF/UA-1 in `language`, with its figures attached as JSON and CSV."""
    with translation.override(language):
        html = as_html(report, prepared)
        name = f"{report.scope}-{report.month:%Y-%m}-r{report.revision}"
        attached = (
            pdf.AttachedFile(f"{name}.json", _("The figures of this report as JSON"), canonical(as_data(report))),
            pdf.AttachedFile(f"{name}.csv", _("The figures of this report as CSV"), as_csv(report)),
        )
    return pdf.render(html, identifier=f"{checksum(as_data(report))}-{language}", at=prepared.at, attached=attached)


def of_snapshot(snapshot: Snapshot, language: str) -> bytes:
    """The file of a snapshot, made from its content alone."""
    at = snapshot.taken_at.astimezone(snapshot.report.centre.zone)
    return render(from_data(snapshot.content), language, Prepared(snapshot.prepared_by, at))


def as_html(report: MonthReport, prepared: Prepared) -> str:
    """The document before it is laid out, in the active language."""
    return render_to_string("reports/pdf/report.html", context(report, prepared))


def context(report: MonthReport, prepared: Prepared) -> dict[str, Any]:
    """What the templates say."""
    month = month_words(report.month)
    return {
        "report": report,
        "title": _("%(whose)s, %(month)s: monthly report to the donor") % {"whose": whose(report), "month": month},
        "whose": whose(report),
        "month": month,
        "revision": revision_words(report),
        "status": ReportStatus(report.status).label,
        "prepared_by": prepared.by or _("The system"),
        "taken": prepared.at.isoformat(timespec="seconds"),
        "taken_words": formats.date_format(prepared.at, "Y-m-d H:i"),
        "donors": ", ".join(report.donors) or "—",
        "operators": " · ".join(filter(None, (term(named) for named in report.operators))),
        "checksum": checksum(as_data(report)),
        "headline": [headline(report, code) for code in HEADLINE],
        "sections": Builder(report).sections(),
        "charts": charts(report),
        "definitions": definitions(),
    }


def revision_words(report: MonthReport) -> str:
    if report.revision == 0:
        return _("Live figures")
    return _("Revision %(number)d") % {"number": report.revision}


def headline(report: MonthReport, code: str) -> dict[str, str]:
    """One of the big figures of the cover."""
    cell = report.figures[MONTH][code]
    return {
        "label": str(BY_CODE[code].label),
        "value": missing(cell.status) if cell.total is None else number(cell.total),
    }


def as_csv(report: MonthReport) -> bytes:
    """Every cell on a line: period, from, to, code, part, unit, status, the six columns, overlap."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["scope", "period", "from", "to", "indicator", "part", "unit", "status", *COLUMNS, "overlap"])
    for name, figures in report.figures.items():
        for indicator in INDICATORS:
            parts = [("", figures[indicator.code])]
            parts += [(detail.key, detail.cell) for detail in figures.details.get(indicator.code, ())]
            for part, cell in parts:
                values = ["" if cell.value(column) is None else cell.value(column) for column in COLUMNS]
                writer.writerow(
                    [report.scope, name, f"{figures.period.first_month:%Y-%m}", f"{figures.period.last_month:%Y-%m}",
                     indicator.code, part, indicator.unit.value, cell.status.value, *values,
                     "" if cell.overlap is None else cell.overlap]
                )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")
