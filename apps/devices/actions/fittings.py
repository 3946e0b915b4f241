"""Log a fitting: one trial, as many as needed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse_if
from apps.core.writing import make_once
from apps.devices import policies
from apps.devices.actions.devices import enter, taken_up
from apps.devices.models import Device, Fitting, State


@transaction.atomic
def record(
    *,
    device: Device,
    at: datetime,
    by: User,
    id: UUID | None = None,
    centre: Centre | None = None,
    technician: User | None = None,
    findings: str = "",
    adjustments: str = "",
    next_step: str = "",
) -> Fitting:
    """Log one trial of the device; the first one moves it from fabrication to fitting.

    The technician is the actor unless named. Raises Refused when the device is not made yet or already out.
    The same `id` again returns the fitting logged before.
    """
    device, made = taken_up(device, making=Fitting, id=id)
    if made is not None:
        return made
    centre = centre or device.centre
    on = centre.local_date(at)
    refuse_if(policies.fit(device))
    refuse_if(policies.step_date(device, on=on, today=centre.local_date(now())), code="invalid", field="on")
    fitting, _created = make_once(
        Fitting, id, owner=("device",), device=device, centre=centre, at=at, service_date=on,
        technician=technician or by, findings=findings, adjustments=adjustments, next_step=next_step, recorded_by=by,
    )  # fmt: skip
    if device.state != State.FITTING:
        enter(device, to=State.FITTING, on=on, by=by)
    return fitting
