"""The manager declares a month complete."""

from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.centres.actions import months
from apps.centres.models import Centre, Month
from apps.core.problems import Text, refuse_if
from apps.reports import policies
from apps.reports.indicators.coverage import Scope, supported_spans
from apps.reports.periods import one_month


def why_not_file(*, centre: Centre, month: date, today: date) -> Text | None:
    """Why the month cannot be filed now; None when it can."""
    return policies.file_month(
        month,
        today=today,
        supported=bool(supported_spans(Scope.of(centre), one_month(month))),
        filed=Month.objects.filter(centre=centre, first_day=month, filed_at__isnull=False).exists(),
    )


@transaction.atomic
def file(*, centre: Centre, month: date, by: User, at: datetime) -> Month:
    """File the month: from now on nothing recorded in it is a 0 (IND-25).

    Raises Refused before the month is over, outside support, and when it is filed already.
    """
    refuse_if(why_not_file(centre=centre, month=month, today=centre.local_date(at)))
    return months.file(centre=centre, first_day=month, by=by, at=at)
