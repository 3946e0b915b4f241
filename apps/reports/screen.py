"""What the page of a month shows: the same sections as the file, live, each figure with the way to its rows."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from apps.core import clock
from apps.reports.charts import charts
from apps.reports.indicators import BY_CODE, Scope, Status
from apps.reports.layout import Builder, definitions, missing, number
from apps.reports.models import Report
from apps.reports.periods import first_of
from apps.reports.snapshot import MONTH, MONTH_BEFORE, MonthReport, as_data, checksum, take
from apps.reports.words import centre_names, month_words

TILES = ("BEN", "PRO", "ORT", "PTS")


@dataclass
class Screen:
    """A scope's month on screen. `nonce` lets the page accept the charts' styles."""

    scope: Scope
    month: date
    nonce: str

    @property
    def title(self) -> str:
        return f"{self.whose} · {month_words(self.month)}"

    @property
    def whose(self) -> str:
        return " + ".join(centre.name for centre in self.scope.centres)

    @property
    def url(self) -> str:
        return self.url_of(self.month)

    def url_of(self, month: date) -> str:
        """The page of another month of the same scope."""
        if self.scope.together:
            return reverse("reports:together", args=[month])
        return reverse("reports:month", args=[self.scope.key, month])

    def rows_url(self, period: str, code: str, column: str, detail: str) -> str:
        """The rows behind one figure."""
        if self.scope.together:
            url = reverse("reports:rows_together", args=[self.month, code])
        else:
            url = reverse("reports:rows", args=[self.scope.key, self.month, code])
        asked = {"period": period, "column": column, "part": detail}
        standard = {"period": MONTH, "column": "total", "part": ""}
        query = urlencode({name: value for name, value in asked.items() if value != standard[name]})
        return f"{url}?{query}" if query else url

    @cached_property
    def report(self) -> MonthReport:
        """The live figures, as the current revision would hold them."""
        current = None
        if not self.scope.together:
            current = (
                Report.objects.filter(centre=self.scope.centres[0], month=self.month).order_by("-revision").first()
            )
        if current is None:
            return take(self.scope, self.month, revision=0 if self.scope.together else 1)
        return take(self.scope, self.month, revision=current.revision, status=current.status)

    def context(self) -> dict[str, Any]:
        """What the template says."""
        report = self.report
        after = first_of(self.month.year, self.month.month + 1)
        return {
            "screen": self,
            "centre": None if self.scope.together else self.scope.centres[0],
            "month": self.month,
            "month_words": month_words(self.month),
            "sections": Builder(report, self.rows_url).sections(),
            "charts": charts(report, nonce=self.nonce),
            "tiles": [self.tile(code) for code in TILES],
            "definitions": definitions(),
            "status": report.figures[MONTH].status,
            "reported": report.figures[MONTH].status == Status.REPORTED,
            "filed": all(self.month in centre.filed for centre in report.figures[MONTH].coverage),
            "checksum": checksum(as_data(report)),
            "names": centre_names(report),
            "before": self.url_of(first_of(self.month.year, self.month.month - 1)),
            "after": self.url_of(after) if after <= self._today() else "",
        }

    def tile(self, code: str) -> dict[str, str]:
        """One of the big figures, with the same month a year before."""
        now, before = (self.report.figures[name][code] for name in (MONTH, MONTH_BEFORE))
        shown = [missing(cell.status) if cell.total is None else number(cell.total) for cell in (now, before)]
        return {
            "label": str(BY_CODE[code].label),
            "value": shown[0],
            "before": shown[1],
            "url": self.rows_url(MONTH, code, "total", "") if now.total else "",
        }

    def _today(self) -> date:
        return max(clock.today(centre.zone) for centre in self.scope.centres)
