"""Check-out lists: the right one for each device, old ones as they were, and what a failed point means."""

import hashlib

import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.core.problems import Refused
from apps.devices import reading
from apps.devices.actions import deliveries
from apps.devices.checklists import CHECKLISTS, IN_USE, NO, NOT_RELEVANT, YES, checklist_for
from apps.devices.models import CheckOut, Device, DeviceType, State
from apps.devices.timeline import entries
from tests.people import MAY, taken_to

# A list in use never changes its points: whoever changes one gives it a new key and keeps the old one in `former`.
POINTS = {
    "lower-limb": "ee264bbb", "upper-limb": "1e98fd85", "orthosis-lower-limb": "630350e1",
    "orthosis-upper-limb": "648a1dfd",
    "orthosis-spinal": "c0896e53", "footwear": "4a1766db", "wheelchair-2": "1a482024", "tricycle": "952a8bd9",
    "seating": "9aa89221", "crutches": "78dd2b41",
    "walking-aid": "b589fd51", "worn": "07f1eb51", "wheelchair": "7ee36fb3", "plain": "f7224fca",
}  # fmt: skip
OF = {
    "PRO-LL": "lower-limb", "PRO-UL": "upper-limb", "ORT-FO": "footwear", "ORT-SHOE": "footwear", "ORT-AFO":
    "orthosis-lower-limb", "ORT-K": "orthosis-lower-limb", "ORT-HO": "orthosis-lower-limb", "ORT-HKAFO":
    "orthosis-lower-limb", "ORT-CLUB": "orthosis-lower-limb", "ORT-LSO": "orthosis-spinal", "ORT-TLSO":
    "orthosis-spinal", "ORT-CO": "orthosis-spinal", "ORT-CTLSO": "orthosis-spinal", "ORT-HAND": "orthosis-upper-limb",
    "ORT-WHO": "orthosis-upper-limb", "ORT-EO": "orthosis-upper-limb", "ORT-SO": "orthosis-upper-limb",
    "WCH": "wheelchair-2", "TRI": "tricycle", "SEAT": "seating", "CRU": "crutches", "WLK": "walking-aid",
}  # fmt: skip


def fingerprint(checklist) -> str:
    return hashlib.sha256(" ".join(point.key for point in checklist.points).encode()).hexdigest()[:8]


def of_type(**facts) -> Device:
    return Device(device_type=DeviceType(**facts))


@pytest.fixture
def fitted(people, device):
    return taken_to(people, device, State.FITTING)


def gone_through(people, device, **details) -> CheckOut:
    points = {point.key: YES for point in checklist_for(device).points} | details.pop("points", {})
    details.setdefault("at", people.rakrang.noon(MAY))
    return deliveries.check_out(device=device, points=points, by=people.technician, **details)


def sent(client, device, **typed):
    points = {point.key: YES for point in checklist_for(device).points}
    return client.post(reverse("devices:check_out", args=[device.pk]), {"on": MAY.isoformat(), **points, **typed})


# --- the lists ---


def test_a_list_with_a_key_never_changes_its_points():
    assert {key: fingerprint(checklist) for key, checklist in CHECKLISTS.items()} == POINTS


@pytest.mark.parametrize("checklist", CHECKLISTS.values(), ids=lambda checklist: checklist.key)
def test_every_list_ends_with_the_workshops_five_points_and_asks_nothing_twice(checklist):
    keys = [point.key for point in checklist.points]
    assert keys[-5:] == ["alignment", "fixtures", "edges", "materials", "workmanship"]
    assert len(keys) == len(set(keys))
    assert len(checklist.key) <= 40


def test_every_type_of_the_catalogue_has_its_list(db):
    for kind in DeviceType.objects.all():
        start = max((start for start in OF if kind.key.startswith(start)), key=len)
        assert checklist_for(of_type(key=kind.key, device_class=kind.device_class)).key == OF[start], kind.key


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"device_class": "prosthesis"}, "lower-limb"),
        ({"device_class": "prosthesis", "card": "upper-limb"}, "upper-limb"),
        ({"device_class": "orthosis", "card": "trunk"}, "orthosis-spinal"),
        ({"device_class": "orthosis"}, "orthosis-lower-limb"),
        ({"device_class": "orthosis", "card": "hand-arm"}, "orthosis-upper-limb"),
        ({"device_class": "orthosis", "card": "shoe"}, "footwear"),
        ({"device_class": "walking-aid", "counts_as_crutch": True}, "crutches"),
        ({"device_class": "walking-aid"}, "walking-aid"),
        ({"device_class": "wheelchair"}, "wheelchair-2"),
    ],
)  # fmt: skip
def test_a_type_that_an_administrator_added_goes_by_its_card_or_class(facts, key):
    assert checklist_for(of_type(key="OWN-1", **facts)).key == key


def test_wheelchairs_tricycles_and_seating_go_through_the_eight_steps():
    steps = ["referral", "assessment", "prescription", "funding", "preparation", "fitting", "training", "follow-up"]
    for key in ("wheelchair-2", "tricycle", "seating"):
        assert [point.key for point in CHECKLISTS[key].groups[0].points] == steps


