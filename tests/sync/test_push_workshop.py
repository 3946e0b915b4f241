"""What is done with devices, from tablets: cards, fittings, check-outs, hand-overs, repairs, reviews, their voiding."""

from datetime import timedelta

import pytest

from apps.centres.actions import months
from apps.core.clock import now
from apps.devices.actions import aftercare
from apps.devices.models import Delivery, Device, Fitting, FollowUp, Measurement, Repair, RepairKind, State
from apps.patients.actions import transfers
from apps.sync.receiving.kinds import RECEIVES
from tests.merges import a_merge, two_records
from tests.people import MAY, a_delivery, a_device, a_patient, a_transfer, cast, taken_to
from tests.sync.diary import a_diary, all_yes

WORK = {
    "measurement create": {"kind": "recast", "reason": "Stump has shrunk", "note": "Cast"},
    "fitting create": {"findings": "Good"},
    "checkout create": {},
    "delivery create": {},
}
MADE = ("device", "measurement", "fitting", "checkout", "delivery", "repair", "followup")
CARE = {"repair create": {"kind": "repair", "parts": "Strap"}, "followup create": {"findings": "Walks well."}}


@pytest.fixture
def people(db):
    """Nothing here asks whether it was committed."""
    return cast()


@pytest.fixture
def diary(people, patient):
    return a_diary(people, patient)


@pytest.fixture
def fitted(people, patient):
    return taken_to(people, a_device(people, patient), State.FITTING)


@pytest.fixture
def delivered(people, patient):
    return a_delivery(people, patient).device


def moved(people, patient, **details):
    transfers.answer(transfer=a_transfer(people, patient, **details), accept=True, by=people.songrim_manager, at=now())


def test_a_delivery_into_an_approved_month_is_late(people, patient, diary):
    """(MUST 3, 7)"""
    device = taken_to(people, a_device(people, patient), State.CHECKED)
    for step in (months.begin_closing, months.approve):
        step(centre=people.rakrang, first_day=MAY.replace(day=1))
    key = diary.work("delivery create", device)
    assert diary.statuses() == ["applied_late"]
    assert Delivery.objects.get(pk=key).late


def test_work_with_somebody_who_left_meanwhile_counts_where_it_took_place(people, patient, diary, fitted, delivered):
    """(MUST 7)"""
    diary.work("fitting create", fitted, findings="Good")
    diary.work("checkout create", fitted, points=all_yes(fitted))
    diary.work("delivery create", fitted)
    diary.work("repair create", delivered, kind="repair")
    diary.work("followup create", delivered, findings="Walks well.")
    moved(people, patient)
    assert diary.statuses() == ["applied_out_of_scope"] * 5
    assert {row.centre for row in (*Delivery.objects.all(), Repair.objects.get())} == {people.rakrang}


def test_steps_of_somebody_who_left_are_not_found_but_the_open_order_can_be_ended(people, patient, diary, fitted):
    diary.note("device hold", key=fitted.pk, hold_reason="wound", on=MAY.isoformat())
    end = {"state": "cancelled", "ended_on": MAY.isoformat(), "end_reason": "patient-lost"}
    diary.note("device end", key=fitted.pk, **end)
    moved(people, patient)
    assert diary.statuses() == ["rejected", "applied_out_of_scope"]


def test_what_another_centre_makes_for_a_shared_person_is_taken_through_its_life_there(people, patient, diary):
    """(MUST 7, 10) What was done with it here is still a fact."""
    moved(people, patient, kind="share")
    made = taken_to(people, a_device(people, patient, centre=people.songrim), State.FITTING)
    out = a_delivery(people, patient, centre=people.songrim).device
    day = {"on": MAY.isoformat()}
    diary.note("device advance", key=made.pk, state="in_fabrication", **day)
    diary.note("device begin_use", key=out.pk, **day)
    diary.note("delivery void", key=out.standing_delivery.pk, void_reason="Wrong.")
    diary.work("repair create", out, kind="repair")
    answers = diary.sent()
    assert [one["status"] for one in answers] == ["rejected"] * 3 + ["applied"]
    assert {one["errors"][0]["code"] for one in answers[:3]} == {"forbidden"}
    assert out.repairs.get().centre == people.rakrang


