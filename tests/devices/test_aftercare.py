"""Repairs, follow-ups, and wheelchairs that come back."""

from datetime import timedelta

import pytest

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices.actions import aftercare, devices
from apps.devices.models import Delivery, Device, EndReason, FollowUp, Repair, RepairKind, State
from tests.people import MAY, People, a_delivery, a_patient

LATER = MAY + timedelta(days=30)


@pytest.fixture
def delivered(people: People, patient) -> Device:
    return a_delivery(people, patient, serial_number="RAK-TT-1").device


@pytest.fixture
def chair(people: People, patient) -> Device:
    """A wheelchair that came back."""
    device = a_delivery(people, patient, key="WCH-RIM", serial_number="W-1").device
    return devices.end(device=device, to=State.RETIRED, reason=EndReason.RETURNED, on=LATER, by=people.technician)


def reissued(people: People, chair: Device, name: str = "박철", **details) -> Delivery:
    details.setdefault("at", people.rakrang.noon(LATER))
    to = a_patient(people, name_hangul=name)
    return aftercare.reissue(device=chair, patient=to, centre=people.rakrang, by=people.technician, **details)


def test_a_socket_replaced_under_its_serial_number_is_a_repair(people: People, delivered: Device):
    """IND-11: no new device."""
    at = people.rakrang.noon(LATER)
    aftercare.repair(device=delivered, kind=RepairKind.SOCKET, at=at, by=people.technician, minutes=90)
    delivered.refresh_from_db()
    assert (Device.objects.count(), Repair.objects.counted().count()) == (1, 1)
    assert delivered.serial_number == "RAK-TT-1"


@pytest.mark.parametrize("verb", ["repair", "follow_up"])
def test_aftercare_sent_twice_is_one(people: People, delivered: Device, verb: str):
    details = {"kind": RepairKind.REPAIR} if verb == "repair" else {}
    given = {"device": delivered, "at": people.rakrang.noon(LATER), "by": people.technician, "id": new_id()}
    for _press in range(2):
        getattr(aftercare, verb)(**given, **details)
    assert Repair.objects.count() + FollowUp.objects.count() == 1


@pytest.mark.parametrize("verb", ["repair", "follow_up"])
def test_aftercare_is_of_delivered_devices_alone(people: People, device: Device, verb: str):
    details = {"kind": RepairKind.REPAIR} if verb == "repair" else {}
    with pytest.raises(Refused):
        getattr(aftercare, verb)(device=device, at=people.rakrang.noon(LATER), by=people.technician, **details)


def test_nothing_is_repaired_before_it_was_delivered(people: People, delivered: Device):
    at = people.rakrang.noon(MAY - timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        aftercare.repair(device=delivered, kind=RepairKind.REPAIR, at=at, by=people.technician)
    assert refusal.value.field == "on"


def test_a_wheelchair_that_came_back_is_given_out_again_under_its_serial_number(people: People, chair: Device):
    """IND-29 at the row: the new record names the one it was."""
    again = reissued(people, chair).device
    assert (again.reissue_of, again.serial_number, again.state) == (chair, "W-1", State.DELIVERED)


def test_a_chair_is_given_out_once_until_it_comes_back(people: People, chair: Device):
    reissued(people, chair)
    with pytest.raises(Refused):
        reissued(people, chair, name="최영")


def test_a_lost_chair_is_not_given_out_again(people: People, patient):
    device = a_delivery(people, patient, key="WCH-RIM").device
    devices.end(device=device, to=State.RETIRED, reason=EndReason.LOST, on=LATER, by=people.technician)
    with pytest.raises(Refused):
        reissued(people, device)


def test_a_prosthesis_is_not_given_out_again(people: People, delivered: Device):
    devices.end(device=delivered, to=State.RETIRED, reason=EndReason.RETURNED, on=LATER, by=people.technician)
    with pytest.raises(Refused):
        reissued(people, delivered)


def test_a_chair_is_not_given_out_again_before_it_came_back(people: People, chair: Device):
    with pytest.raises(Refused) as refusal:
        reissued(people, chair, at=people.rakrang.noon(MAY))
    assert refusal.value.field == "on"
