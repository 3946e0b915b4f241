"""The report as one long table: a figure a line, for programs and for people who sort and filter.

UTF-8 with a byte order mark, lines end with CR LF, numbers with a point. `value` is empty unless `status` is
`reported`: `no_report`, `before_support`, `small` (one to seven persons) and `withheld` are no zeros. Headings and
codes are the same in every language; `label` and `detail_label` are in one.
"""

import csv
import io

from apps.core.sheets import plain, safe_text
from apps.reports.editions import profile_of
from apps.reports.formats.cells import Figure, figures_of
from apps.reports.snapshot import MonthReport
from apps.reports.words import part_name

HEAD = (
    "scope", "revision", "edition", "period", "from", "to", "code", "label", "unit", "detail", "detail_label", "column",
    "status", "value",
)  # fmt: skip


def as_csv(report: MonthReport) -> bytes:
    """The table, its labels in the active language."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for figure in figures_of(report):
        writer.writerow(line(report, figure))
    return out.getvalue().encode("utf-8-sig")


def line(report: MonthReport, figure: Figure) -> list[str]:
    """One figure as it stands in HEAD's order."""
    period = report.figures[figure.period].period
    texts = [
        report.scope, str(report.revision), profile_of(report) or "internal", figure.period,
        f"{period.first_month:%Y-%m}", f"{period.last_month:%Y-%m}", figure.code, str(figure.indicator.label),
        figure.indicator.unit.value, figure.detail, part_name(report, figure.detail) if figure.detail else "",
        figure.column, figure.status,
    ]  # fmt: skip
    return [*(safe_text(plain(text)) for text in texts), "" if figure.value is None else str(figure.value)]