def test_work_on_somebody_who_was_merged_lands_on_the_survivor(people):
    """(MUST 9)"""
    survivor, loser = two_records(people)
    device = taken_to(people, a_device(people, loser), State.FITTING)
    diary = a_diary(people, loser)
    key = diary.work("fitting create", device, findings="Good")
    a_merge(people, survivor, loser)
    (answer,) = diary.sent()
    assert (answer["status"], answer["remap"]) == ("applied", {str(loser.pk): str(survivor.pk)})
    assert Fitting.objects.get(pk=key).device.patient == survivor


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2016-05-10T09:00:00"])
def test_an_instant_that_no_calendar_has_is_rejected(diary, fitted, at):
    """(MUST 19)"""
    for _twice in range(2):
        diary.note("fitting create", device=str(fitted.pk), at=at)
    diary.waiting[1]["recorded_at"] = at
    answers = diary.sent()
    assert [one["errors"][0]["field"] for one in answers] == ["values.at", "recorded_at"]


@pytest.mark.parametrize(("values", "status"), [
    ({"circ-mpt": 32.5}, "applied"), ({"circ-mpt": 58}, "applied"), ({"circ-mpt": 500}, "rejected"),
    ({"circ-mpt": 32.55}, "rejected"), ({"ear-length": 3}, "rejected"), ({}, "rejected"),
])  # fmt: skip
def test_an_impossible_measure_is_rejected_and_an_unlikely_one_taken(people, patient, diary, values, status):
    diary.work("measurement create", a_device(people, patient), kind="cast", values=values)
    (answer,) = diary.sent()
    assert answer["status"] == status
    if status == "rejected" and values:
        assert answer["errors"][0]["field"] == f"values.values.{next(iter(values))}"
    assert Measurement.objects.count() == (status == "applied")


def test_a_card_that_comes_again_as_it_went_down_is_the_same(people, patient, diary):
    """(MUST 5)"""
    device = a_device(people, patient)
    key = diary.work("measurement create", device, kind="cast", values={"circ-mpt": 32})
    assert diary.statuses() == ["applied"]
    card = Measurement.objects.get(pk=key)
    diary.work(
        "measurement create", device, key=key, kind=card.kind, values=card.values, reason="", note="",
        technician=str(card.technician_id),
    )  # fmt: skip
    assert diary.statuses() == ["applied"]


@pytest.mark.parametrize("what", [*WORK, *CARE])
def test_a_day_ahead_is_taken_for_a_clocks_error_and_more_is_rejected(people, patient, diary, what):
    """(MUST 20)"""
    device = a_delivery(people, patient).device if what in CARE else taken_to(
        people, a_device(people, patient), State.CHECKED if what == "delivery create" else State.FITTING
    )  # fmt: skip
    said = {"points": all_yes(device)} if what == "checkout create" else {**WORK, **CARE}[what]
    today = people.rakrang.today()
    diary.work(what, device, on=today + timedelta(days=2), **said)
    diary.work(what, device, on=today + timedelta(days=1), **said)
    assert diary.statuses() == ["rejected", "applied"]


def test_fittings_come_many_at_once_and_a_bad_one_takes_no_other_with_it(people, diary, django_assert_max_num_queries):
    """(MUST 4)"""
    devices = [taken_to(people, a_device(people, a_patient(people)), State.IN_FABRICATION) for _one in range(6)]
    for device in devices:
        diary.work("fitting create", device, of=device.patient, finding_keys=["too-long"], findings="Good")
    early = taken_to(people, a_device(people, diary.patient), State.MEASURED)
    diary.work("fitting create", early)
    diary.work("fitting create", devices[0], of=devices[0].patient, finding_keys=["sits-crooked"])
    with django_assert_max_num_queries(70):
        found = diary.statuses()
    assert found == ["applied"] * 6 + ["conflict", "rejected"]
    assert {device.fittings.get().service_date for device in devices} == {MAY}
    steps = [device.steps.filter(to_state=State.FITTING).count() for device in devices]
    assert (steps, Device.objects.filter(state=State.FITTING).count()) == ([1] * 6, 6)


