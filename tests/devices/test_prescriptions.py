"""Prescribing: side, limb, units, what it replaces; a bilateral fitting is two devices."""

from datetime import date, timedelta

import pytest

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices.actions import devices
from apps.devices.models import Device, DeviceType, State
from apps.patients.models import Impairment, Patient
from tests.people import MAY, People, a_delivery, a_device, a_lost_leg, a_patient


def refused(people: People, patient: Patient, **details) -> Refused:
    """How a prescription was refused."""
    key = details.pop("key", "PRO-LL-TT")
    given = {"centre": people.rakrang, "on": MAY, "by": people.technician, "side": "L", **details}
    with pytest.raises(Refused) as refusal:
        devices.prescribe(patient=patient, device_type=DeviceType.objects.get(key=key), **given)
    return refusal.value


def test_a_sided_type_needs_its_side(people: People, patient: Patient):
    assert refused(people, patient, side="").field == "side"


def test_a_type_without_side_takes_none(people: People, patient: Patient):
    assert refused(people, patient, key="ORT-LSO").field == "side"


def test_the_limb_is_on_the_side_of_the_device(people: People, patient: Patient):
    right = a_lost_leg(people, patient, side="R")
    assert refused(people, patient, impairment=right).field == "impairment"


def test_the_limb_is_of_the_same_patient(people: People, patient: Patient):
    others = a_lost_leg(people, a_patient(people, name_hangul="박철"))
    assert refused(people, patient, impairment=others).field == "impairment"


def test_a_prosthesis_is_for_a_missing_limb(people: People, patient: Patient):
    polio = Impairment.objects.create(patient=patient, kind="polio", side="L", recorded_by=people.technician)
    assert refused(people, patient, impairment=polio).field == "impairment"


@pytest.mark.parametrize(("key", "quantity"), [("CRU-AXIL", 0), ("CRU-AXIL", 101), ("WLK-STICK", 2)])
def test_only_crutches_come_in_units_up_to_a_hundred(people: People, patient: Patient, key: str, quantity: int):
    assert refused(people, patient, key=key, side="", quantity=quantity).field == "quantity"


def test_a_device_replaces_one_of_the_same_patient(people: People, patient: Patient):
    others = a_delivery(people, a_patient(people, name_hangul="박철")).device
    assert refused(people, patient, replaces=others).field == "replaces"


def test_only_a_delivered_device_is_replaced(people: People, patient: Patient, device: Device):
    assert refused(people, patient, replaces=device).field == "replaces"


def test_nothing_is_prescribed_in_the_future_or_before_birth(people: People, patient: Patient):
    tomorrow = people.rakrang.today() + timedelta(days=1)
    assert refused(people, patient, on=tomorrow).field == "on"
    assert refused(people, patient, on=date(1970, 3, 11)).field == "on"


def test_the_only_limb_that_fits_is_taken_by_itself(people: People, patient: Patient):
    a_lost_leg(people, patient, side="R", cause="diabetes")
    assert a_device(people, patient, side="R").impairment.cause == "diabetes"


def test_of_two_limbs_that_fit_none_is_guessed(people: People, patient: Patient):
    a_lost_leg(people, patient)
    assert a_device(people, patient).impairment is None


def test_a_bilateral_fitting_is_two_devices_each_for_its_limb(people: People, patient: Patient):
    right = a_lost_leg(people, patient, side="R")
    made = devices.prescribe_each(
        patient=patient, sides=("L", "R"), centre=people.rakrang, on=MAY, by=people.technician,
        device_type=DeviceType.objects.get(key="PRO-LL-TT"), impairment=right,
    )  # fmt: skip
    assert [device.side for device in made] == ["L", "R"]
    assert [device.impairment.side for device in made] == ["L", "R"]


def test_a_bilateral_prescription_sent_twice_stays_two(people: People, patient: Patient):
    transtibial, key = DeviceType.objects.get(key="PRO-LL-TT"), new_id()
    for _press in range(2):
        devices.prescribe_each(
            patient=patient, sides=("L", "R"), centre=people.rakrang, on=MAY, by=people.technician,
            device_type=transtibial, id=key,
        )  # fmt: skip
    assert Device.objects.filter(patient=patient).count() == 2


def test_a_key_never_reaches_into_another_patients_devices(people: People, device: Device):
    other = a_patient(people, name_hangul="박철")
    with pytest.raises(Refused) as refusal:
        a_device(people, other, id=device.pk)
    assert refusal.value.code == "id_exists"


def test_a_prescribed_device_is_open_and_belongs_to_its_centre(people: People, device: Device):
    assert (device.state, device.is_open, device.centre) == (State.PRESCRIBED, True, people.rakrang)
