"""Check-out, delivery, the fast track, and voiding."""

from datetime import timedelta

import pytest

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices.actions import aftercare, deliveries, devices, fittings
from apps.devices.checklists import NO, NOT_RELEVANT, YES, checklist_for
from apps.devices.models import CheckOut, Delivery, Device, DeviceType, EndReason, HoldReason, RepairKind, State
from tests.people import MAY, People, a_delivery, a_device, taken_to


@pytest.fixture
def fitted(people: People, device: Device) -> Device:
    return taken_to(people, device, State.FITTING)


def check_out(people: People, device: Device, *, failed: str = "", **details) -> CheckOut:
    points = {point.key: YES for point in checklist_for(device).points}
    if failed:
        points[failed] = NO
    details.setdefault("at", people.rakrang.noon(MAY))
    return deliveries.check_out(device=device, points=points, by=people.technician, **details)


def deliver(people: People, device: Device, **details) -> Delivery:
    details.setdefault("at", people.rakrang.noon(MAY))
    return deliveries.deliver(device=device, by=people.technician, **details)


def test_a_failed_point_keeps_the_device_in_fitting(people: People, fitted: Device):
    assert not check_out(people, fitted, failed="pistoning").allows_delivery
    fitted.refresh_from_db()
    assert fitted.state == State.FITTING
    with pytest.raises(Refused):
        deliver(people, fitted)


def test_a_failed_point_is_overridden_with_a_reason(people: People, fitted: Device):
    check_out(people, fitted, failed="gait", override_reason="Hip contracture, agreed with the team")
    assert deliver(people, fitted).state_before == State.CHECKED


def test_the_check_out_recorded_last_decides_even_on_the_same_day(people: People, fitted: Device):
    check_out(people, fitted)
    check_out(people, fitted, failed="pistoning")
    fitted.refresh_from_db()
    assert fitted.state == State.FITTING
    check_out(people, fitted)
    assert deliver(people, fitted).voided_at is None


def test_a_reason_without_a_failed_point_is_not_kept(people: People, fitted: Device):
    assert check_out(people, fitted, override_reason="none needed").override_reason == ""


def test_every_point_is_answered(people: People, fitted: Device):
    at = people.rakrang.noon(MAY)
    for points in ({}, {"height": YES}, {point.key: "maybe" for point in checklist_for(fitted).points}):
        with pytest.raises(Refused) as refusal:
            deliveries.check_out(device=fitted, points=points, at=at, by=people.technician)
        assert refusal.value.field == "points"


def test_not_relevant_passes(people: People, fitted: Device):
    points = {point.key: NOT_RELEVANT for point in checklist_for(fitted).points}
    done = deliveries.check_out(device=fitted, points=points, at=people.rakrang.noon(MAY), by=people.technician)
    assert done.passed


def test_a_device_on_hold_is_neither_fitted_nor_checked_out_nor_delivered(people: People, fitted: Device):
    devices.hold(device=fitted, reason=HoldReason.WOUND, on=MAY, by=people.technician)
    for verb in (check_out, deliver):
        with pytest.raises(Refused):
            verb(people, fitted)
    with pytest.raises(Refused):
        fittings.record(device=fitted, at=people.rakrang.noon(MAY), by=people.technician)
    assert fitted.checkouts.count() == 0


def test_delivered_twice_under_one_key_it_is_one(people: People, fitted: Device):
    check_out(people, fitted)
    key = new_id()
    assert deliver(people, fitted, id=key) == deliver(people, fitted, id=key)
    with pytest.raises(Refused):
        deliver(people, fitted, id=new_id())


def test_a_delivery_by_a_stale_page_is_refused(people: People, fitted: Device):
    version = fitted.version
    check_out(people, fitted)
    with pytest.raises(Refused) as refusal:
        deliver(people, fitted, version=version)
    assert refusal.value.code == "stale"


def test_three_crutches_to_two_people_are_three_units_and_one_and_a_half_pairs(people: People, patient):
    """IND-08 at the rows: units are kept, pairs are theirs halved."""
    crutch = DeviceType.objects.get(key="CRU-AXIL")
    at = people.rakrang.noon(MAY)
    given = {"centre": people.rakrang, "device_type": crutch, "at": at, "by": people.receptionist}
    rows = [deliveries.hand_out(patient=patient, quantity=count, **given) for count in (2, 1)]
    assert sum(row.device.quantity for row in rows) == 3
    assert all(row.device.device_type.counts_as_crutch for row in rows)


