"""A bilateral fitting: two devices that take their steps together or apart, each with rows of its own."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices import queries
from apps.devices.actions import deliveries, devices, fittings, measurements
from apps.devices.actions.pairs import together
from apps.devices.checklists import NO, YES, checklist_for
from apps.devices.models import Delivery, Device, DeviceStep, DeviceType, HoldReason, State
from tests.people import MAY, People, a_delivery, a_device, a_lost_leg, taken_to

DAY = MAY.isoformat()


def a_pair(people: People, patient, **details) -> tuple[Device, Device]:
    """Both legs in one go."""
    left, right = devices.prescribe_each(
        patient=patient, sides=("L", "R"), centre=people.rakrang, on=MAY, by=people.technician,
        device_type=DeviceType.objects.get(key="PRO-LL-TT"), **details,
    )  # fmt: skip
    return left, right


@pytest.fixture
def pair(people: People, patient) -> tuple[Device, Device]:
    a_lost_leg(people, patient, side="R")
    return a_pair(people, patient)


def states(*devices_: Device) -> list[str]:
    return [Device.objects.get(pk=device.pk).state for device in devices_]


def held(people: People, pair: tuple[Device, Device], **details) -> None:
    given = {"device": pair[0], "other": pair[1], "reason": HoldReason.WOUND, "on": MAY, "by": people.technician}
    together(devices.hold, **{**given, **details})


def url(name: str, device: Device) -> str:
    return reverse(f"devices:{name}", args=[device.pk])


def test_both_sides_in_one_go_are_a_pair_and_one_side_is_none(people: People, pair, device: Device):
    assert pair[0].pair is not None
    assert pair[0].pair == pair[1].pair
    assert device.pair is None
    assert queries.other_of_pair(pair[0], people.technician) == pair[1]


def test_a_step_taken_together_has_rows_of_both_even_pressed_twice(people: People, pair):
    key = new_id()
    for _press in range(2):
        held(people, pair, id=key)
    assert states(*pair) == [State.ON_HOLD, State.ON_HOLD]
    assert DeviceStep.objects.filter(device__in=pair, to_state=State.ON_HOLD).count() == 2


def test_both_or_neither(people: People, pair):
    devices.hold(device=pair[1], reason=HoldReason.WOUND, on=MAY, by=people.technician)
    with pytest.raises(Refused) as refusal:
        held(people, pair)
    assert refusal.value.field == "also"
    assert states(*pair) == [State.PRESCRIBED, State.ON_HOLD]


def test_the_other_one_is_told_stale_by_its_own_version(people: People, pair):
    with pytest.raises(Refused) as refusal:
        held(people, pair, version=1, other_details={"version": 7})
    assert refusal.value.code == "stale"


def test_devices_that_were_not_prescribed_together_do_not_move_together(people: People, pair, device: Device):
    for one, other in ((pair[0], device), (device, pair[0]), (pair[0], pair[0])):
        with pytest.raises(Refused):
            held(people, (one, other))


def test_each_leg_has_measures_of_its_own(people: People, pair):
    given = {"at": people.rakrang.noon(MAY), "kind": "cast", "values": {"circ-mpt": Decimal(32)}}
    other = {"values": {"circ-mpt": Decimal(30)}}
    together(
        measurements.record, device=pair[0], other=pair[1], other_details=other, by=people.technician, **given
    )  # fmt: skip
    assert [device.measurements.get().values["circ-mpt"] for device in pair] == [32, 30]


def test_the_page_ticks_the_other_one_where_both_stand_in_the_same_state(people: People, technician: Client, pair):
    form = technician.get(url("hold", pair[0])).context["form"]
    assert form["also"].value() is True
    devices.advance(device=pair[1], to=State.MEASURED, on=MAY, by=people.technician)
    assert technician.get(url("hold", pair[0])).context["form"]["also"].value() is False
    devices.end(device=pair[1], to=State.CANCELLED, reason="medical", on=MAY, by=people.technician)
    assert "also" not in technician.get(url("hold", pair[0])).context["form"].fields


@pytest.mark.parametrize(("also", "both"), [("on", True), ("", False)])
def test_they_go_together_or_apart_as_the_box_says(people: People, technician: Client, pair, also: str, both: bool):
    typed = {"to": "measured", "on": DAY, "version": "1", "other_version": "1", "also": also}
    assert technician.post(url("advance", pair[0]), typed).status_code == 302
    assert states(*pair) == [State.MEASURED, State.MEASURED if both else State.PRESCRIBED]


def test_fabrication_of_both_draws_two_serial_numbers(people: People, technician: Client, pair):
    for device in pair:
        devices.advance(device=device, to=State.MEASURED, on=MAY, by=people.technician)
    technician.post(url("advance", pair[0]), {"to": "in_fabrication", "on": DAY, "also": "on"})
    assert [Device.objects.get(pk=device.pk).serial_number for device in pair] == ["RAK-16-0001", "RAK-16-0002"]


def test_held_and_resumed_together_with_a_note(people: People, technician: Client, pair):
    typed = {"reason": "part-missing", "note": "Foot 25 cm", "on": DAY, "also": "on"}
    technician.post(url("hold", pair[0]), typed)
    assert "Part missing: Foot 25 cm" in technician.get(url("detail", pair[1])).content.decode()
    technician.post(url("resume", pair[1]), {"on": DAY, "also": "on"})
    assert states(*pair) == [State.PRESCRIBED, State.PRESCRIBED]


def test_a_stale_other_one_is_shown_and_the_next_press_counts(people: People, technician: Client, pair):
    typed = {"reason": "wound", "on": DAY, "also": "on", "version": "1", "other_version": "1"}
    devices.advance(device=pair[1], to=State.MEASURED, on=MAY, by=people.technician)
    answer = technician.post(url("hold", pair[0]), typed)
    assert answer.status_code == 422
    assert "Measured or cast" in [str(each.stored) for each in answer.context["form"].differences]
    again = {**typed, "other_version": answer.context["form"]["other_version"].value()}
    assert technician.post(url("hold", pair[0]), again).status_code == 302
    assert states(*pair) == [State.ON_HOLD, State.ON_HOLD]


def card(people: People, **typed: str) -> dict[str, str]:
    return {"kind": "cast", "on": DAY, "technician": str(people.technician.pk), "own-circ-mpt": "32", **typed}


def test_both_cards_are_filled_in_side_by_side(people: People, technician: Client, pair):
    typed = card(people, also="on", **{"other-circ-mpt": "30,5"})
    assert technician.post(url("measure", pair[0]), typed).status_code == 302
    assert [device.measurements.get().values["circ-mpt"] for device in pair] == [32, 30.5]


@pytest.mark.parametrize("typed", [{"also": "on"}, {"other-circ-mpt": "30"}])
def test_the_other_card_is_neither_dropped_nor_saved_empty(people, technician: Client, pair, typed: dict):
    answer = technician.post(url("measure", pair[0]), card(people, **typed))
    assert "also" in answer.context["form"].errors
    assert states(*pair) == [State.PRESCRIBED, State.PRESCRIBED]


def test_an_ending_is_of_one_unless_ticked(people: People, technician: Client, pair):
    assert technician.get(url("end", pair[0])).context["form"]["also"].value() is False
    technician.post(url("end", pair[0]), {"to": "cancelled", "reason": "medical", "on": DAY})
    assert states(*pair) == [State.CANCELLED, State.PRESCRIBED]


def test_a_pair_is_replaced_by_a_pair_side_by_side(people: People, patient, pair):
    for device in pair:
        taken_to(people, device, State.CHECKED)
        deliveries.deliver(device=device, at=people.rakrang.noon(MAY), by=people.technician)
    pair[0].refresh_from_db()
    successors = a_pair(people, patient, replaces=pair[0], replaces_because="outgrown")
    assert [successor.replaces for successor in successors] == list(pair)
    single = a_delivery(people, patient).device
    assert [each.replaces for each in a_pair(people, patient, replaces=single)] == [single, None]


def test_bilateral_transtibial_from_prescription_to_delivery_with_recast(people: People, pair):
    """The story: cast together, one recast, held together, one check-out overridden, delivered, repaired, replaced."""
    left, right = pair
    at, by = people.rakrang.noon(MAY), people.technician
    cast = {"kind": "cast", "values": {"circ-mpt": Decimal(32)}, "at": at, "by": by}
    together(measurements.record, device=left, other=right, other_details={"values": {"circ-mpt": Decimal(30)}}, **cast)
    make = {"to": State.IN_FABRICATION, "on": MAY, "by": by, "draw_serial": True}
    together(devices.advance, device=left, other=right, **make)
    fittings.record(device=left, at=at, by=by, findings="Socket loose")
    again = {"kind": "recast", "reason": "Socket loose", "values": {"circ-mpt": Decimal(31)}}
    measurements.record(device=left, **{**cast, **again})
    assert states(left, right) == [State.MEASURED, State.IN_FABRICATION]
    devices.advance(device=left, **make)
    held(people, pair)
    together(devices.resume, device=left, other=right, on=MAY, by=by)
    for device in pair:
        fittings.record(device=device, at=at, by=by, findings="Good")
        points = {point.key: YES for point in checklist_for(device).points}
        if device == right:
            assert not deliveries.check_out(device=device, points={**points, "gait": NO}, at=at, by=by).allows_delivery
            points, why = {**points, "gait": NO}, {"override_reason": "Hip contracture"}
        deliveries.check_out(device=device, points=points, at=at, by=by, **(why if device == right else {}))
        deliveries.deliver(device=device, at=at, by=by)
    assert states(left, right) == [State.DELIVERED, State.DELIVERED]
    assert Delivery.objects.counted().count() == 2  # IND-04
    assert [device.measurements.count() for device in pair] == [2, 1]
    new = a_device(people, left.patient, replaces=Device.objects.get(pk=left.pk), replaces_because="worn-out")
    taken_to(people, new, State.CHECKED)
    deliveries.deliver(device=new, at=at, by=by)
    assert states(left, right) == [State.RETIRED, State.DELIVERED]
