"""What replaces what: the chain, the retirement with the delivery, serial numbers, chairs that go on."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices import chain, queries
from apps.devices.actions import aftercare, deliveries, devices, serials
from apps.devices.models import Delivery, Device, EndReason, Repair, RepairKind, State
from apps.patients.actions import transfers
from tests.people import MAY, People, a_delivery, a_device, a_patient, a_transfer

LATER = date(2017, 6, 20)


@pytest.fixture
def old(people: People, patient) -> Device:
    return a_delivery(people, patient, serial_number="RAK-16-0001").device


def successor(people: People, old: Device, *, on: date = LATER, **details) -> Delivery:
    """The device that replaces another, delivered."""
    because = details.pop("replaces_because", "worn-out")
    replacing = {"replaces": Device.objects.get(pk=old.pk), "replaces_because": because}
    return a_delivery(people, old.patient, on=on, **replacing, **details)


def url(name: str, row) -> str:
    return reverse(f"devices:{name}", args=[row.pk])


def fresh(device: Device) -> Device:
    return Device.objects.get(pk=device.pk)


def returned(people: People, patient, **details) -> Device:
    """A wheelchair that came back a month later."""
    chair = a_delivery(people, patient, key="WCH-RIM", **details).device
    on = MAY + timedelta(days=30)
    return devices.end(device=chair, to=State.RETIRED, reason=EndReason.RETURNED, on=on, by=people.technician)


def test_the_delivery_of_its_successor_retires_a_device(people: People, old: Device):
    delivery = successor(people, old)
    kept = fresh(old)
    assert (kept.state, kept.end_reason, kept.ended_on) == (State.RETIRED, EndReason.REPLACED, LATER)
    with override("en"):
        assert delivery.device.steps.first().reason_words == "Worn out"


def test_a_successor_that_is_only_ordered_retires_nothing(people: People, old: Device):
    a_device(people, old.patient, replaces=fresh(old), on=LATER)
    assert fresh(old).state == State.DELIVERED


@pytest.mark.parametrize("used", [False, True])
def test_voiding_the_successors_delivery_gives_it_back(people: People, old: Device, used: bool):
    if used:
        devices.begin_use(device=old, on=MAY, by=people.technician)
    delivery = successor(people, old)
    deliveries.void(delivery=delivery, reason="Wrong day", by=people.manager, at=now())
    kept = fresh(old)
    assert (kept.state, kept.ended_on, kept.end_reason) == (State.IN_USE if used else State.DELIVERED, None, "")
    deliveries.deliver(device=fresh(delivery.device), at=people.rakrang.noon(LATER), by=people.technician)
    assert fresh(old).state == State.RETIRED


def test_what_was_lost_before_stays_lost(people: People, old: Device):
    devices.end(device=old, to=State.RETIRED, reason=EndReason.LOST, on=MAY, by=people.technician)
    delivery = successor(people, old)
    assert fresh(old).end_reason == EndReason.LOST
    deliveries.void(delivery=delivery, reason="Wrong day", by=people.manager, at=now())
    assert fresh(old).state == State.RETIRED


def test_a_device_is_not_replaced_before_it_was_delivered(people: People, patient):
    old = a_delivery(people, patient, on=LATER, prescribed_on=MAY).device
    with pytest.raises(Refused) as refusal:
        successor(people, old, on=MAY + timedelta(days=1))
    assert refusal.value.field == "on"


def test_a_delivery_stands_once_the_chair_it_replaced_went_on(people: People, patient):
    chair = a_delivery(people, patient, key="WCH-RIM").device
    delivery = successor(people, chair, key="WCH-RIM")
    to = a_patient(people, name_hangul="박철")
    at = people.rakrang.noon(LATER)
    aftercare.reissue(device=fresh(chair), patient=to, centre=people.rakrang, at=at, by=people.technician)
    with pytest.raises(Refused):
        deliveries.void(delivery=delivery, reason="Wrong", by=people.manager, at=now())


def test_the_chain_tells_why_how_long_and_what_was_repaired(people: People, old: Device):
    at = people.rakrang.noon(MAY + timedelta(days=40))
    aftercare.repair(
        device=old, kind=RepairKind.SOCKET, at=at, by=people.technician, parts="Socket", minutes=90
    )  # fmt: skip
    aftercare.repair(device=old, kind=RepairKind.REPAIR, at=at, by=people.technician, minutes=15)
    newer = successor(people, old, replaces_because="limb-changed").device
    newest = a_device(people, old.patient, replaces=fresh(newer), replaces_because="lost", on=LATER)
    for device in (old, newer, newest):
        links = chain.of(fresh(device), people.technician, today=LATER + timedelta(days=10))
        assert [link.device for link in links] == [newest, newer, old]
    assert [(len(link.repairs), link.minutes) for link in links] == [(0, 0), (0, 0), (2, 105)]
    assert (links[0].lifetime, links[0].delivered_on) == ("", None)


@pytest.mark.parametrize(
    ("begun", "ended", "words"),
    [
        (date(2016, 5, 10), date(2016, 5, 10), "0 days"), (date(2016, 5, 10), date(2016, 6, 9), "30 days"),
        (date(2016, 5, 10), date(2016, 6, 10), "1 month"), (date(2016, 5, 10), date(2017, 5, 9), "11 months"),
        (date(2016, 5, 10), date(2017, 5, 10), "1 year"), (date(2016, 5, 31), date(2018, 7, 30), "2 years 1 month"),
    ],
)  # fmt: skip
def test_a_lifetime_is_in_whole_months(begun: date, ended: date, words: str):
    with override("en"):
        assert chain.in_words(begun, ended) == words


def test_a_socket_under_the_same_serial_number_is_a_repair(people: People, old: Device):
    """IND-11: no new device, the serial number stays."""
    at = people.rakrang.noon(LATER)
    aftercare.repair(device=old, kind=RepairKind.SOCKET, at=at, by=people.technician)
    kept = fresh(old)
    assert (kept.serial_number, kept.state, Device.objects.count()) == ("RAK-16-0001", State.DELIVERED, 1)
    assert Repair.objects.counted().count() == 1
    with pytest.raises(Refused):
        serials.give(device=kept, serial_number="RAK-17-0001", by=people.technician)


def test_the_replace_button_begins_the_order_with_what_the_device_is(people: People, technician: Client, old: Device):
    page = technician.get(url("detail", old))
    (button,) = [option for option in page.context["options"] if "replaces=" in option.url]
    form = technician.get(button.url).context["form"]
    assert [form[name].value() for name in ("replaces", "device_type", "side")] == [str(old.pk), "PRO-LL-TT", "L"]
    typed = {"device_type": "PRO-LL-TT", "side": "L", "on": MAY.isoformat(), "technician": str(people.technician.pk)}
    typed |= {"record_id": str(new_id()), "replaces": str(old.pk)}
    refused = technician.post(button.url, typed)
    assert "replaces_because" in refused.context["form"].errors
    assert technician.post(button.url, {**typed, "replaces_because": "worn-out"}).status_code == 302
    assert "Worn out" in technician.get(url("detail", old)).content.decode()


def test_other_as_a_reason_needs_words(people: People, technician: Client, old: Device):
    typed = {"device_type": "PRO-LL-TT", "side": "L", "on": MAY.isoformat(), "technician": str(people.technician.pk)}
    typed |= {"replaces": str(old.pk), "replaces_because": "other"}
    page = reverse("devices:prescribe", args=[old.patient_id])
    assert "note" in technician.post(page, typed).context["form"].errors


def test_serial_numbers_are_drawn_per_centre_and_year(people: People, patient):
    drawn = [serials.give(device=a_device(people, patient), by=people.technician).serial_number for _device in range(2)]
    year = people.rakrang.today().strftime("%y")
    assert drawn == [f"RAK-{year}-0001", f"RAK-{year}-0002"]
    assert serials.draw(centre=people.songrim, year=2016) == "SON-16-0001"


def test_drawing_goes_on_after_what_was_written_by_hand(people: People, patient):
    a_device(people, patient, serial_number="RAK-16-0041")
    a_device(people, patient, serial_number="RAK-16-9")
    a_device(people, patient, serial_number="RAK-16-OLD")
    assert serials.draw(centre=people.rakrang, year=2016) == "RAK-16-0042"


def test_a_serial_number_is_given_once_and_corrected_until_delivery(people: People, technician: Client, device: Device):
    for typed in ("P-7", "P-7", "P-8"):
        assert technician.post(url("serial_number", device), {"serial_number": typed}).status_code == 302
    assert fresh(device).serial_number == "P-8"
    a_device(people, device.patient, serial_number="P-9")
    answer = technician.post(url("serial_number", device), {"serial_number": "P-9"})
    assert "serial_number" in answer.context["form"].errors
    answer = technician.post(url("serial_number", device), {"serial_number": "P-10", "version": "1"})
    assert (answer.status_code, fresh(device).serial_number) == (422, "P-8")


def test_a_device_gets_its_number_when_it_is_made(people: People, technician: Client, device: Device):
    devices.advance(device=device, to=State.MEASURED, on=MAY, by=people.technician)
    technician.post(url("advance", device), {"to": "in_fabrication", "on": MAY.isoformat()})
    assert fresh(device).serial_number == "RAK-16-0001"


def test_a_chair_that_came_back_stands_in_the_list_until_it_is_given_out(people: People, technician: Client, patient):
    spec = {"seat_width_cm": 42.0, "size": "adult"}
    chair = returned(people, patient, serial_number="W-1", spec=spec)
    lost = a_delivery(people, patient, key="WCH-RIM").device
    devices.end(device=lost, to=State.RETIRED, reason=EndReason.LOST, on=MAY, by=people.technician)
    page = technician.get(reverse("devices:returned"))
    assert [row for row, _spec in page.context["chairs"]] == [chair]
    assert "42 cm" in page.content.decode()
    at, to = people.rakrang.noon(LATER), a_patient(people, name_hangul="박철")
    again = aftercare.reissue(device=chair, patient=to, centre=people.rakrang, at=at, by=people.technician).device
    assert (again.spec, again.serial_number) == (spec, "W-1")
    assert list(queries.returned([people.rakrang], people.technician)) == []


def test_another_centre_does_not_see_the_chair(people: People, client: Client, patient):
    returned(people, patient)
    client.force_login(people.songrim_technician)
    assert client.get(reverse("devices:returned")).context["chairs"] == []


def test_a_chair_goes_on_although_its_person_has_left_the_centre(people: People, technician: Client, patient):
    chair = returned(people, patient)
    moved = a_transfer(people, patient)
    transfers.answer(transfer=moved, accept=True, by=people.songrim_receptionist, at=now())
    to = a_patient(people, name_hangul="박철")
    assert url("reissue", chair) in [option.url for option in technician.get(url("detail", chair)).context["options"]]
    typed = {"patient": to.number, "on": LATER.isoformat()}
    assert technician.post(url("reissue", chair), typed).status_code == 302
    assert to.devices.get().reissue_of == chair


def test_the_page_shows_the_chain(people: People, technician: Client, old: Device):
    newer = successor(people, old, replaces_because="outgrown: 6 cm").device
    page = technician.get(url("detail", newer)).content.decode()
    assert "Outgrown: 6 cm" in page
    assert "1 year 1 month" in page
