"""Prescribe a device and take it through its life: step, hold, resume, end."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.ids import new_id
from apps.core.problems import refuse, refuse_if
from apps.core.writing import find_made, locked, make_once, refuse_stale, save
from apps.devices import policies, specification
from apps.devices.actions import serials
from apps.devices.actions.steps import enter, log, taken_up
from apps.devices.models import (
    DELIVERED_STATES,
    Device,
    DeviceStep,
    DeviceType,
    EndReason,
    HoldReason,
    State,
)
from apps.patients import policies as patient_policies
from apps.patients.actions import care
from apps.patients.models import Episode, Impairment, Patient


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
    replaces: Device | None = None,
    replaces_because: str = "",
    episode: Episode | None = None,
    today: date | None = None,
    **details: Any,
) -> Device:
    """Prescribe one device for one limb (a bilateral fitting is two). Returns it in state "prescribed".

    `episode`: the visit it is ordered in. `replaces_because`: a `ReplaceReason`, or words. `today`: the latest date
    that is taken, the centre's today unless given, as in every verb here. `details`: technology, stage, reissue_of,
    technician, serial_number, note, pair, components, and `spec` as `specification.checked` takes it.
    Where no limb is named and exactly one of the patient's fits type and side, that limb is taken: its cause
    decides PROM/ORTM (IND-05). Raises Refused ("invalid"). The same `id` again returns the device made before.
    """
    made = find_made(Device, id, patient=patient)
    if made is not None:
        return made
    refusal = patient_policies.service_date(patient, on=on, today=today or centre.today())
    refuse_if(refusal, code="invalid", field="on")
    refuse_if(policies.side(device_type, side), code="invalid", field="side")
    refuse_if(policies.quantity(device_type, quantity), code="invalid", field="quantity")
    impairment = impairment or _limb(patient, device_type, side)
    if impairment is not None:
        refusal = policies.limb(patient, device_type, side=side, impairment=impairment)
        refuse_if(refusal, code="invalid", field="impairment")
    if replaces is not None:
        refuse_if(policies.replace(patient, replaces), code="invalid", field="replaces")
    if details.get("pair") is not None:
        others = Device.objects.filter(pair=details["pair"])
        refuse_if(policies.joins(others, patient=patient, side=side), code="invalid", field="pair")
    if "spec" in details:
        details["spec"] = specification.checked(device_type, details["spec"])
    if episode is not None:
        refuse_if(policies.in_episode(patient, episode, on=on), code="invalid", field="episode")
    with serials.of_one_device():
        device, created = make_once(
            Device, id, owner=("patient",), patient=patient, centre=centre, device_type=device_type, side=side,
            quantity=quantity, impairment=impairment, replaces=replaces, episode=episode, prescribed_on=on,
            prescribed_by=by, **details,
        )  # fmt: skip
    if created:
        care.served(patient=patient, on=on, by=by)
        why = replaces_because.strip() if replaces is not None else ""
        DeviceStep.objects.create(device=device, to_state=State.PRESCRIBED, on=on, by=by, reason=why)
    return device


@transaction.atomic
def prescribe_each(
    *,
    patient: Patient,
    sides: Sequence[str],
    id: UUID | None = None,
    impairment: Impairment | None = None,
    replaces: Device | None = None,
    **details: Any,
) -> list[Device]:
    """One device for each of `sides`: a bilateral fitting in one go is two devices, a pair that may move together.

    With several sides, a limb that has one is taken for that side alone; an earlier device of a pair is replaced on
    its side, and the other one of that pair on the other. The first device is made under `id`, the others under keys
    derived from it, so that pressed twice they stay as many. Raises Refused as `prescribe` does.
    """
    made = []
    if len(sides) > 1:
        details["pair"] = uuid5(id or new_id(), "pair")
    for place, side in enumerate(sides):
        limb, earlier = impairment, replaces
        if len(sides) > 1:
            limb = limb if limb is not None and limb.side in ("", side) else None
            earlier = _of_side(replaces, side)
        key = id if id is None or place == 0 else uuid5(id, side)
        made.append(prescribe(patient=patient, side=side, id=key, impairment=limb, replaces=earlier, **details))
    return made


def _of_side(earlier: Device | None, side: str) -> Device | None:
    """The device itself when it is of this side, else the one of its pair that is and was received."""
    if earlier is None or earlier.side == side:
        return earlier
    if earlier.pair is None:
        return None
    return Device.objects.filter(pair=earlier.pair, side=side, state__in=DELIVERED_STATES).first()


def _limb(patient: Patient, device_type: DeviceType, side: str) -> Impairment | None:
    """The one impairment that fits the type's level (where it has one) and side; None when none or several do."""
    limbs = [
        limb
        for limb in patient.impairments.all()
        if (not device_type.level or limb.level == device_type.level) and (not side or limb.side in ("", side))
    ]
    return limbs[0] if len(limbs) == 1 else None


