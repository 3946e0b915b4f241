"""Prescribe a device and take it through its life: step, hold, resume, end."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse, refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.devices import policies
from apps.devices.models import Device, DeviceStep, DeviceType, EndReason, HoldReason, State
from apps.patients import policies as patient_policies
from apps.patients.models import Impairment, Patient


@transaction.atomic
def prescribe(
    *,
    patient: Patient,
    centre: Centre,
    device_type: DeviceType,
    on: date,
    by: User,
    id: UUID | None = None,
    side: str = "",
    quantity: int = 1,
    impairment: Impairment | None = None,
    **details: Any,
) -> Device:
    """Prescribe one device for one limb (a bilateral fitting is two). Returns it in state "prescribed".

    `details`: technology, stage, episode, replaces, reissue_of, technician, serial_number, note.
    Where no limb is named and exactly one of the patient's fits type and side, that limb is taken: its cause
    decides PROM/ORTM (IND-05). Raises Refused ("invalid"). The same `id` again returns the device made before.
    """
    made = find_made(Device, id, patient=patient)
    if made is not None:
        return made
    refuse_if(patient_policies.service_date(patient, on=on, today=centre.local_date(now())), code="invalid", field="on")
    impairment = impairment or _limb(patient, device_type, side)
    refuse_if(
        policies.prescribe(device_type, side=side, quantity=quantity, impairment=impairment), code="invalid"
    )
    if impairment is not None and impairment.patient_id != patient.pk:
        refuse(_("This limb belongs to another patient."), code="invalid")
    device, created = make_once(
        Device, id, owner=("patient",), patient=patient, centre=centre, device_type=device_type, side=side,
        quantity=quantity, impairment=impairment, prescribed_on=on, prescribed_by=by, **details,
    )  # fmt: skip
    if created:
        DeviceStep.objects.create(device=device, to_state=State.PRESCRIBED, on=on, by=by)
    return device


def _limb(patient: Patient, device_type: DeviceType, side: str) -> Impairment | None:
    """The one impairment that fits the type's level (where it has one) and side; None when none or several do."""
    limbs = [
        limb
        for limb in patient.impairments.all()
        if (not device_type.level or limb.level == device_type.level) and (not side or limb.side in ("", side))
    ]
    return limbs[0] if len(limbs) == 1 else None


def enter(device: Device, *, to: State, on: date, by: User, reason: str = "") -> None:
    """Move a locked device by the table and log the step. For verbs of this app, inside their transaction.

    Raises Refused when the table has no such step.
    """
    refuse_if(policies.move(device, to=to))
    DeviceStep.objects.create(device=device, from_state=device.state, to_state=to, on=on, by=by, reason=reason)
    device.state = to
    save(device, "state")


@transaction.atomic
def advance(
    *, device: Device, to: State, on: date, by: User, version: int | None = None, serial_number: str = ""
) -> Device:
    """A workshop step: measured (again: recast) or in fabrication. Raises Refused ("stale" or by the table)."""
    device = locked(device, version=version)
    if to not in policies.WORKSHOP_STEPS:
        refuse(_("This step is made by a fitting, a check-out or a delivery."))
    enter(device, to=to, on=on, by=by)
    if serial_number:
        device.serial_number = serial_number
        save(device, "serial_number")
    return device


@transaction.atomic
def hold(*, device: Device, reason: HoldReason, on: date, by: User, version: int | None = None) -> Device:
    """Put an open device on hold: wound, part missing, patient away."""
    device = locked(device, version=version)
    refuse_if(policies.move(device, to=State.ON_HOLD))
    DeviceStep.objects.create(
        device=device, from_state=device.state, to_state=State.ON_HOLD, on=on, by=by, reason=reason
    )
    device.held_state, device.state, device.hold_reason = device.state, State.ON_HOLD, reason
    save(device, "held_state", "state", "hold_reason")
    return device


@transaction.atomic
def resume(*, device: Device, on: date, by: User, version: int | None = None) -> Device:
    """Take a device off hold, back to where it was."""
    device = locked(device, version=version)
    if device.state != State.ON_HOLD:
        refuse(_("This device is not on hold."))
    back = State(device.held_state)
    DeviceStep.objects.create(device=device, from_state=State.ON_HOLD, to_state=back, on=on, by=by)
    device.state, device.held_state, device.hold_reason = back, "", ""
    save(device, "state", "held_state", "hold_reason")
    return device


@transaction.atomic
def end(
    *, device: Device, to: State, reason: EndReason, on: date, by: User, note: str = "", version: int | None = None
) -> Device:
    """Cancel or close an open device, or retire a delivered one (returned, replaced, lost, worn out).

    Raises Refused ("stale", or when the table has no such ending).
    """
    device = locked(device, version=version)
    if to not in policies.ENDINGS:
        refuse(_("This is not an ending."), code="invalid")
    refuse_if(policies.move(device, to=to))
    DeviceStep.objects.create(device=device, from_state=device.state, to_state=to, on=on, by=by, reason=reason)
    device.state, device.ended_on, device.end_reason, device.end_note = to, on, reason, note
    device.held_state = device.hold_reason = ""
    save(device, "state", "ended_on", "end_reason", "end_note", "held_state", "hold_reason")
    return device


@transaction.atomic
def begin_use(*, device: Device, on: date, by: User, version: int | None = None) -> Device:
    """Note that a delivered device is in regular use."""
    device = locked(device, version=version)
    enter(device, to=State.IN_USE, on=on, by=by)
    return device
