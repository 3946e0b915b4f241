"""Devices from tablets: ordered and made without a network, beside what the workshop did in the meantime."""

from decimal import Decimal

import pytest

from apps.devices.actions import aftercare, catalogue, deliveries, devices, fittings, measurements
from apps.devices.models import CheckOut, Device, DeviceStep, DeviceType, EndReason, RepairKind, State
from apps.sync.models import Conflict
from tests.people import MAY, a_delivery, a_device, a_lost_leg, a_patient, cast, taken_to
from tests.sync.diary import a_diary, all_yes

DAY = MAY.isoformat()
PAIR = "0190b5d8-0000-7000-8000-00000000aaaa"


@pytest.fixture
def people(db):
    """Nothing here asks whether it was committed."""
    return cast()


@pytest.fixture
def diary(people, patient):
    return a_diary(people, patient)


def life(device):
    """All that a device went through, without keys and numbers of its own."""
    steps = device.steps.order_by("created_at").values_list("from_state", "to_state", "on", "by", "reason")
    names = ("centre", "service_date", "late", "fast_track", "user_trained", "training_keys", "state_before")
    rows = [getattr(device, name).count() for name in ("measurements", "fittings", "checkouts", "repairs")]
    made = [getattr(device, name) for name in ("state", "side", "impairment", "centre", "technician", "quantity")]
    return list(steps), list(device.deliveries.values(*names)), rows, made


def made_in_the_browser(people, patient, side):
    """The life of a device by the verbs that the browser calls."""
    at, by = people.rakrang.noon(MAY), people.technician
    device = a_device(people, patient, side=side, technician=by)
    measurements.record(device=device, kind="cast", values={"circ-mpt": Decimal(32)}, at=at, by=by)
    devices.advance(device=device, to=State.IN_FABRICATION, on=MAY, by=by, draw_serial=True)
    fittings.record(device=device, at=at, by=by, finding_keys=["good-fit"])
    deliveries.check_out(device=device, points=all_yes(device), at=at, by=by)
    deliveries.deliver(device=device, at=at, by=by, training_keys=["skin"])
    aftercare.repair(device=device, kind=RepairKind.ADJUSTMENT, at=at, by=by, minutes=20)
    return Device.objects.get(pk=device.pk)


def test_a_pair_made_without_a_network_is_as_if_made_in_the_browser(people, patient, diary):
    """(MUST 10) One push: ordered for both sides, cast, made, fitted, checked out, handed over, repaired."""
    for side in "LR":
        a_lost_leg(people, patient, side=side)
    pair = [diary.prescription(side=side, pair=PAIR) for side in "LR"]
    for device in pair:
        diary.made_and_delivered(device)
        diary.work("repair create", device, kind="adjustment", minutes=20)
    assert set(diary.statuses()) == {"applied"}
    for device in (Device.objects.get(pk=key) for key in pair):
        assert life(device) == life(made_in_the_browser(people, patient, device.side))
        assert (str(device.pair), device.serial_number[:7]) == (PAIR, "RAK-16-")


def test_what_a_colleague_delivered_meanwhile_is_for_a_person_to_decide(people, patient, diary):
    """(MUST 8) The state here and what the tablet says are both kept."""
    device = taken_to(people, a_device(people, patient), State.CHECKED)
    diary.work("fitting create", device, findings="Socket loose")
    diary.work("delivery create", device, handed_to="His wife")
    deliveries.deliver(device=device, at=people.rakrang.noon(MAY), by=people.technician)
    answers = diary.sent()
    assert [(one["status"], one["code"]) for one in answers] == [("conflict", "not_allowed")] * 2
    kept = Conflict.objects.order_by("operation__op_seq")
    assert [one.current for one in kept] == [{"state": "delivered"}] * 2
    assert [one.proposed.get("findings", one.proposed.get("handed_to")) for one in kept] == ["Socket loose", "His wife"]


def test_the_same_checkout_twice_is_one_and_another_under_its_key_is_a_conflict(people, patient, diary):
    """(MUST 5)"""
    device = taken_to(people, a_device(people, patient), State.FITTING)
    points = all_yes(device)
    key = diary.work("checkout create", device, points=points)
    diary.work("checkout create", device, key=key, points=points)
    diary.work("checkout create", device, key=key, points={**points, "gait": "na"})
    assert diary.statuses() == ["applied", "applied", "conflict"]
    assert CheckOut.objects.get().points == points


@pytest.mark.parametrize("whose", ["of another person", "of another centre", "nobody's"])
@pytest.mark.parametrize("what", ["fitting create", "device advance"])
def test_a_device_of_somebody_else_is_not_found(people, patient, diary, whose, what):
    """(MUST 5, 6)"""
    stranger = a_patient(people, centre=people.songrim if whose == "of another centre" else people.rakrang)
    key = PAIR if whose == "nobody's" else a_device(people, stranger).pk
    if what == "fitting create":
        diary.work(what, key, findings="Good")
    else:
        diary.note(what, key=key, state="measured", on=DAY)
    (answer,) = diary.sent()
    assert (answer["status"], answer["errors"][0]["code"]) == ("rejected", "not_found")
    assert not DeviceStep.objects.exclude(to_state=State.PRESCRIBED).exists()


