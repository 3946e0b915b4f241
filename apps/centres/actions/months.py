"""The books of a month: asked by everyone who records a service, filed by the manager."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre, Month, MonthState
from apps.centres.models.month import month_of
from apps.core.ids import new_id
from apps.core.problems import refuse
from apps.core.writing import save

TRANSITIONS: dict[MonthState, tuple[MonthState, ...]] = {
    MonthState.OPEN: (MonthState.CLOSING,),
    MonthState.CLOSING: (MonthState.OPEN, MonthState.APPROVED),
    MonthState.APPROVED: (MonthState.OPEN,),
}
HOLD = """
    SELECT state FROM centres_month WHERE centre_id = %s AND first_day = %s FOR SHARE
"""
BEGIN = """
    INSERT INTO centres_month (id, version, created_at, centre_id, first_day, state)
    VALUES (%s, 1, now(), %s, %s, 'open') ON CONFLICT ON CONSTRAINT one_month_per_centre DO NOTHING
"""


def hold(*, centre: Centre, on: date) -> MonthState:
    """The state of the month of local date `on`, which stays so until the caller's transaction ends.

    Held FOR SHARE: any number of writers at once, but nobody closes the month between this answer and what is
    written then being seen. Must be called inside a transaction.
    """
    first_day = month_of(on)
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [centre.pk, first_day])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(BEGIN, [new_id(), centre.pk, first_day])
            cursor.execute(HOLD, [centre.pk, first_day])
            row = cursor.fetchone()
    return MonthState(row[0])


def is_late(*, centre: Centre, on: date) -> bool:
    """Whether a service of local date `on` comes too late for its month, which is held as `hold` does."""
    return hold(centre=centre, on=on) != MonthState.OPEN


@transaction.atomic
def file(*, centre: Centre, first_day: date, by: User, at: datetime) -> Month:
    """Declare a month complete: from now on nothing in it is a 0 and no longer "no report" (IND-25).

    Filing again changes nothing.
    """
    month, _created = Month.objects.select_for_update().get_or_create(centre=centre, first_day=first_day)
    if month.filed_at is None:
        month.filed_at, month.filed_by = at, by
        save(month, "filed_at", "filed_by")
    return month


def begin_closing(*, centre: Centre, first_day: date) -> Month:
    """Close the month to writers: waits for those who hold it, and whoever comes later is late. Again is no harm.

    Raises Refused for a month that is approved.
    """
    return _to(MonthState.CLOSING, centre=centre, first_day=first_day)


def open_again(*, centre: Centre, first_day: date) -> Month:
    """Open a month that is being closed or was approved: what is recorded in it from now on is not late."""
    return _to(MonthState.OPEN, centre=centre, first_day=first_day)


def approve(*, centre: Centre, first_day: date) -> Month:
    """The month that was being closed is approved. Raises Refused for one that is open."""
    return _to(MonthState.APPROVED, centre=centre, first_day=first_day)


def shut(*, centre: Centre, first_day: date) -> Month:
    """The month, locked until the caller's transaction ends: nobody writes into it or decides on it meanwhile.

    Whoever locks a month and a report of it locks the month first, or two of them wait for each other.
    """
    month, _created = Month.objects.select_for_update().get_or_create(centre=centre, first_day=first_day)
    return month


@transaction.atomic
def _to(state: MonthState, *, centre: Centre, first_day: date) -> Month:
    month = shut(centre=centre, first_day=first_day)
    if month.state == state:
        return month
    if state not in TRANSITIONS[MonthState(month.state)]:
        refuse(_("A month is approved after it was closed, and closed while it is open."))
    month.state = state
    save(month, "state")
    return month
