"""The completeness board: which months of which centres are in, which are late, which are approved.

A state is always said in words; a sign and a colour only repeat it. What was approved shows its sealed figures, and
only drafts are counted when the page is opened.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.reports.indicators import Scope, Status
from apps.reports.indicators.coverage import coverage, supported_spans
from apps.reports.layout import missing
from apps.reports.models import Report, ReportStatus
from apps.reports.pending import waiting_months
from apps.reports.periods import QUARTER, YEAR, Period, ReportPeriod, first_of
from apps.reports.words import report_words

MONTHS_SHOWN = 13


@dataclass(frozen=True)
class Sign:
    """A state in words; `kind` is the sign beside it, `url` what it leads to."""

    words: str
    kind: str = ""
    url: str = ""


@dataclass(frozen=True)
class MonthOfCentre:
    """What is known of one month of one centre. `revisions`: its reports, the latest last; `late`: records waiting."""

    centre: Centre
    month: date
    status: Status
    filed: bool
    revisions: tuple[Report, ...] = ()
    late: int = 0

    @property
    def url(self) -> str:
        return "" if self.before_support else reverse("reports:month", args=[self.centre.code, self.month])

    @property
    def before_support(self) -> bool:
        return self.status == Status.BEFORE_SUPPORT and not self.revisions

    @property
    def latest(self) -> Report | None:
        return self.revisions[-1] if self.revisions else None

    @property
    def approved(self) -> Report | None:
        """The revision that is approved now."""
        return next((row for row in self.revisions if row.status == ReportStatus.APPROVED), None)

    @property
    def standing(self) -> Report | None:
        """The revision whose sealed figures are this month's: the approved one, else the one submitted."""
        submitted = (row for row in self.revisions if row.status == ReportStatus.TO_VALIDATE)
        return self.approved or next(submitted, None)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """Everything to be said of it, the approval first."""
        if self.before_support:
            return (Sign("—"),)
        return tuple(sign for sign in (self._approval(), self._open_revision(), self._waiting()) if sign is not None)

    def _approval(self) -> Sign | None:
        row = self.approved
        if row is None or row.approved_at is None:
            return None
        on = self.centre.local_date(row.approved_at)
        return Sign(_("approved r%(number)d, %(date)s") % {"number": row.revision, "date": on.isoformat()}, "good")

    def _open_revision(self) -> Sign | None:
        """What is not approved yet: nothing, a draft, or what waits to be validated."""
        row = self.latest
        if row is not None and row.status == ReportStatus.TO_VALIDATE and row.submitted_at is not None:
            since = self.centre.local_date(row.submitted_at).isoformat()
            words = _("r%(number)d to be validated since %(date)s")
            return Sign(words % {"number": row.revision, "date": since}, "warn")
        if row is not None and row.status == ReportStatus.DRAFT and row.revision > 1:
            return Sign(_("reopened: r%(number)d is a draft") % {"number": row.revision}, "busy")
        if row is not None and row.status in (ReportStatus.APPROVED, ReportStatus.SUPERSEDED):
            return None
        if self.status == Status.NO_REPORT:
            return Sign(missing(self.status), "warn")
        if self.filed:
            return Sign(_("draft, filed as complete"), "busy")
        return Sign(pgettext("month", "draft"), "busy")

    def _waiting(self) -> Sign | None:
        if not self.late:
            return None
        words = ngettext("%(count)d late record waits", "%(count)d late records wait", self.late) % {"count": self.late}
        return Sign(words, "bad", reverse("reports:waiting", args=[self.centre.code, self.month]))


@dataclass(frozen=True)
class Board:
    """`lines`: for each month, newest first, a cell for each of the centres."""

    centres: tuple[Centre, ...]
    lines: tuple[tuple[date, tuple[MonthOfCentre, ...]], ...]

    def of(self, centre: Centre) -> tuple[MonthOfCentre, ...]:
        """The months of one centre, newest first."""
        place = self.centres.index(centre)
        return tuple(cells[place] for _month, cells in self.lines)


def board(centres: Sequence[Centre], period: Period, reader: User) -> Board:
    """The months of the period at these centres, as the reader may see them."""
    scope = Scope(tuple(centres), together=True)
    covered = {one.code: one for one in coverage(scope, period, supported_spans(scope, period))}
    revisions = _revisions(centres, period, reader)
    late = waiting_months(centres)
    lines = []
    for place, month in reversed(list(enumerate(period.months))):
        cells = tuple(
            MonthOfCentre(
                centre, month, covered[centre.code].months[place][1], month in covered[centre.code].filed,
                tuple(revisions[centre.pk, month]), late.get((centre.pk, month), 0),
            )
            for centre in centres
        )  # fmt: skip
        lines.append((month, cells))
    return Board(tuple(centres), tuple(lines))


@dataclass(frozen=True)
class Spans:
    """A year and its quarters of one centre, or of several together, with their pages."""

    whose: str
    pages: tuple[Sign, ...]


def spans(centres: Sequence[Centre], year: int, today: date) -> list[Spans]:
    """The year and those of its quarters that have begun: of each centre, and of all together where there are more."""
    periods = [ReportPeriod(first_of(year, 1), YEAR)]
    periods += [ReportPeriod(first_of(year, month), QUARTER) for month in (1, 4, 7, 10)]
    begun = [of for of in periods if of.month <= today]
    found = [Spans(centre.name, _pages("reports:period", begun, centre.code)) for centre in centres]
    together = [Spans(_("All my centres together"), _pages("reports:together_period", begun))]
    return found + together if len(centres) > 1 else found


def _pages(address: str, periods: Iterable[ReportPeriod], *whose: str) -> tuple[Sign, ...]:
    return tuple(Sign(report_words(of.month, of.months), url=reverse(address, args=[*whose, of])) for of in periods)


def months_shown(today: date, year: int | None) -> Period:
    """The running month and the twelve before it, or the months of a year that have begun."""
    this_month = today.replace(day=1)
    if year is None:
        return Period(first_of(today.year, today.month + 1 - MONTHS_SHOWN), this_month)
    return Period(first_of(year, 1), min(first_of(year, 12), this_month))


def _revisions(centres: Iterable[Centre], period: Period, reader: User) -> dict[tuple[UUID, date], list[Report]]:
    found: dict[tuple[UUID, date], list[Report]] = defaultdict(list)
    rows = Report.objects.visible_to(reader).monthly().filter(centre__in=list(centres), month__in=period.months)
    for row in rows.order_by("revision"):
        found[row.centre_id, row.month].append(row)  # type: ignore[index]  # a monthly report has a centre
    return found
