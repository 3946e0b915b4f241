"""When a month is over at a centre, its draft report is made by itself: once, however late anybody notices."""

from datetime import date, datetime

from django.db.models import Max

from apps.centres.models import Centre
from apps.reports.actions import jobs
from apps.reports.indicators.coverage import Scope, supported_spans
from apps.reports.models import JobCause, ReportJob
from apps.reports.periods import Period, first_of


def order_due(*, at: datetime) -> list[ReportJob]:
    """Order the drafts of every centre that are due at the instant `at`; returns the unfinished jobs.

    Due are the supported months that ended in the centre's own time: the one just over and, after a stop, every
    one since the last draft that was ordered. Years before the first draft are not made up.
    """
    return [
        job
        for centre in Centre.objects.all()
        for month in due_months(centre, today=centre.local_date(at))
        for job in jobs.order_month_end(centre=centre, month=month, at=at)
    ]


def due_months(centre: Centre, *, today: date) -> list[date]:
    """The supported months that ended before `today` and have no draft ordered yet, oldest first."""
    ended = first_of(today.year, today.month - 1)
    ordered: date | None = ReportJob.objects.filter(report__centre=centre, cause=JobCause.MONTH_END).aggregate(
        last=Max("report__month")
    )["last"]
    first = ended if ordered is None else first_of(ordered.year, ordered.month + 1)
    if first > ended:
        return []
    spans = supported_spans(Scope.of(centre), Period(first, ended))
    return [month for span in spans for month in span.period.months]
