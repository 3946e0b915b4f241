"""What is looked at: whose report, of which months, in which revision; its figures and the rows behind them.

A draft follows the records. What was submitted is shown from what was sealed then, figures and rows, and never from
records as they are now (IND-14).
"""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from apps.reports import kept
from apps.reports.indicators import CellRows, Scope
from apps.reports.models import Report, ReportStatus
from apps.reports.periods import MONTH as ONE_MONTH
from apps.reports.periods import ReportPeriod
from apps.reports.sealed import SealedRows
from apps.reports.snapshot import MONTH, MonthReport, from_data, periods_of, take
from apps.reports.words import report_words

Rows = CellRows | SealedRows
TOGETHER = "together"


def stored(scope: Scope, of: ReportPeriod) -> QuerySet[Report]:
    """The revisions there are, newest first, with what was submitted but without the rows behind it."""
    codes = sorted(centre.code for centre in scope.centres)
    whose = {"centre": None, "codes": codes} if scope.together else {"centre": scope.centres[0]}
    found = Report.objects.filter(**whose, month=of.month, months=of.months).order_by("-revision")
    return found.select_related("centre", "seal__snapshot", "submitted_by", "approved_by").defer("seal__rows")


@dataclass(frozen=True)
class Subject:
    """`row` is the revision; None while nothing was stored of it. `pinned`: asked for by its number."""

    scope: Scope
    of: ReportPeriod
    row: Report | None = None
    pinned: bool = False

    @property
    def whose(self) -> str:
        return " + ".join(centre.name for centre in self.scope.centres)

    @property
    def words(self) -> str:
        """Its months in words."""
        return report_words(self.of.month, self.of.months)

    @property
    def title(self) -> str:
        return f"{self.whose} · {self.words}"

    @property
    def revision(self) -> int:
        """The number of the revision; of a month nothing was stored of yet, the first; 0 where there are none."""
        if self.row is not None:
            return self.row.revision
        return 1 if self.has_revisions else 0

    @property
    def has_revisions(self) -> bool:
        """Whether it is of one month of one centre."""
        return self.of.months == ONE_MONTH and not self.scope.together

    @property
    def status(self) -> ReportStatus:
        return ReportStatus.DRAFT if self.row is None else ReportStatus(self.row.status)

    @property
    def is_sealed(self) -> bool:
        return self.row is not None and self.row.is_sealed

    @cached_property
    def report(self) -> MonthReport:
        """The figures: as they were submitted, or as the records are now."""
        if self.row is not None and self.row.seal is not None:
            return replace(from_data(self.row.seal.snapshot.content), status=self.row.status)
        row = self.row
        return take(
            self.scope, self.of.month, months=self.of.months, revision=self.revision, status=self.status,
            narrative={} if row is None else row.narrative, reason="" if row is None else row.reason, counting=kept,
        )  # fmt: skip

    def rows(self, period: str, code: str, column: str = "total", detail: str = "", *, number: str = "") -> Rows:
        """The rows behind a figure, of persons whose number holds `number`. Raises ValueError where there is none."""
        if self.row is not None and self.row.seal is not None:
            return SealedRows(self.row.seal, period, code, column, detail, number)
        own = periods_of(self.of.month, self.of.months)
        if period not in own:
            raise ValueError("no such period")
        return CellRows(self.scope, own[period], code, column, detail, number=number)

    # --- addresses -----------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """As addresses of comparisons have it: `RAK/2016-05/r1`, `RAK/2016-05`, `together/2016-Q2`."""
        whose = TOGETHER if self.scope.together else self.scope.key
        return f"{whose}/{self.of}/r{self.revision}" if self.pinned else f"{whose}/{self.of}"

    @property
    def url(self) -> str:
        """Its page."""
        if self.pinned:
            return reverse("reports:revision", args=[self.scope.key, self.of.month, self.revision])
        return self.url_of(self.of)

    def url_of(self, of: ReportPeriod) -> str:
        """The page of other months of the same scope."""
        name = TOGETHER if self.scope.together else ""
        if of.months == ONE_MONTH:
            return _address(name or "month", self.scope, of.month)
        return _address("together_period" if name else "period", self.scope, of)

    @property
    def words_url(self) -> str:
        """Where its paragraphs are written."""
        name = "words_together" if self.scope.together else "words"
        if self.of.months == ONE_MONTH:
            return _address(name, self.scope, self.of.month)
        return _address(f"{name}_period", self.scope, self.of)

    def rows_url(self, period: str, code: str, column: str, detail: str) -> str:
        """The rows behind one figure."""
        suffix = "_together" * self.scope.together + "_period" * (self.of.months != ONE_MONTH)
        where: tuple[object, ...] = (self.of.month if self.of.months == ONE_MONTH else self.of,)
        if self.is_sealed or self.pinned:
            suffix, where = "_revision", (*where, self.revision)
        url = _address(f"rows{suffix}", self.scope, *where, code)
        asked = {"period": period, "column": column, "part": detail}
        standard = {"period": MONTH, "column": "total", "part": ""}
        query = urlencode({name: value for name, value in asked.items() if value != standard[name]})
        return f"{url}?{query}" if query else url


def _address(name: str, scope: Scope, *of: object) -> str:
    return reverse(f"reports:{name}", args=of if scope.together else (scope.key, *of))
