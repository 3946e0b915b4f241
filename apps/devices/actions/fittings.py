"""Log a fitting: one trial, as many as needed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse_if
from apps.core.writing import make_once
from apps.devices import policies, words
from apps.devices.actions.devices import enter, taken_up
from apps.devices.models import Device, Fitting, State, TermKind


@transaction.atomic
def record(
    *,
    device: Device,
    at: datetime,
    by: User,
    id: UUID | None = None,
    centre: Centre | None = None,
    technician: User | None = None,
    finding_keys: Iterable[str] = (),
    findings: str = "",
    adjustment_keys: Iterable[str] = (),
    adjustments: str = "",
    next_step: str = "",
) -> Fitting:
    """Log one trial of the device; the first one moves it from fabrication to fitting.

    `finding_keys`, `adjustment_keys`: words of `Term`, those of the device's class and the general ones. The technician
    is the actor unless named. Raises Refused when the device is not made yet or already out, and for a word that is
    not offered for it. The same `id` again returns the fitting logged before.
    """
    device, made = taken_up(device, making=Fitting, id=id)
    if made is not None:
        return made
    centre = centre or device.centre
    on = centre.local_date(at)
    refuse_if(policies.fit(device))
    refuse_if(policies.step_date(device, on=on, today=centre.local_date(now())), code="invalid", field="on")
    kind_of = device.device_type.device_class
    found = words.chosen(TermKind.FINDING, finding_keys, device_class=kind_of, field="finding_keys")
    changed = words.chosen(TermKind.ADJUSTMENT, adjustment_keys, device_class=kind_of, field="adjustment_keys")
    fitting, _created = make_once(
        Fitting, id, owner=("device",), device=device, centre=centre, at=at, service_date=on,
        technician=technician or by, finding_keys=found, findings=findings, adjustment_keys=changed,
        adjustments=adjustments, next_step=next_step, recorded_by=by,
    )  # fmt: skip
    if device.state != State.FITTING:
        enter(device, to=State.FITTING, on=on, by=by)
    return fitting