def test_a_type_that_was_retired_meanwhile_is_for_a_person_to_decide(people, diary):
    diary.prescription()
    kind_of = DeviceType.objects.get(key="PRO-LL-TT")
    catalogue.change_type(device_type=kind_of, by=people.administrator, active=False)
    (answer,) = diary.sent()
    assert (answer["code"], answer["errors"][0]["code"]) == ("not_allowed", "not_allowed_now")
    assert Conflict.objects.get().proposed["side"] == "L"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"side": ""}, "values.side"),
        ({"quantity": 2}, "values.quantity"),
        ({"technology": "cork"}, "values.technology"),
        ({"prescribed_on": "2099-01-01"}, "values.prescribed_on"),
        ({"prescribed_on": "1950-01-01"}, "values.prescribed_on"),
        ({"spec": {"seat_width_cm": 40}}, "values.spec"),
        ({"note": "x" * 301}, "values.note"),
        ({"colour": "red"}, "values"),
    ],
)
def test_what_cannot_be_ordered_is_rejected_where_it_stands(diary, values, field):
    """(MUST 3, 20)"""
    diary.prescription(**values)
    (answer,) = diary.sent()
    assert (answer["status"], answer["errors"][0]["field"]) == ("rejected", field)


def test_the_key_of_a_pair_never_reaches_into_somebody_elses_devices(people, diary):
    theirs = a_device(people, a_patient(people), pair=PAIR)
    diary.prescription(side="R", pair=PAIR)
    assert diary.statuses() == ["rejected"]
    assert Device.objects.get(pair=PAIR) == theirs


def test_what_was_replaced_is_retired_when_the_new_one_is_handed_over(people, patient, diary):
    old = a_delivery(people, patient).device
    new = diary.prescription(replaces=str(old.pk), replaces_because="worn-out")
    diary.made_and_delivered(new)
    assert set(diary.statuses()) == {"applied"}
    old.refresh_from_db()
    assert (old.state, old.end_reason) == (State.RETIRED, EndReason.REPLACED)
    assert DeviceStep.objects.get(device=new, to_state=State.PRESCRIBED).reason == "worn-out"


def test_held_resumed_used_and_ended_step_by_step_and_each_step_once(people, patient, diary):
    """Whoever does what was done already has nothing to decide."""
    device = a_device(people, patient)
    for _twice in range(2):
        diary.note("device hold", key=device.pk, hold_reason="wound", on=DAY, hold_note="left heel")
    for _twice in range(2):
        diary.note("device resume", key=device.pk, on=DAY)
    ending = {"state": "cancelled", "ended_on": DAY, "end_reason": "patient-declined"}
    for _twice in range(2):
        diary.note("device end", key=device.pk, **ending)
    diary.note("device end", key=device.pk, **{**ending, "end_reason": "medical"})
    assert diary.statuses() == ["applied"] * 6 + ["conflict"]
    assert list(device.steps.order_by("created_at").values_list("to_state", "reason")) == [
        ("prescribed", ""), ("on_hold", "wound: left heel"), ("prescribed", ""), ("cancelled", "patient-declined"),
    ]  # fmt: skip


def test_regular_use_and_the_end_of_a_device_that_was_handed_over(people, patient, diary):
    device = a_delivery(people, patient).device
    for _twice in range(2):
        diary.note("device begin_use", key=device.pk, on=DAY)
    diary.note("device hold", key=device.pk, hold_reason="wound", on=DAY)
    diary.note("device end", key=device.pk, state="retired", ended_on=DAY, end_reason="other")
    diary.note("device end", key=device.pk, state="retired", ended_on=DAY, end_reason="lost")
    answers = diary.sent()
    assert [one["status"] for one in answers] == ["applied", "applied", "conflict", "rejected", "applied"]
    assert answers[3]["errors"][0]["field"] == "values.end_note"
    device.refresh_from_db()
    assert (device.state, device.end_reason) == (State.RETIRED, EndReason.LOST)


def test_a_step_is_known_by_the_key_of_its_operation(people, patient, diary):
    device = a_device(people, patient)
    diary.note("device advance", key=device.pk, state="measured", on=DAY)
    op_id = diary.waiting[0]["op_id"]
    assert diary.statuses() == ["applied"]
    assert str(DeviceStep.objects.get(to_state=State.MEASURED).pk) == op_id


def test_another_serial_number_than_the_device_has_is_for_a_person_to_decide(people, patient, diary):
    device = a_device(people, patient, serial_number="RAK-0815")
    diary.note("device advance", key=device.pk, state="measured", on=DAY)
    diary.note("device advance", key=device.pk, state="in_fabrication", on=DAY, serial_number="RAK-0816")
    assert diary.statuses() == ["applied", "conflict"]
    device.refresh_from_db()
    assert (device.state, device.serial_number) == (State.MEASURED, "RAK-0815")


def test_what_was_built_in_is_merged_field_by_field(people, patient, diary):
    """(MUST 8)"""
    device = a_device(people, patient, components="Foot 25 L-1")
    devices.note_components(device=device, components="Foot 25 L-2", by=people.technician)
    diary.note("device change", key=device.pk, changes={
        "components": ["Foot 25 L-1", "Foot 25 L-3"], "serial_number": ["", "RAK-0815"],
    })  # fmt: skip
    (answer,) = diary.sent()
    assert (answer["code"], answer["fields"]) == ("changed", ["components"])
    device.refresh_from_db()
    assert (device.components, device.serial_number) == ("Foot 25 L-2", "RAK-0815")


def test_a_chair_that_came_back_is_ordered_and_handed_over_again(people, patient, diary):
    """(IND-29) Also one that somebody else had; it stays what it is."""
    chair = a_delivery(people, a_patient(people), key="WCH-RIM", serial_number="RAK-0815").device
    back = {"to": State.RETIRED, "reason": EndReason.RETURNED, "on": MAY, "by": people.technician}
    devices.end(device=chair, **back)
    again = diary.prescription(type_key="WCH-RIM", reissue_of=str(chair.pk))
    diary.work("delivery create", again)
    diary.prescription(type_key="WCH-RIM", reissue_of=str(chair.pk))
    assert diary.statuses() == ["applied", "applied", "conflict"]
    assert Device.objects.get(pk=again).serial_number == "RAK-0815"
