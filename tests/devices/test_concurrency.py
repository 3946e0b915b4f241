"""Two people press at the same moment, on two real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices.actions import aftercare, deliveries, devices
from apps.devices.models import Delivery, Device, DeviceType, EndReason, State
from tests.people import MAY, People, a_device, a_patient, taken_to


def both(verb: Callable[[], Any]) -> list[Any]:
    """What each of two threads got from the verb: its answer, or the code of its refusal."""
    together = Barrier(2)

    def press() -> Any:
        together.wait(timeout=10)
        try:
            return verb()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [future.result(timeout=20) for future in [pool.submit(press), pool.submit(press)]]


def test_of_two_deliveries_at_once_one_wins(committed: People):
    device = taken_to(committed, a_device(committed, a_patient(committed)), State.CHECKED)
    at = committed.rakrang.noon(MAY)
    answers = both(lambda: deliveries.deliver(device=device, at=at, by=committed.technician))
    assert "not_allowed_now" in answers
    assert Delivery.objects.count() == 1


def test_the_same_delivery_sent_twice_at_once_is_one_for_both(committed: People):
    device = taken_to(committed, a_device(committed, a_patient(committed)), State.CHECKED)
    at, key = committed.rakrang.noon(MAY), new_id()
    first, second = both(lambda: deliveries.deliver(device=device, at=at, by=committed.technician, id=key))
    assert first.pk == second.pk == key
    assert Delivery.objects.count() == 1


def test_crutches_handed_out_twice_at_once_under_one_key_are_one(committed: People):
    patient, key = a_patient(committed), new_id()
    crutch = DeviceType.objects.get(key="CRU-AXIL")
    first, second = both(
        lambda: deliveries.hand_out(
            patient=patient, centre=committed.rakrang, device_type=crutch, quantity=2,
            at=committed.rakrang.noon(MAY), by=committed.receptionist, id=key,
        )
    )  # fmt: skip
    assert first == second
    assert Device.objects.get().quantity == 2


def test_one_chair_goes_to_one_of_two_people(committed: People):
    owner, at = a_patient(committed), committed.rakrang.noon(MAY)
    chair = DeviceType.objects.get(key="WCH-RIM")
    device = deliveries.hand_out(
        patient=owner, centre=committed.rakrang, device_type=chair, at=at, by=committed.technician
    ).device
    devices.end(device=device, to=State.RETIRED, reason=EndReason.RETURNED, on=MAY, by=committed.technician)
    next_owner = a_patient(committed, name_hangul="박철")
    answers = both(
        lambda: aftercare.reissue(
            device=device, patient=next_owner, centre=committed.rakrang, at=at, by=committed.technician
        )
    )
    assert "not_allowed_now" in answers
    assert device.reissued_as.count() == 1
