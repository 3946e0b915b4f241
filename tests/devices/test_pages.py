"""What the pages of the workshop do with what is typed."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.ids import new_id
from apps.devices.actions import aftercare, devices, fittings
from apps.devices.checklists import NO, YES, checklist_for
from apps.devices.models import Delivery, Device, DeviceType, EndReason, HoldReason, Repair, RepairKind, State
from tests.people import MAY, People, a_delivery, a_device, a_lost_leg, a_patient, taken_to

DAY = MAY.isoformat()


def prescription(people: People, **typed: str) -> dict[str, str]:
    return {
        "device_type": "PRO-LL-TT", "side": "L", "on": DAY, "technician": str(people.technician.pk),
        "record_id": str(new_id()), **typed,
    }  # fmt: skip


def url(name: str, row) -> str:
    return reverse(f"devices:{name}", args=[row.pk])


def test_a_prescription_keeps_what_was_typed(people: People, technician: Client, patient):
    typed = prescription(people, technology="resin", stage="temporary", note="Soft liner")
    technician.post(url("prescribe", patient), typed)
    device = Device.objects.get()
    kept = (str(device.pk), device.technology, device.stage, device.note, device.technician)
    assert kept == (typed["record_id"], "resin", "temporary", "Soft liner", people.technician)
    assert device.impairment.side == "L"


def test_both_sides_make_two_devices_even_pressed_twice(people: People, technician: Client, patient):
    typed = prescription(people, side="both")
    for _press in range(2):
        assert technician.post(url("prescribe", patient), typed).status_code == 302
    assert sorted(Device.objects.values_list("side", flat=True)) == ["L", "R"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"side": ""}, "side"),
        ({"device_type": "ORT-LSO"}, "side"),
        ({"device_type": ""}, "device_type"),
        ({"device_type": "NO-SUCH"}, "device_type"),
        ({"on": "2100-01-01"}, "on"),
        ({"on": "1960-01-01"}, "on"),
        ({"device_type": "WLK-STICK", "side": "", "quantity": "2"}, "quantity"),
        ({"impairment": "6f1f0a9e-0000-7000-8000-000000000000"}, "impairment"),
        ({"note": "x" * 301}, "note"),
        ({"record_id": "none"}, "record_id"),
    ],
)
def test_a_contradiction_is_told_at_its_field_and_nothing_is_lost(people, technician, patient, typed, field):
    answer = technician.post(url("prescribe", patient), prescription(people, **{"note": "Kept", **typed}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert typed.get("note", "Kept") in answer.content.decode()
    assert not Device.objects.exists()


def test_a_limb_of_the_other_side_is_refused_at_its_field(people: People, technician: Client, patient):
    right = a_lost_leg(people, patient, side="R")
    answer = technician.post(url("prescribe", patient), prescription(people, impairment=str(right.pk)))
    assert "impairment" in answer.context["form"].errors


def test_the_type_decides_what_is_asked(people: People, technician: Client, patient):
    asked = {}
    for key in ("PRO-LL-TT", "ORT-LSO", "CRU-AXIL"):
        page = technician.get(url("prescribe", patient), {"device_type": key}, headers={"HX-Request": "true"})
        asked[key] = {field.name for field in page.context["form"].shown}
    assert "side" in asked["PRO-LL-TT"]
    assert "quantity" not in asked["PRO-LL-TT"]
    assert "side" not in asked["ORT-LSO"]
    assert asked["CRU-AXIL"] == {"quantity", "impairment"}


def test_the_cause_is_shown_to_those_alone_who_may_see_it(people: People, technician: Client, patient):
    a_lost_leg(people, patient, side="R", cause="mine")
    assert "Mine" in technician.get(url("prescribe", patient)).content.decode()
    device = a_device(people, patient, side="R")
    technician.force_login(people.receptionist)
    for page in (url("detail", device), url("hand_out", patient), url("for_patient", patient)):
        assert "Mine" not in technician.get(page).content.decode()


def test_a_repeat_visit_starts_from_the_last_device(people: People, technician: Client, patient):
    last = a_delivery(people, patient, technology="pp-exoskeletal").device
    form = technician.get(url("prescribe", patient)).context["form"]
    assert (form["device_type"].value(), form["side"].value(), form["technology"].value()) == (
        "PRO-LL-TT", "L", "pp-exoskeletal",
    )  # fmt: skip
    assert (form["stage"].value(), form["replaces"].value()) == ("renewal", last.pk)


def test_two_crutches_are_handed_out_at_the_desk(people: People, client: Client, patient):
    client.force_login(people.receptionist)
    typed = {"device_type": "CRU-AXIL", "quantity": "2", "on": DAY, "record_id": str(new_id())}
    for _press in range(2):
        assert client.post(url("hand_out", patient), typed).status_code == 302
    row = Delivery.objects.get()
    assert (row.device.quantity, row.fast_track, row.service_date) == (2, True, MAY)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"device_type": "PRO-LL-TT"}, "device_type"), ({"device_type": "WLK-STICK", "quantity": "3"}, "quantity"),
        ({"quantity": "0"}, "quantity"), ({"quantity": "1.5"}, "quantity"), ({"on": "2100-01-01"}, "on"),
    ],
)  # fmt: skip
def test_what_cannot_be_handed_out_is_told_at_its_field(technician: Client, patient, typed: dict, field: str):
    typed = {"device_type": "CRU-AXIL", "quantity": "1", "on": DAY, **typed}
    answer = technician.post(url("hand_out", patient), typed)
    assert field in answer.context["form"].errors
    assert not Device.objects.exists()


def test_a_stale_page_shows_both_versions_and_the_next_press_counts(people: People, technician: Client, device):
    typed = {"on": DAY, "reason": "wound", "version": str(device.version)}
    devices.advance(device=device, to=State.MEASURED, on=MAY, by=people.technician)
    refused = technician.post(url("hold", device), typed)
    assert refused.status_code == 422
    assert "Measured or cast" in refused.content.decode()
    form = refused.context["form"]
    assert form["reason"].value() == "wound"
    assert technician.post(url("hold", device), {**typed, "version": form["version"].value()}).status_code == 302


def test_the_last_fitting_stands_beside_the_form(people: People, technician: Client, device):
    taken_to(people, device, State.FITTING)
    page = technician.get(url("fitting", device))
    assert "Socket fits." in page.content.decode()
    asked = [field.name for field in page.context["form"] if not field.is_hidden]
    assert len(asked) <= 6


def test_a_fitting_says_something(people: People, technician: Client, device):
    taken_to(people, device, State.IN_FABRICATION)
    typed = {"on": DAY, "technician": people.technician.pk}
    answer = technician.post(url("fitting", device), typed)
    assert "findings" in answer.context["form"].errors
    assert not device.fittings.exists()
    answer = technician.post(url("fitting", device), {**typed, "findings": "x" * 5000})
    assert len(answer.context["form"].errors["findings"]) == 1  # too long, and not "write something" besides


@pytest.mark.parametrize(("reason", "state"), [("", State.FITTING), ("Agreed with the team", State.CHECKED)])
def test_a_failed_point_needs_a_reason_to_go_on(people: People, technician: Client, device, reason: str, state: State):
    taken_to(people, device, State.FITTING)
    points = {point.key: YES for point in checklist_for(device).points} | {"gait": NO}
    technician.post(url("check_out", device), {"on": DAY, "override_reason": reason, **points})
    device.refresh_from_db()
    assert device.state == state
    assert "No severe gait deviation" in technician.get(url("detail", device)).content.decode()


def test_all_points_are_answered_yes_without_a_script(people: People, technician: Client, device):
    taken_to(people, device, State.FITTING)
    form = technician.get(url("check_out", device), {"all": "yes"}).context["form"]
    assert {field.value() for _title, points in form.groups for field in points} == {YES}


@pytest.mark.parametrize("on", ["2100-01-01", "1960-01-01", "never", ""])
def test_an_impossible_date_is_told_at_its_field(people: People, technician: Client, device, on: str):
    answer = technician.post(url("advance", device), {"to": "measured", "on": on})
    assert "on" in answer.context["form"].errors


def test_a_service_of_today_is_not_in_the_future_before_noon(people: People, technician: Client):
    today = people.rakrang.today()
    chair = a_device(people, a_patient(people, on=today), key="WCH-RIM", on=today)
    assert technician.post(url("deliver", chair), {"on": today.isoformat()}).status_code == 302
    assert Delivery.objects.get().service_date == today


def test_a_void_says_what_will_happen_and_keeps_the_row(people: People, technician: Client, patient):
    row = a_delivery(people, patient)
    assert "Checked out" in technician.get(url("void_delivery", row)).content.decode()
    assert "reason" in technician.post(url("void_delivery", row), {"reason": " "}).context["form"].errors
    for _press in range(2):
        assert technician.post(url("void_delivery", row), {"reason": "Wrong person"}).status_code == 302
    assert "Wrong person" in technician.get(url("detail", row.device)).content.decode()


def test_a_repair_and_a_follow_up_are_voided(people: People, technician: Client, patient):
    device = a_delivery(people, patient).device
    given = {"device": device, "at": people.rakrang.noon(MAY), "by": people.technician}
    rows = {"repair": aftercare.repair(kind=RepairKind.REPAIR, **given), "follow-up": aftercare.follow_up(**given)}
    for kind, row in rows.items():
        page = reverse("devices:void_service", args=[kind, row.pk])
        assert technician.post(page, {"reason": "Not done"}).status_code == 302
        row.refresh_from_db()
        assert row.void_reason == "Not done"
    assert technician.get(reverse("devices:void_service", args=["delivery", device.pk])).status_code == 404


def test_a_chair_that_came_back_goes_to_a_patient_by_number(people: People, technician: Client, patient):
    chair = a_delivery(people, patient, key="WCH-RIM", serial_number="W-1").device
    devices.end(device=chair, to=State.RETIRED, reason=EndReason.RETURNED, on=MAY, by=people.technician)
    to = a_patient(people, name_hangul="박철")
    assert "patient" in technician.post(url("reissue", chair), {"on": DAY, "patient": "RAK-1"}).context["form"].errors
    assert technician.post(url("reissue", chair), {"on": DAY, "patient": to.number.lower()}).status_code == 302
    assert to.devices.get().reissue_of == chair


def test_a_device_has_one_next_step_and_only_steps_that_are_allowed(people: People, technician: Client, device):
    options = technician.get(url("detail", device)).context["options"]
    assert [option.url for option in options] == [
        url("measure", device), url("hold", device), url("end", device),
    ]  # fmt: skip
    technician.force_login(people.receptionist)
    assert technician.get(url("detail", device)).context["options"] == []


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_a_devices_page_opens_in_every_state(people: People, technician: Client, device, state: State):
    values = {"state": state}
    if state in (State.CANCELLED, State.CLOSED):
        values |= {"ended_on": MAY, "end_reason": EndReason.MEDICAL}
    elif state == State.ON_HOLD:
        values |= {"held_state": State.FITTING, "hold_reason": HoldReason.WOUND}
    elif state in (State.DELIVERED, State.IN_USE, State.RETIRED):
        device, values = a_delivery(people, device.patient, key="WCH-RIM").device, {}
    Device.objects.filter(pk=device.pk).update(**values)
    page = technician.get(url("detail", device))
    assert sum(stop.here for stop in page.context["stops"]) == 1


def test_the_page_of_a_device_asks_no_more_the_more_was_done(people, technician, device, django_assert_max_num_queries):
    taken_to(people, device, State.FITTING)
    for _trial in range(8):
        fittings.record(device=device, at=people.rakrang.noon(MAY), by=people.technician, findings="Good")
    with django_assert_max_num_queries(40):
        technician.get(url("detail", device))


def test_repairs_are_kept_with_minutes_and_parts(people: People, technician: Client, patient):
    device = a_delivery(people, patient).device
    technician.post(url("repair", device), {"kind": "repair", "on": DAY, "minutes": "45", "parts": "Strap"})
    assert Repair.objects.values_list("minutes", "parts").get() == (45, "Strap")
    assert DeviceType.objects.count() > 40
