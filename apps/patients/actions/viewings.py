"""Somebody looked at a person's page: noted once for looks shortly after one another."""

from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.patients.models import Patient, Viewing

ONE_LOOK = timedelta(minutes=10)


def note(*, patient: Patient, by: User, at: datetime) -> None:
    """Note the look, unless the last one of the same person is less than ten minutes old.

    One statement writes, so it is whole by itself: a transaction would cost every page two more ways to the database.
    """
    recently = Viewing.objects.filter(patient=patient, user=by, at__gt=at - ONE_LOOK, at__lte=at)
    if not recently.exists():
        Viewing.objects.create(patient=patient, user=by, at=at)