def test_the_lower_limb_is_looked_at_standing_fitting_and_walking():
    with override("en"):
        assert [str(group.title) for group in CHECKLISTS["lower-limb"].groups] == [
            "Static",
            "Fit",
            "Dynamic",
            "Workshop",
        ]


def test_no_former_list_is_gone_through_any_more():
    assert {checklist.key for checklist in IN_USE}.isdisjoint({"worn", "wheelchair", "plain"})


# --- reading old ones ---


def an_old_check_out(people, device, **facts) -> CheckOut:
    """As it was written when its list was in use."""
    usual = {"centre": device.centre, "at": people.rakrang.noon(MAY), "service_date": MAY, "passed": False}
    by = {"technician": people.technician, "recorded_by": people.technician}
    return CheckOut.objects.create(device=device, **{**usual, **by, **facts})


def test_an_old_check_out_is_shown_with_the_list_it_was_made_with(people, technician, fitted):
    an_old_check_out(people, fitted, checklist="worn", points={"position": YES, "pressure": NO, "edges": NOT_RELEVANT})
    page = technician.get(reverse("devices:detail", args=[fitted.pk])).content.decode()
    for told in ("Joints and straps sit where they should: Yes", "No sharp edges: Not relevant",
                 "No pressure marks after ten minutes: <strong>No</strong>"):  # fmt: skip
        assert told in page


def test_a_list_or_a_point_that_nobody_knows_any_more_is_shown_by_its_key(people, technician, fitted):
    an_old_check_out(people, fitted, checklist="of-1987", points={"varnish": NO})
    an_old_check_out(people, fitted, checklist="plain", points={"edges": YES, "varnish": "shiny"})
    page = technician.get(reverse("devices:detail", args=[fitted.pk]))
    assert page.status_code == 200
    assert "varnish: shiny" in page.content.decode()


def test_all_points_are_told_in_the_order_of_the_list_however_they_were_sent(people, fitted):
    points = dict(reversed([(point.key, YES) for point in checklist_for(fitted).points]))
    row = gone_through(people, fitted, points=points)
    row.refresh_from_db()
    read = [str(answer.point) for _title, answers in reading.checked(row).groups for answer in answers]
    assert read == [str(point.text) for point in checklist_for(fitted).points]


# --- a failed point ---


def test_a_failed_point_refuses_the_delivery_and_the_reason_is_told(people, fitted):
    gone_through(people, fitted, points={"gait": NO})
    with pytest.raises(Refused):
        deliveries.deliver(device=fitted, at=people.rakrang.noon(MAY), by=people.technician)


def test_an_overridden_point_can_be_delivered_and_its_reason_stands_on_the_page(people, technician, fitted):
    gone_through(people, fitted, points={"gait": NO}, override_reason="Hip contracture")
    deliveries.deliver(device=fitted, at=people.rakrang.noon(MAY), by=people.technician)
    page = technician.get(reverse("devices:detail", args=[fitted.pk])).content.decode()
    assert "Hip contracture" in page
    assert "No severe gait deviation: <strong>No</strong>" in page


def test_spaces_are_no_reason(people, fitted):
    assert not gone_through(people, fitted, points={"gait": NO}, override_reason="   ").allows_delivery


@pytest.mark.parametrize(("then", "kind"), [("fitting", ""), ("recast", "recast"), ("", "")])
def test_a_failed_check_out_goes_back_to_the_fitting_or_to_the_cast_by_choice(technician, fitted, then, kind):
    answer = sent(technician, fitted, gait=NO, then=then)
    page = reverse("devices:detail", args=[fitted.pk])
    assert answer.url == (reverse("devices:measure", args=[fitted.pk]) + "?kind=recast" if kind else page)
    fitted.refresh_from_db()
    assert fitted.state == State.FITTING


@pytest.mark.parametrize("typed", [{}, {"gait": NO, "override_reason": "Agreed"}])
def test_what_can_be_delivered_goes_nowhere_back(technician, fitted, typed):
    assert sent(technician, fitted, then="recast", **typed).url == reverse("devices:detail", args=[fitted.pk])


@pytest.mark.parametrize("typed", [{"then": "moon"}, {"gait": "maybe"}, {"override_reason": "x" * 301}, {"gait": ""}])
def test_what_is_no_answer_is_told_at_its_field(technician, fitted, typed):
    answer = sent(technician, fitted, **typed)
    assert set(answer.context["form"].errors) == set(typed)
    assert not fitted.checkouts.exists()


@pytest.mark.parametrize(
    ("points", "reason", "title", "text"),
    [
        ({}, "", "Check-out passed", "Left"), ({"gait": NO}, "", "Check-out failed", "No severe gait deviation"),
        ({"gait": NO}, "Agreed", "Check-out failed, overridden", "No severe gait deviation"),
    ],
)  # fmt: skip
def test_the_timeline_tells_how_it_went_and_what_failed(people, fitted, points, reason, title, text):
    gone_through(people, fitted, points=points, override_reason=reason)
    with override("en"):
        (entry,) = [entry for entry in entries(fitted.patient, people.physio) if entry.kind == "check-out"]
    assert (entry.title, "Agreed" in entry.text) == (title, False)
    assert entry.text.endswith(text)