@transaction.atomic
def advance(
    *,
    device: Device,
    to: State,
    on: date,
    by: User,
    id: UUID | None = None,
    version: int | None = None,
    serial_number: str = "",
    draw_serial: bool = False,
    today: date | None = None,
) -> Device:
    """A workshop step: measured without a card, or in fabrication. `id` is the step's key.

    With `draw_serial` a device that has no serial number and is given none gets the next one of its centre. Raises
    Refused ("stale", by the table, where it has another serial number, or for one that another device has).
    """
    device, made = taken_up(device, making=DeviceStep, id=id, version=version)
    if made is not None:
        return device
    if to not in policies.WORKSHOP_STEPS:
        refuse(_("This step is made by a fitting, a check-out or a delivery."))
    refuse_if(policies.step(device, to=to))
    refuse_if(policies.number_stays(device, serial_number.strip()))
    enter(device, to=to, on=on, by=by, id=id, today=today)
    if draw_serial and not device.serial_number and not serial_number.strip():
        serial_number = serials.draw(centre=device.centre, year=on.year)
    if serial_number.strip():
        with serials.of_one_device(), transaction.atomic():
            device.serial_number = serial_number.strip()
            save(device, "serial_number")
    return device


@transaction.atomic
def hold(
    *,
    device: Device,
    reason: HoldReason,
    on: date,
    by: User,
    note: str = "",
    id: UUID | None = None,
    version: int | None = None,
    today: date | None = None,
) -> Device:
    """Put an open device on hold: wound, part missing, patient away. `note`: which part, until when. `id` is the step's
    key."""
    device, made = taken_up(device, making=DeviceStep, id=id, version=version)
    if made is not None:
        return device
    refuse_if(policies.move(device, to=State.ON_HOLD))
    held = device.state
    why = ": ".join(part for part in (reason, note.strip()) if part)
    log(device, to=State.ON_HOLD, on=on, by=by, reason=why, id=id, today=today)
    device.held_state, device.hold_reason = held, reason
    save(device, "held_state", "state", "hold_reason")
    return device


@transaction.atomic
def resume(
    *, device: Device, on: date, by: User, id: UUID | None = None, version: int | None = None, today: date | None = None
) -> Device:
    """Take a device off hold, back to where it was. `id` is the step's key."""
    device, made = taken_up(device, making=DeviceStep, id=id, version=version)
    if made is not None:
        return device
    refuse_if(policies.resume(device))
    log(device, to=State(device.held_state), on=on, by=by, id=id, today=today)
    device.held_state = device.hold_reason = ""
    save(device, "state", "held_state", "hold_reason")
    return device


@transaction.atomic
def end(
    *,
    device: Device,
    to: State,
    reason: EndReason,
    on: date,
    by: User,
    note: str = "",
    id: UUID | None = None,
    version: int | None = None,
    today: date | None = None,
) -> Device:
    """Cancel or close an open device (NDV), or retire a delivered one. `id` is the step's key.

    Raises Refused ("stale", "not_allowed_now" by the table, "invalid" for a reason that is none of this ending).
    """
    device, made = taken_up(device, making=DeviceStep, id=id, version=version)
    if made is not None:
        return device
    refuse_if(policies.end(device, to=to))
    refuse_if(policies.end_reason(to=to, reason=reason), code="invalid", field="reason")
    refuse_if(policies.end_note(reason=reason, note=note), code="invalid", field="note")
    if to == State.RETIRED:
        refuse_if(policies.after_delivery(device, on=on), code="invalid", field="on")
    log(device, to=to, on=on, by=by, reason=reason, id=id, today=today)
    device.ended_on, device.end_reason, device.end_note = on, reason, note.strip()
    device.held_state = device.hold_reason = ""
    save(device, "state", "ended_on", "end_reason", "end_note", "held_state", "hold_reason")
    return device


@transaction.atomic
def begin_use(
    *, device: Device, on: date, by: User, id: UUID | None = None, version: int | None = None, today: date | None = None
) -> Device:
    """Note that a delivered device is in regular use. `id` is the step's key."""
    device, made = taken_up(device, making=DeviceStep, id=id, version=version)
    if made is not None:
        return device
    refuse_if(policies.after_delivery(device, on=on), code="invalid", field="on")
    enter(device, to=State.IN_USE, on=on, by=by, id=id, today=today)
    return device


@transaction.atomic
def note_components(*, device: Device, components: str, by: User, version: int | None = None) -> Device:
    """Note what was built in, with its lots, whatever the device's state: by this it is found when a part is called
    back. What stands there already changes nothing. Raises Refused ("stale")."""
    fresh = locked(device)
    if fresh.components == components.strip():
        return fresh
    refuse_stale(fresh, version)
    fresh.components = components.strip()
    save(fresh, "components")
    return fresh
