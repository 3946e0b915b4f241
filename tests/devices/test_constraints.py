"""What can never be is refused by PostgreSQL itself, past every verb. Deferred constraints fire at the commit."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from apps.core.clock import now
from apps.devices.models import Delivery, Device, DeviceStep, DeviceType, EndReason, Fitting, HoldReason, Repair, State
from apps.patients.models import Impairment
from tests.people import MAY, People, a_delivery, a_device, a_lost_leg, a_patient, taken_to


def refused_by(constraint: str, write: Callable[[], object]) -> None:
    """The write is refused by the named constraint, at once or when the transaction would end."""

    def commit() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            write()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError) as refusal:
        commit()
    diagnosed = refusal.value.__cause__.diag
    assert diagnosed.constraint_name == constraint


def change(device: Device, **values: object) -> Callable[[], object]:
    return lambda: Device.objects.filter(pk=device.pk).update(**values)


@pytest.fixture
def delivery(people: People, patient) -> Delivery:
    return a_delivery(people, patient)


def another(delivery: Delivery, **values: object) -> Callable[[], object]:
    """A second delivery written past the verbs."""
    names = ("device", "patient", "centre", "at", "service_date", "recorded_by", "technician", "state_before")
    given = {name: getattr(delivery, name) for name in names} | values
    return lambda: Delivery.objects.create(**given)


@pytest.mark.parametrize("state", [State.DELIVERED, State.IN_USE])
def test_no_device_is_delivered_without_a_delivery(device: Device, state: State):
    refused_by("delivered_device_has_a_delivery", change(device, state=state))


def test_no_delivery_stands_for_a_device_that_is_not_delivered(delivery: Delivery):
    refused_by("delivered_device_has_a_delivery", change(delivery.device, state=State.CHECKED))


def test_no_delivery_is_made_of_an_undelivered_device(people: People, delivery: Delivery):
    other = a_device(people, delivery.patient, side="R")
    refused_by("delivered_device_has_a_delivery", another(delivery, device=other))


def test_no_delivery_is_voided_while_its_device_stays_delivered(people: People, delivery: Delivery):
    values = {"voided_at": now(), "voided_by": people.manager, "void_reason": "x"}
    rows = Delivery.objects.filter(pk=delivery.pk)
    refused_by("delivered_device_has_a_delivery", lambda: rows.update(**values))


def test_no_delivery_is_deleted_from_under_its_device(delivery: Delivery):
    refused_by("delivered_device_has_a_delivery", lambda: Delivery.objects.filter(pk=delivery.pk).delete())


def test_no_delivery_moves_to_another_device(people: People, delivery: Delivery):
    other = a_device(people, delivery.patient, side="R")
    rows = Delivery.objects.filter(pk=delivery.pk)
    refused_by("delivered_device_has_a_delivery", lambda: rows.update(device=other))


def test_no_device_has_two_standing_deliveries(delivery: Delivery):
    refused_by("one_standing_delivery_per_device", another(delivery))


def test_no_voided_delivery_is_without_reason(people: People, delivery: Delivery):
    values = {"voided_at": now(), "voided_by": people.manager}
    rows = Delivery.objects.filter(pk=delivery.pk)
    refused_by("delivery_voided_with_reason", lambda: rows.update(**values))


@pytest.mark.parametrize(("key", "side"), [("PRO-LL-TT", ""), ("ORT-LSO", "L")])
def test_no_device_has_a_side_that_does_not_suit_its_type(people: People, patient, key: str, side: str):
    device = a_device(people, patient, key=key)
    refused_by("device_side_where_its_type_has_one", change(device, side=side))


def test_no_type_is_changed_to_one_without_the_side(device: Device):
    refused_by("device_side_where_its_type_has_one", change(device, device_type=DeviceType.objects.get(key="WCH-RIM")))


def test_no_device_is_for_the_limb_of_another_patient(people: People, device: Device):
    others = a_lost_leg(people, a_patient(people, name_hangul="박철"))
    refused_by("device_limb_is_its_patients", change(device, impairment=others))


def test_no_service_is_of_another_patient_than_its_device(people: People, delivery: Delivery):
    other = a_patient(people, name_hangul="박철")
    rows = Delivery.objects.filter(pk=delivery.pk)
    refused_by("service_is_of_its_devices_patient", lambda: rows.update(patient=other))


def test_no_device_leaves_its_services_behind_with_another_patient(people: People, delivery: Delivery):
    values = {"patient": a_patient(people, name_hangul="박철"), "impairment": None}
    refused_by("service_is_of_its_devices_patient", change(delivery.device, **values))


def test_a_device_and_its_services_move_to_another_patient_together(people: People, delivery: Delivery):
    survivor = a_patient(people, name_hangul="박철")
    with transaction.atomic():
        Impairment.objects.filter(patient=delivery.patient).update(patient=survivor)
        Device.objects.filter(pk=delivery.device_id).update(patient=survivor)
        Delivery.objects.filter(pk=delivery.pk).update(patient=survivor)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert survivor.devices.count() == 1


@pytest.mark.parametrize("values", [{"hold_reason": HoldReason.WOUND}, {"held_state": State.MEASURED}, {}])
def test_no_device_is_on_hold_without_reason_and_former_state(device: Device, values: dict):
    refused_by("device_on_hold_has_reason", change(device, state=State.ON_HOLD, **values))


def test_no_device_keeps_a_hold_reason_off_hold(device: Device):
    refused_by("device_on_hold_has_reason", change(device, hold_reason=HoldReason.WOUND))


@pytest.mark.parametrize("values", [{"ended_on": MAY}, {"end_reason": EndReason.MEDICAL}, {}])
@pytest.mark.parametrize("state", [State.CANCELLED, State.CLOSED])
def test_no_device_ends_without_date_and_reason(device: Device, state: State, values: dict):
    refused_by("ended_device_has_date_and_reason", change(device, state=state, **values))


def test_no_open_device_has_an_end(device: Device):
    refused_by("ended_device_has_date_and_reason", change(device, ended_on=MAY, end_reason=EndReason.OTHER))


@pytest.mark.parametrize("quantity", [0, 101])
def test_no_device_has_an_impossible_number_of_units(device: Device, quantity: int):
    refused_by("device_quantity_is_sane", change(device, quantity=quantity))


def test_no_state_is_unknown(device: Device):
    refused_by("device_state_is_known", change(device, state="somewhere"))


def test_no_side_is_unknown(device: Device):
    refused_by("device_side_is_known", change(device, side="X"))


def test_no_two_devices_have_one_serial_number(people: People, device: Device):
    a_device(people, device.patient, side="R", serial_number="RAK-1")
    refused_by("serial_number_is_of_one_device", change(device, serial_number="RAK-1"))


def test_no_service_is_repaired_for_a_stranger(people: People, delivery: Delivery):
    given = {"device": delivery.device, "centre": delivery.centre, "at": now(), "service_date": MAY}
    given |= {"kind": "repair", "technician": people.technician, "recorded_by": people.technician}
    other = a_patient(people, name_hangul="박철")
    refused_by("service_is_of_its_devices_patient", lambda: Repair.objects.create(patient=other, **given))


@pytest.mark.parametrize("model", [Fitting, DeviceStep])
def test_what_is_only_added_is_neither_changed_nor_deleted(people: People, device: Device, model: type):
    taken_to(people, device, State.FITTING)
    for write in (lambda rows: rows.update(version=7), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            write(model.objects.filter(device=device))
