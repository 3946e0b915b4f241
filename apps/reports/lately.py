"""A centre's months with their main figures and files: sealed figures of what was submitted, live ones of drafts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.reports import kept
from apps.reports.board import MonthOfCentre
from apps.reports.indicators import BY_CODE, Number, Scope, Status
from apps.reports.layout import missing, number
from apps.reports.models import Edition, Report, ReportFile
from apps.reports.periods import Period

SHOWN = ("BEN", "PRO", "ORT", "PTS")


@dataclass(frozen=True)
class MonthLine:
    """One month: its state, its main figures, its files."""

    of: MonthOfCentre
    figures: tuple[str, ...]
    files: tuple[ReportFile, ...]


@dataclass(frozen=True)
class Lately:
    """A centre's months, newest first."""

    centre: Centre
    labels: tuple[Text, ...]
    lines: tuple[MonthLine, ...]


def lately(centre: Centre, months: tuple[MonthOfCentre, ...], reader: User) -> Lately:
    """The months of one centre as the board has them, newest first, with figures and files."""
    sealed = _sealed({row.pk: one.month for one in months if (row := one.standing) is not None})
    live = _live(centre, [one.month for one in months if one.month not in sealed and one.status == Status.REPORTED])
    files = _files(centre, [one.month for one in months], reader)
    lines = (MonthLine(one, _shown(one, sealed | live), files.get(one.month, ())) for one in months)
    return Lately(centre, tuple(BY_CODE[code].label for code in SHOWN), tuple(lines))


def _shown(one: MonthOfCentre, figures: dict[date, tuple[Number | None, ...]]) -> tuple[str, ...]:
    values = figures.get(one.month, (None,) * len(SHOWN))
    return tuple(missing(one.status) if value is None else number(value) for value in values)


def _sealed(reports: dict[UUID, date]) -> dict[date, tuple[Number | None, ...]]:
    """Month → main figures as they were sealed. PostgreSQL takes them out of the content, which is long."""
    cells = {code: F(f"seal__snapshot__content__figures__month__cells__{code}__total") for code in SHOWN}
    rows = Report.objects.filter(pk__in=reports).annotate(**cells).values_list("pk", *SHOWN)
    return {reports[pk]: tuple(values) for pk, *values in rows}


def _live(centre: Centre, months: list[date]) -> dict[date, tuple[Number | None, ...]]:
    """Month → main figures counted now, from the first to the last of these months."""
    if not months:
        return {}
    period = Period(min(months), max(months))
    counted = kept.series(Scope.of(centre), period, SHOWN)
    by_month = dict(zip(period.months, zip(*(counted[code] for code in SHOWN), strict=True), strict=True))
    return {month: by_month[month] for month in months}


def _files(centre: Centre, months: list[date], reader: User) -> dict[date, tuple[ReportFile, ...]]:
    """Month → the newest file of the internal edition in each language."""
    found: dict[date, dict[str, ReportFile]] = defaultdict(dict)
    made = ReportFile.objects.visible_to(reader).listed().filter(job__report__centre=centre, job__report__months=1)
    for file in made.filter(job__report__month__in=months, job__edition=Edition.INTERNAL):
        found[file.job.report.month].setdefault(file.job.language, file)
    return {month: tuple(by[language] for language in sorted(by)) for month, by in found.items()}
