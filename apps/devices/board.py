"""The workshop at a glance: what is open, in which state, and how long is too long."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count

from apps.centres.models import Centre
from apps.devices.models import Device, State

OVERDUE_AFTER = timedelta(days=60)


def open_by_state(centres: Iterable[Centre]) -> dict[State, int]:
    """Open devices of the centres by state, in the order of a device's life; states without any are 0."""
    open_states = (
        State.PRESCRIBED, State.MEASURED, State.IN_FABRICATION, State.FITTING, State.CHECKED, State.ON_HOLD,
    )  # fmt: skip
    rows = Device.objects.open().filter(centre__in=centres).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(rows)
    return {state: counts.get(state, 0) for state in open_states}
