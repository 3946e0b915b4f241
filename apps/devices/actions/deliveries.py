"""Check a device out, hand it over, hand out prefabricated items, void a delivery."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import refuse, refuse_if
from apps.core.writing import locked, make_once, save
from apps.devices import policies, words
from apps.devices.actions import devices, replacements
from apps.devices.actions.steps import enter, taken_up
from apps.devices.checklists import NO, NOT_RELEVANT, YES, checklist_for
from apps.devices.models import CheckOut, Delivery, Device, DeviceStep, DeviceType, State, TermKind
from apps.patients.actions import services
from apps.patients.models import Patient


@transaction.atomic
def check_out(
    *,
    device: Device,
    points: dict[str, str],
    at: datetime,
    by: User,
    override_reason: str = "",
    technician: User | None = None,
    id: UUID | None = None,
    centre: Centre | None = None,
    today: date | None = None,
) -> CheckOut:
    """Go through the device's check-out list: every point "yes", "no" or "na".

    With all points passed, or failed ones overridden with a reason, the device becomes "checked out"; otherwise
    it stays in fitting. `today`: the latest date that is taken, the centre's today unless given. Raises Refused
    ("invalid") when a point is missing. The same `id` again changes nothing.
    """
    device, made = taken_up(device, making=CheckOut, id=id)
    if made is not None:
        return made
    centre = centre or device.centre
    on = centre.local_date(at)
    refuse_if(policies.check_out(device))
    refuse_if(policies.step_date(device, on=on, today=today or centre.today()), code="invalid", field="on")
    checklist = checklist_for(device)
    expected = {point.key for point in checklist.points}
    if points.keys() != expected or not set(points.values()) <= {YES, NO, NOT_RELEVANT}:
        refuse(_("Answer every point of the list."), code="invalid", field="points")
    passed = NO not in points.values()
    checkout, _created = make_once(
        CheckOut, id, owner=("device",), device=device, centre=centre, at=at, service_date=on,
        technician=technician or by, checklist=checklist.key, points=points, passed=passed,
        override_reason="" if passed else override_reason.strip(), recorded_by=by,
    )  # fmt: skip
    if checkout.allows_delivery and device.state == State.FITTING:
        enter(device, to=State.CHECKED, on=on, by=by, today=today)
    elif not checkout.allows_delivery and device.state == State.CHECKED:
        enter(device, to=State.FITTING, on=on, by=by, today=today)
    return checkout


@transaction.atomic
def deliver(
    *,
    device: Device,
    at: datetime,
    by: User,
    id: UUID | None = None,
    centre: Centre | None = None,
    technician: User | None = None,
    user_trained: bool = False,
    training_keys: Iterable[str] = (),
    handed_to: str = "",
    note: str = "",
    version: int | None = None,
    today: date | None = None,
) -> Delivery:
    """Hand the device over: the moment the donor's report counts (PRO, ORT, WCH, CRU …).

    Counted at `centre` (default: the ordering centre) in the month of the local date of `at`. `training_keys`: the
    topics of `Term` the user was trained in; one is enough. `handed_to`: who took it, when not the person. `today`: the
    latest date that is taken, the centre's today unless given.
    Raises Refused when the device was not checked out, or is not prefabricated on the fast track, and for a topic that
    is not offered for it. Pressed twice it is one.
    """
    device, made = taken_up(device, making=Delivery, id=id, version=version)
    if made is not None:
        return made
    refuse_if(policies.deliver(device))
    placed = services.placed(patient=device.patient, centre=centre or device.centre, at=at, by=by, today=today)
    kind_of, before = device.device_type.device_class, State(device.state)
    topics = words.chosen(TermKind.TRAINING, training_keys, device_class=kind_of, field="training_keys")
    delivery, _created = make_once(
        Delivery, id, owner=("device",), device=device, technician=technician or by, state_before=before,
        fast_track=before == State.PRESCRIBED, user_trained=user_trained or bool(topics), training_keys=topics,
        handed_to=handed_to.strip(), note=note, **placed,
    )  # fmt: skip
    enter(device, to=State.DELIVERED, on=placed["service_date"], by=by, today=today)
    replacements.retire_replaced(delivery=delivery, by=by, today=today)
    return delivery


@transaction.atomic
def hand_out(
    *,
    patient: Patient,
    centre: Centre,
    device_type: DeviceType,
    at: datetime,
    by: User,
    quantity: int = 1,
    user_trained: bool = False,
    training_keys: Iterable[str] = (),
    handed_to: str = "",
    id: UUID | None = None,
    **details: Any,
) -> Delivery:
    """The fast track: prescribe and deliver a prefabricated item in one step, `quantity` in units.

    `details` are those of `devices.prescribe`. Raises Refused when the type is not prefabricated. `id` is the
    device's key; pressed twice it is one.
    """
    refuse_if(policies.hand_out(device_type), code="invalid", field="device_type")
    device = devices.prescribe(
        patient=patient, centre=centre, device_type=device_type, quantity=quantity, on=centre.local_date(at), by=by,
        id=id, **details,
    )  # fmt: skip
    made = locked(device).deliveries.order_by("created_at").first()
    return made or deliver(
        device=device, at=at, by=by, user_trained=user_trained, training_keys=training_keys, handed_to=handed_to
    )


@transaction.atomic
def void(*, delivery: Delivery, reason: str, by: User, at: datetime, version: int | None = None) -> Delivery:
    """Void a delivery: it is kept with the reason and no longer counted; the device goes back to where it was.

    Raises Refused without a reason, or when the device has since been retired.
    """
    device = locked(delivery.device)
    delivery = locked(delivery)
    if delivery.voided_at is None:
        refuse_if(policies.void_delivery(device))
    already = delivery.voided_at is not None
    delivery = services.void(service=delivery, reason=reason, by=by, at=at, version=version)
    if not already and device.state in (State.DELIVERED, State.IN_USE):
        # The one step that leads back across the table: undoing a hand-over that did not happen.
        DeviceStep.objects.create(
            device=device, from_state=device.state, to_state=delivery.state_before,
            on=device.centre.local_date(at), by=by, reason=reason,
        )  # fmt: skip
        device.state = delivery.state_before
        save(device, "state")
        replacements.give_back_replaced(delivery=delivery, reason=reason, on=device.centre.local_date(at), by=by)
    return delivery
