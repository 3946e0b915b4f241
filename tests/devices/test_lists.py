"""The workshop's list, the person's devices, the board and the timeline."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from apps.core.clock import now
from apps.devices import board, timeline
from apps.devices.actions import aftercare, deliveries, devices
from apps.devices.models import Device, EndReason, HoldReason, RepairKind, State
from apps.devices.tables import DeviceTable
from tests.people import MAY, People, a_delivery, a_device, a_patient, taken_to


@pytest.fixture
def shelf(people: People, patient) -> dict[str, Device]:
    """One device of each kind, at Rakrang unless named otherwise."""
    woman = a_patient(people, name_hangul="리순이", name_romanised="Ri Sun I", sex="F")
    held = a_device(people, woman, key="ORT-AFO-R", technician=people.technician)
    devices.hold(device=held, reason=HoldReason.PART_MISSING, on=MAY, by=people.technician)
    delivered = a_delivery(people, woman, key="WCH-RIM", serial_number="W-77").device
    return {
        "leg": a_device(people, patient),
        "held": held,
        "delivered": delivered,
        "songrim": a_device(people, a_patient(people, centre=people.songrim, name_hangul="최영")),
    }


def listed(client: Client, **chosen: str) -> set:
    page = client.get(reverse("devices:list"), chosen)
    return {row.record.pk for row in page.context["table"].rows}


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({}, {"leg", "held"}),
        ({"state": "all"}, {"leg", "held", "delivered"}),
        ({"state": "on_hold"}, {"held"}),
        ({"device_class": "prosthesis"}, {"leg"}),
        ({"hold_reason": "part-missing"}, {"held"}),
        ({"hold_reason": "wound"}, set()),
        ({"q": "김"}, {"leg"}),
        ({"q": "Ri Sun"}, {"held"}),
        ({"q": "w-77", "state": "all"}, {"delivered"}),
        ({"q": "RAK-2016-0001"}, {"leg"}),
        ({"q": "최영", "state": "all"}, set()),
        ({"state": "nowhere", "technician": "x", "sort": "nothing", "page": "99"}, {"leg", "held"}),
    ],
)
def test_the_list_is_narrowed(technician: Client, shelf: dict, chosen: dict, names: set):
    assert listed(technician, **chosen) == {shelf[name].pk for name in names}


def test_the_list_is_narrowed_by_technician(people: People, technician: Client, shelf: dict):
    assert listed(technician, technician=str(people.technician.pk)) == {shelf["held"].pk}


@pytest.mark.parametrize("column", ["label", "patient", "state", "waited", "technician", "serial_number"])
def test_the_list_is_sorted_by_every_column(technician: Client, shelf: dict, column: str):
    for sort in (column, f"-{column}"):
        assert listed(technician, sort=sort) == {shelf["leg"].pk, shelf["held"].pk}


def test_an_empty_list_says_what_to_do(people: People, technician: Client):
    assert "No open devices" in technician.get(reverse("devices:list")).content.decode()
    assert "No device matches" in technician.get(reverse("devices:list"), {"q": "none"}).content.decode()


def test_a_search_with_hostile_text_is_answered(technician: Client, shelf: dict):
    for text in ("\x00", "%", "\u202e", "'; --", "x" * 5000, "<svg onload=alert(1)>"):
        page = technician.get(reverse("devices:list"), {"q": text})
        assert page.status_code == 200
        assert b"<svg onload" not in page.content


def test_the_list_asks_no_more_the_longer_it_is(people, technician, patient, django_assert_max_num_queries):
    for _device in range(12):
        a_device(people, patient, technician=people.technician)
    with django_assert_max_num_queries(16):
        technician.get(reverse("devices:list"))


def test_a_persons_devices_are_listed_on_the_persons_page(people: People, client: Client, shelf: dict):
    page = reverse("devices:for_patient", args=[shelf["held"].patient_id])
    client.force_login(people.receptionist)
    shown = client.get(page)
    assert {device.pk for device, _kind in shown.context["devices"]} == {shelf["held"].pk, shelf["delivered"].pk}


def test_the_board_counts_open_devices_by_state(people: People, shelf: dict):
    counts = board.open_by_state([people.rakrang])
    assert (counts[State.PRESCRIBED], counts[State.ON_HOLD], counts[State.FITTING]) == (1, 1, 0)


def test_the_list_says_what_waits_too_long_and_not_of_what_is_on_hold(shelf: dict):
    def waits(device: Device, days: int) -> bool:
        device.refresh_from_db()
        return "overdue" in DeviceTable([], today=MAY + timedelta(days=days)).render_waited(device)

    with override("en"):
        assert [waits(shelf["leg"], 60), waits(shelf["leg"], 61), waits(shelf["held"], 61)] == [False, True, False]


def test_the_timeline_tells_a_devices_life_without_guarded_facts(people: People, patient):
    row = a_delivery(people, patient)
    given = {"device": row.device, "at": people.rakrang.noon(MAY), "by": people.technician}
    repair = aftercare.repair(kind=RepairKind.REPAIR, **given)
    aftercare.follow_up(findings="Walks", **given)
    devices.end(device=row.device, to=State.RETIRED, reason=EndReason.LOST, on=MAY, by=people.technician)
    told = timeline.entries(patient, people.physio)
    assert {entry.kind for entry in told} == {
        "prescription", "fitting", "check-out", "delivery", "repair", "follow-up", "device-end",
    }  # fmt: skip
    assert all(entry.url == reverse("devices:detail", args=[row.device_id]) for entry in told)
    assert repair.at in {entry.at for entry in told}


def test_a_voided_delivery_stays_on_the_timeline_struck_out(people: People, patient):
    row = a_delivery(people, patient)
    deliveries.void(delivery=row, reason="Wrong person", by=people.manager, at=now())
    told = [entry.voided for entry in timeline.entries(patient, people.physio) if entry.kind == "delivery"]
    assert told == [True]


def test_the_timeline_is_empty_for_another_centre(people: People, device: Device):
    taken_to(people, device, State.FITTING)
    assert timeline.entries(device.patient, people.songrim_technician) == []
