"""The books of a month: asked by everyone who records a service, filed by the manager."""

from datetime import date, datetime

from django.db import connection, transaction

from apps.accounts.models import User
from apps.centres.models import Centre, Month, MonthState
from apps.centres.models.month import month_of
from apps.core.ids import new_id
from apps.core.writing import save

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