def test_repairs_come_many_at_once_and_a_bad_one_takes_no_other_with_it(people, diary, delivered):
    """(MUST 4)"""
    others = [a_delivery(people, a_patient(people)).device for _one in range(3)]
    for device in (delivered, *others, delivered):
        diary.work("repair create", device, of=device.patient, kind="repair", minutes=30)
    diary.work("repair create", delivered, kind="repair", on=MAY - timedelta(days=1))
    diary.work("repair create", a_device(people, diary.patient), kind="repair")
    assert diary.statuses() == ["applied"] * 5 + ["rejected", "conflict"]
    assert (delivered.repairs.count(), Repair.objects.filter(centre=people.rakrang).count()) == (2, 5)


def test_a_wrong_hand_over_is_voided_and_made_again_in_the_same_push(people, diary, delivered):
    """Whatever else is handed over before, the order is kept."""
    other = taken_to(people, a_device(people, a_patient(people)), State.CHECKED)
    wrong = delivered.standing_delivery
    diary.work("delivery create", other, of=other.patient)
    diary.note("delivery void", key=wrong.pk, void_reason="Wrong day.")
    del diary.waiting[-1]["patient"]
    again = diary.work("delivery create", delivered, on=MAY + timedelta(days=1))
    assert diary.statuses() == ["applied"] * 3
    assert str(delivered.standing_delivery.pk) == again


def test_a_hand_over_with_repairs_stands_until_they_are_voided(people, diary, delivered):
    given = {"at": people.rakrang.noon(MAY), "by": people.technician}
    repair = aftercare.repair(device=delivered, kind=RepairKind.REPAIR, **given)
    review = aftercare.follow_up(device=delivered, **given)
    wrong = delivered.standing_delivery
    for kind, row in (("delivery", wrong), ("repair", repair), ("followup", review), ("delivery", wrong)):
        diary.note(f"{kind} void", key=row.pk, void_reason="Wrong person.")
    assert diary.statuses() == ["conflict", "applied", "applied", "applied"]
    assert not FollowUp.objects.filter(voided_at=None).exists()


def test_a_tablet_may_send_everything_again_as_it_got_it(committed):
    """(MUST 5) Every name that goes up is one that comes down, and the same again is nothing new."""
    diary = a_diary(committed, a_patient(committed))
    device = diary.prescription(note="For work", technology="resin")
    diary.made_and_delivered(device)
    diary.work("repair create", device, kind="repair", minutes=20)
    diary.work("followup create", device, findings="Walks well.")
    assert set(diary.statuses()) == {"applied"}
    for row in diary.caller.get("pull").json()["changes"]:
        if row["type"] in MADE:
            names = RECEIVES[row["type"], "create"].values.__struct_fields__
            said = {name: row["data"][name] for name in names if name in row["data"]}
            diary.note(f"{row['type']} create", key=row["id"], **said)
    assert diary.statuses() == ["applied"] * len(MADE)
    assert (Fitting.objects.count(), Delivery.objects.count(), Repair.objects.count()) == (1, 1, 1)


def test_prefabricated_items_are_handed_out_by_whoever_may_and_nothing_else_is(people, patient):
    """(MUST 10) The fast track of a physiotherapist: the order and the hand-over, as the browser makes them."""
    diary = a_diary(people, patient, user=people.physio)
    crutches = diary.prescription(type_key="CRU-AXIL", quantity=2)
    diary.work("delivery create", crutches, training_keys=["care"])
    diary.prescription()
    diary.work("delivery create", taken_to(people, a_device(people, patient), State.CHECKED))
    answers = diary.sent()
    assert [one["status"] for one in answers] == ["applied", "applied", "rejected", "rejected"]
    assert {one["errors"][0]["code"] for one in answers[2:]} == {"forbidden"}
    assert Delivery.objects.get().fast_track
