"""What exists of a centre's months: figures, files, jobs, and whether they can be filed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from apps.accounts.models import User
from apps.centres.models import Centre, SupportPeriod
from apps.core import clock
from apps.core.jobs import WORDS, JobState
from apps.core.problems import Text
from apps.reports.actions import making, months
from apps.reports.indicators import BY_CODE, Number, Scope, Status, series
from apps.reports.indicators.coverage import coverage, supported_spans
from apps.reports.layout import missing, number
from apps.reports.models import JobStep, ReportFile, ReportJob
from apps.reports.periods import Period, first_of

SHOWN = ("BEN", "PRO", "ORT", "PTS")
STEPS = {
    JobStep.WAITING: 5, JobStep.COUNTING: 25, JobStep.RENDERING: 60, JobStep.STORING: 90, JobStep.READY: 100,
}  # fmt: skip
ERRORS: dict[str, Text] = {
    **WORDS,
    making.FONT_MISSING: _("The fonts of the report are missing from this installation. Tell the administrator."),
}


@dataclass(frozen=True)
class MonthLine:
    """One month of the overview: its state, its main figures, its files."""

    month: date
    status: Status
    filed: bool
    figures: tuple[str, ...]
    files: tuple[ReportFile, ...]

    @property
    def state(self) -> str:
        """The state in a word."""
        if self.status != Status.REPORTED:
            return missing(self.status)
        return pgettext("month", "filed") if self.filed else pgettext("month", "draft")

    @property
    def kind(self) -> str:
        """The sign beside the word."""
        if self.status == Status.REPORTED:
            return "good" if self.filed else "busy"
        return "warn" if self.status == Status.NO_REPORT else ""


@dataclass(frozen=True)
class Recent:
    """A centre's last months, newest first."""

    centre: Centre
    labels: tuple[Text, ...]
    lines: tuple[MonthLine, ...]


def recent(centre: Centre, today: date, reader: User) -> Recent:
    """The current month and the twelve before it."""
    scope = Scope.of(centre)
    period = Period(first_of(today.year, today.month - 12), today.replace(day=1))
    (covered,) = coverage(scope, period, supported_spans(scope, period))
    counted = series(scope, period, SHOWN)
    made: dict[date, list[ReportFile]] = {}
    for file in _files_of(centre, reader).filter(job__report__month__in=period.months):
        made.setdefault(file.job.report.month, []).append(file)
    lines = [
        MonthLine(
            month, status, month in covered.filed,
            tuple(_shown(counted[code][place], status) for code in SHOWN), _newest(made.get(month, [])),
        )
        for place, (month, status) in enumerate(covered.months)
    ]  # fmt: skip
    return Recent(centre, tuple(BY_CODE[code].label for code in SHOWN), tuple(reversed(lines)))


def _newest(files: list[ReportFile]) -> tuple[ReportFile, ...]:
    """The newest file of each language."""
    found: dict[str, ReportFile] = {}
    for file in files:
        found.setdefault(file.job.language, file)
    return tuple(found[language] for language in sorted(found))


def _shown(value: Number | None, status: Status) -> str:
    return missing(status) if value is None else number(value)


def first_year(centres: list[Centre], today: date) -> int:
    """The year in which the first support of any of the centres began."""
    began: date | None = SupportPeriod.objects.filter(centre__in=centres).aggregate(first=Min("first_month"))["first"]
    return min(today.year, began.year if began else today.year)


def can_be_filed(centre: Centre, month: date) -> bool:
    """Whether the month can be filed today."""
    return months.why_not_file(centre=centre, month=month, today=clock.today(centre.zone)) is None


def files(centre: Centre, month: date, reader: User) -> QuerySet[ReportFile]:
    """The files made of a month, newest first."""
    return _files_of(centre, reader).filter(job__report__month=month)


def jobs(centre: Centre, month: date, reader: User) -> QuerySet[ReportJob]:
    """The files still being made, and those that failed and were not made since, newest first."""
    made_since = ReportFile.objects.filter(
        job__report=OuterRef("report"), job__language=OuterRef("language"), rendered_at__gt=OuterRef("asked_at")
    )
    return (
        ReportJob.objects.visible_to(reader)
        .filter(report__centre=centre, report__month=month)
        .exclude(state=JobState.DONE)
        .exclude(Exists(made_since), state=JobState.FAILED)
        .select_related("report__centre")[:5]
    )


def _files_of(centre: Centre, reader: User) -> QuerySet[ReportFile]:
    return ReportFile.objects.visible_to(reader).listed().filter(job__report__centre=centre)


def error_words(code: str) -> Text:
    """What a failed job says to the person who asked."""
    return ERRORS.get(code, _("Making the file failed.")) if code else ""
