"""Days without any service though the centre usually works on that day of the week: perhaps a day's book is missing."""

from collections import Counter
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from apps.centres.models import Centre
from apps.reports.checks.check import Check
from apps.reports.indicators.relation import Statement, services
from apps.reports.periods import first_of, one_month

MONTHS_BEFORE = 3
USUALLY = 0.8


def without_service(centre: Centre, month: date, today: date) -> list[Check]:
    """One check that names the days; none where the three months before do not show when the centre works."""
    period = one_month(month)
    before = _days(first_of(month.year, month.month - MONTHS_BEFORE), month - timedelta(days=1))
    worked = _worked(centre, before[0], period.last)
    usual = {weekday for weekday in range(7) if _share(before, worked, weekday) >= USUALLY}
    empty = [day for day in _days(month, min(period.last, today)) if day.weekday() in usual and day not in worked]
    if not empty:
        return []
    named = ", ".join(formats.date_format(day, "Y-m-d") for day in empty)
    said = _("Nothing is recorded on these days of the week on which the centre usually works: %(days)s.")
    return [Check("days-without-service", "look", said % {"days": named}, len(empty), "")]


def _share(days: list[date], worked: set[date], weekday: int) -> float:
    """Of all Mondays, say, the part on which somebody was served."""
    found = Counter(day in worked for day in days if day.weekday() == weekday)
    return found[True] / found.total()


def _worked(centre: Centre, first: date, last: date) -> set[date]:
    counted = services()
    statement = (
        Statement("SELECT DISTINCT s.happened FROM (")
        .then(f"{counted.text}) s (model, id, version, patient_id, centre_id, happened)", *counted.params)
        .then("WHERE s.centre_id = %s AND s.happened BETWEEN %s AND %s", centre.pk, first, last)
    )
    return {day for (day,) in statement.fetch()}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
