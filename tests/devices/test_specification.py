"""What a wheelchair is to be like: prescribed, shown, corrected until it is handed over."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices.actions import deliveries, specifications
from apps.devices.models import Device, DeviceType
from apps.devices.specification import Specification, checked
from tests.people import MAY, People, a_device

WHOLE = {"seat_width_cm": "42,5", "seat_depth_cm": "44", "size": "adult", "terrain": "rough", "cushion": "pressure"}
KEPT = {"seat_width_cm": 42.5, "seat_depth_cm": 44.0, "size": "adult", "terrain": "rough", "cushion": "pressure"}


@pytest.fixture
def chair(people: People, patient) -> Device:
    return a_device(people, patient, key="WCH-RIM", spec={"seat_width_cm": 42.5, "size": "adult"})


def url(name: str, row) -> str:
    return reverse(f"devices:{name}", args=[row.pk])


def prescription(people: People, **typed: str) -> dict[str, str]:
    usual = {"device_type": "WCH-RIM", "on": MAY.isoformat(), "technician": str(people.technician.pk)}
    return {**usual, "record_id": str(new_id()), **typed}


def test_a_chair_is_prescribed_with_its_specification(people: People, technician: Client, patient):
    answer = technician.post(url("prescribe", patient), prescription(people, **WHOLE), follow=True)
    assert Device.objects.get().spec == KEPT
    page = answer.content.decode()
    for words in ("42.5 cm", "44 cm", "Adult", "Rough ground", "Pressure relief"):
        assert words in page


def test_only_what_somebody_sits_in_is_asked_for_it(people: People, technician: Client, patient):
    for key, asked in (("WCH-RIM", True), ("PRO-LL-TT", False), ("CRU-AXIL", False)):
        page = technician.get(url("prescribe", patient), {"device_type": key}, headers={"HX-Request": "true"})
        assert ("seat_width_cm" in {field.name for field in page.context["form"].shown}) is asked


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"seat_width_cm": "14.9"}, "seat_width_cm"), ({"seat_depth_cm": "90"}, "seat_depth_cm"),
        ({"seat_width_cm": "wide"}, "seat_width_cm"), ({"size": "giant"}, "size"), ({"terrain": "moon"}, "terrain"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_field(people: People, technician: Client, patient, typed: dict, field: str):
    answer = technician.post(url("prescribe", patient), prescription(people, note="Kept", **typed))
    assert field in answer.context["form"].errors
    assert "Kept" in answer.content.decode()
    assert not Device.objects.exists()


def test_what_is_unusual_is_saved_and_said(people: People, technician: Client, patient):
    typed = prescription(people, size="child", seat_width_cm="45")
    page = technician.post(url("prescribe", patient), typed, follow=True).content.decode()
    assert "Seat width 45 cm is unusual: mostly 20 to 38 cm." in page
    assert Device.objects.get().spec["seat_width_cm"] == 45


def test_it_is_corrected_until_the_chair_is_handed_over(people: People, technician: Client, chair: Device):
    for _press in range(2):
        assert technician.post(url("specify", chair), {**WHOLE, "size": "adult"}).status_code == 302
    chair.refresh_from_db()
    assert chair.spec == KEPT
    deliveries.deliver(device=chair, at=people.rakrang.noon(MAY), by=people.technician)
    assert "stays as it is" in technician.get(url("specify", chair)).content.decode()
    with pytest.raises(Refused):
        specifications.correct(device=chair, spec={}, by=people.technician)


def test_a_stale_correction_shows_both_and_keeps_what_was_typed(people: People, technician: Client, chair: Device):
    specifications.correct(device=chair, spec={"seat_width_cm": 40, "size": "adult"}, by=people.technician)
    answer = technician.post(url("specify", chair), {**WHOLE, "version": "1"})
    assert "40.0" in [each.stored for each in answer.context["form"].differences]
    assert answer.context["form"]["seat_width_cm"].value() == "42,5"


@pytest.mark.parametrize(("who", "status"), [("receptionist", 403), ("songrim_technician", 404)])
def test_others_do_not_correct_it(people: People, client: Client, chair: Device, who: str, status: int):
    client.force_login(getattr(people, who))
    assert client.post(url("specify", chair), WHOLE).status_code == status


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"colour": "red"}, "spec"), ({"seat_width_cm": "NaN"}, "seat_width_cm"),
        ({"seat_width_cm": 42.55}, "seat_width_cm"),
        ({"seat_width_cm": []}, "seat_width_cm"), ({"cushion": 3}, "cushion"), ({"cushion": ["none"]}, "cushion"),
    ],
)  # fmt: skip
def test_the_verb_refuses_what_no_form_would_send(given: dict, field: str):
    with pytest.raises(Refused) as refusal:
        checked(DeviceType(device_class="wheelchair"), given)
    assert refusal.value.field == field


def test_a_prosthesis_has_no_seat(people: People, device: Device):
    with pytest.raises(Refused):
        specifications.correct(device=device, spec={"size": "adult"}, by=people.technician)
    assert checked(device.device_type, {"size": ""}) == {}


@pytest.mark.parametrize(("width", "advised"), [(20, False), (38, False), ("38.1", True), ("19.9", True)])
def test_the_ends_of_the_plausible_range_are_usual(width: object, advised: bool):
    kept = checked(DeviceType(device_class="wheelchair"), {"size": "child", "seat_width_cm": width})
    assert bool(Specification.of(Device(spec=kept)).advice()) is advised
