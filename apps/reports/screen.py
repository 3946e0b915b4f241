"""What the page of a report shows: the same sections as the file, each figure with the way to its rows."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock
from apps.reports.charts import charts
from apps.reports.indicators import BY_CODE, Scope, Status
from apps.reports.layout import Builder, definitions, missing, number
from apps.reports.models import Report, ReportStatus
from apps.reports.periods import QUARTER, YEAR, ReportPeriod, first_of
from apps.reports.snapshot import MONTH, MONTH_BEFORE, as_data, checksum
from apps.reports.subject import Subject, stored
from apps.reports.words import centre_names, kind_words, month_name, part_state, period_words, report_words

TILES = ("BEN", "PRO", "ORT", "PTS")


@dataclass(frozen=True)
class Way:
    """A link to another page of reports."""

    label: str
    url: str


def compared(a: Subject, b: Subject) -> str:
    """The page that compares them."""
    return f"{reverse('reports:compare')}?{urlencode({'a': a.key, 'b': b.key})}"


@dataclass(frozen=True)
class Screen:
    """A report on screen, for a reader. `nonce` lets the page accept the charts' styles."""

    subject: Subject
    reader: User
    nonce: str

    def context(self) -> dict[str, Any]:
        """What the template says."""
        subject, report = self.subject, self.subject.report
        own = report.figures[MONTH]
        after = subject.of.moved(1)
        return {
            "subject": subject,
            "centre": None if subject.scope.together else subject.scope.centres[0],
            "month": subject.of.month,
            "row": subject.row,
            "revisions": self.revisions,
            "donor_has": self.donor_has,
            "made_of": self.made_of,
            "own_words": period_words(own) if 0 < len(own.months) < len(own.period.months) else "",
            "kind": kind_words(report),
            "donors": ", ".join(report.donors),
            "ways": self.ways,
            "sections": Builder(report, subject.rows_url).sections(),
            "charts": charts(report, nonce=self.nonce),
            "tiles": [self.tile(code) for code in TILES],
            "definitions": definitions(),
            "status": own.status,
            "reported": own.status == Status.REPORTED,
            "filed": all(set(centre.reported) <= set(centre.filed) for centre in own.coverage),
            "checksum": checksum(as_data(report)),
            "before": subject.url_of(subject.of.moved(-1)),
            "after": subject.url_of(after) if after.month <= self._today() else "",
        }

    @cached_property
    def revisions(self) -> list[Report]:
        """Every revision of the month, newest first; [] of what has none."""
        if not self.subject.has_revisions:
            return []
        return list(stored(self.subject.scope, self.subject.of).defer("seal__snapshot__content"))

    @property
    def donor_has(self) -> Report | None:
        """The approved revision, where this page shows another one."""
        approved = next((row for row in self.revisions if row.status == ReportStatus.APPROVED), None)
        return None if approved == self.subject.row else approved

    @property
    def made_of(self) -> list[tuple[str, list[Way]]]:
        """The months behind a report of several, by name of the centre: where each stands, with its page."""
        report = self.subject.report
        names = centre_names(report)
        own = {centre.code: Subject(Scope.of(centre), self.subject.of) for centre in self.subject.scope.centres}
        supported = report.figures[MONTH].supported
        found: dict[str, list[Way]] = {}
        for part in report.made_of:
            if (part.centre, part.month) in supported:
                words = f"{month_name(part.month.month)} {part_state(part)}"
                url = own[part.centre].url_of(ReportPeriod(part.month))
                found.setdefault(names[part.centre], []).append(Way(words, url))
        return list(found.items())

    @property
    def ways(self) -> list[Way]:
        """The longer periods this one lies in, all centres together, and the comparisons that are often wanted."""
        subject, month = self.subject, self.subject.of.month
        longer = (
            ReportPeriod(first_of(month.year, (month.month - 1) // QUARTER * QUARTER + 1), QUARTER),
            ReportPeriod(month.replace(month=1), YEAR),
        )
        found = [
            Way(report_words(one.month, one.months), subject.url_of(one))
            for one in longer
            if one.months > subject.of.months
        ]
        centres = access.centres_with(self.reader, Permission.VIEW_REPORTS)
        if not subject.scope.together and len(centres) > 1:
            found.append(Way(_("All my centres together"), Subject(Scope.all(centres), subject.of).url))
        if others := [row for row in self.revisions if row.revision != subject.revision]:
            other = Subject(subject.scope, subject.of, others[0], pinned=True)
            words = _("Compare with revision %(number)d") % {"number": other.revision}
            found.append(Way(words, compared(other, subject)))
        before = Subject(subject.scope, subject.of.moved(-YEAR // subject.of.months))
        return [*found, Way(_("Compare with a year before"), compared(before, subject))]

    def tile(self, code: str) -> dict[str, str]:
        """One of the big figures, with the same months a year before."""
        figures = self.subject.report.figures
        now, before = (figures[name][code] for name in (MONTH, MONTH_BEFORE))
        shown = [missing(cell.status) if cell.total is None else number(cell.total) for cell in (now, before)]
        return {
            "label": str(BY_CODE[code].label),
            "value": shown[0],
            "before": shown[1],
            "url": self.subject.rows_url(MONTH, code, "total", "") if now.total else "",
        }

    def _today(self) -> date:
        return max(clock.today(centre.zone) for centre in self.subject.scope.centres)
