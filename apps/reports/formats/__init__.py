"""A report as a file to work on: workbook, long table, canonical JSON, and the donor's aggregate exchange.

`rendered` is a pure function of a frozen report of either edition and any kind of period; the same report gives the
same bytes. A cell that was not reported, one before support, one hidden and a 0 stay four different things in each.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation

from apps.reports.editions import content, is_public
from apps.reports.formats.exchange import as_exchange
from apps.reports.formats.period import period_code
from apps.reports.formats.table import as_csv
from apps.reports.formats.taken import Taken
from apps.reports.formats.workbook import as_xlsx
from apps.reports.snapshot import MonthReport, canonical

__all__ = ["FORMATS", "Format", "Taken", "file_name", "rendered"]


@dataclass(frozen=True)
class Format:
    """One kind of file. `worded`: its text is in a language, so that there is one of each."""

    key: str
    ending: str
    media_type: str
    write: Callable[[MonthReport, Taken | None], bytes]
    worded: bool = False


FORMATS: dict[str, Format] = {
    one.key: one
    for one in (
        Format("xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx, True),
        Format("csv", "csv", "text/csv; charset=utf-8", lambda report, _taken: as_csv(report), True),
        Format("json", "json", "application/json", lambda report, _taken: canonical(content(report))),
        Format("exchange", "dhis2.json", "application/json", as_exchange),
    )
}


def rendered(report: MonthReport, format: str, language: str, taken: Taken | None = None) -> bytes:
    """The report as a file of one of FORMATS, in `language` (ko or en).

    `taken` tells who had the figures taken and when, as it stands on the PDF's cover. Raises KeyError for an unknown
    format, `exchange.NotExchangeable` where the mapping has no words for the report.
    """
    with translation.override(language):
        return FORMATS[format].write(report, taken)


def file_name(report: MonthReport, format: str, language: str) -> str:
    """`georeum-RAK-2016-05-r1-public-ko.xlsx`: scope, period, revision, edition, and the language where it matters."""
    found = FORMATS[format]
    parts = ["georeum", report.scope, period_code(report), f"r{report.revision}"]
    parts += ["public"] if is_public(report) else []
    parts += [language] if found.worded else []
    return f"{'-'.join(parts)}.{found.ending}"