@pytest.mark.parametrize(("key", "counts"), [("CRU-ELBOW", True), ("WLK-STICK", False)])
def test_an_elbow_crutch_counts_as_crutch_and_a_stick_does_not(people: People, patient, key: str, counts: bool):
    """IND-09, IND-10."""
    row = deliveries.hand_out(
        patient=patient, centre=people.rakrang, device_type=DeviceType.objects.get(key=key),
        at=people.rakrang.noon(MAY), by=people.receptionist,
    )  # fmt: skip
    assert row.device.quantity == 1
    assert row.device.device_type.counts_as_crutch is counts


def test_the_fast_track_needs_neither_clinic_visit_nor_cast(people: People, patient):
    row = a_delivery(people, patient, key="WCH-RIM")
    assert row.fast_track
    assert list(row.device.steps.values_list("to_state", flat=True)) == ["prescribed", "delivered"]


def test_the_fast_track_is_for_prefabricated_items(people: People, patient):
    with pytest.raises(Refused) as refusal:
        deliveries.hand_out(
            patient=patient, centre=people.rakrang, device_type=DeviceType.objects.get(key="PRO-LL-TT"), side="L",
            at=people.rakrang.noon(MAY), by=people.technician,
        )  # fmt: skip
    assert refusal.value.field == "device_type"
    assert not Device.objects.exists()


def test_a_voided_delivery_stays_and_the_device_goes_back(people: People, patient):
    """IND-13 at the row: not counted, never deleted."""
    row = a_delivery(people, patient)
    voided = deliveries.void(delivery=row, reason="Wrong person", by=people.manager, at=now())
    row.device.refresh_from_db()
    assert (row.device.state, voided.void_reason, voided.voided_by) == (State.CHECKED, "Wrong person", people.manager)
    assert not Delivery.objects.counted().exists()


def test_voiding_twice_changes_nothing(people: People, patient):
    row = a_delivery(people, patient)
    first = deliveries.void(delivery=row, reason="Wrong person", by=people.manager, at=now())
    again = deliveries.void(delivery=row, reason="Another reason", by=people.technician, at=now())
    assert (again.void_reason, again.voided_at) == (first.void_reason, first.voided_at)


def test_after_a_void_the_device_is_delivered_again(people: People, patient):
    row = a_delivery(people, patient)
    deliveries.void(delivery=row, reason="Wrong day", by=people.manager, at=now())
    again = deliver(people, row.device)
    assert list(Delivery.objects.counted()) == [again]


def test_a_void_needs_a_reason(people: People, patient):
    with pytest.raises(Refused) as refusal:
        deliveries.void(delivery=a_delivery(people, patient), reason=" ", by=people.manager, at=now())
    assert refusal.value.field == "reason"


def test_a_delivery_stands_while_repairs_of_its_device_stand(people: People, patient):
    row = a_delivery(people, patient)
    at = people.rakrang.noon(MAY + timedelta(days=9))
    aftercare.repair(device=row.device, kind=RepairKind.REPAIR, at=at, by=people.technician)
    with pytest.raises(Refused):
        deliveries.void(delivery=row, reason="Wrong person", by=people.manager, at=now())


def test_a_retired_devices_delivery_is_not_voided(people: People, patient):
    row = a_delivery(people, patient)
    devices.end(device=row.device, to=State.RETIRED, reason=EndReason.LOST, on=MAY, by=people.technician)
    with pytest.raises(Refused):
        deliveries.void(delivery=row, reason="Wrong person", by=people.manager, at=now())


def test_a_delivery_before_its_prescription_is_refused(people: People, patient):
    chair = a_device(people, patient, key="WCH-RIM")
    with pytest.raises(Refused) as refusal:
        deliver(people, chair, at=people.rakrang.noon(MAY - timedelta(days=1)))
    assert refusal.value.field == "on"
    assert not Delivery.objects.exists()
