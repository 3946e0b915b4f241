"""The workshop at a glance: what is open, in which state, whose it is, and what waits too long."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Q

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.devices.models import Device, State
from apps.devices.models.device import DeviceQuerySet

OVERDUE_AFTER = timedelta(days=60)


def open_by_state(centres: Iterable[Centre]) -> dict[State, int]:
    """Open devices of the centres by state, in the order of a device's life; states without any are 0."""
    open_states = (
        State.PRESCRIBED, State.MEASURED, State.IN_FABRICATION, State.FITTING, State.CHECKED, State.ON_HOLD,
    )  # fmt: skip
    rows = Device.objects.open().filter(centre__in=centres).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(rows)
    return {state: counts.get(state, 0) for state in open_states}


def overdue(centres: Iterable[Centre], *, today: date) -> DeviceQuerySet:
    """Open devices ordered more than 60 days before `today`, oldest first; those on hold have their reason."""
    late = Device.objects.open().exclude(state=State.ON_HOLD).filter(prescribed_on__lt=today - OVERDUE_AFTER)
    return late.filter(centre__in=centres).shown().order_by("prescribed_on", "created_at")


def my_open_devices(user: User) -> DeviceQuerySet:
    """Open devices this technician makes, or prescribed while nobody was named; oldest first."""
    mine = Q(technician=user) | Q(technician=None, prescribed_by=user)
    return Device.objects.visible_to(user).open().filter(mine).shown().order_by("prescribed_on", "created_at")
