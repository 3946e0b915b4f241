"""The page of the card: comma or point, advice asked once, the last card beside it, nothing lost."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.ids import new_id
from apps.devices import cards, queries
from apps.devices.actions import devices
from apps.devices.models import Device, HoldReason, State
from tests.devices.test_measurements import measured, recast
from tests.people import MAY, People, a_delivery, a_device, a_patient, taken_to


def url(device: Device) -> str:
    return reverse("devices:measure", args=[device.pk])


def card(people: People, device: Device, **typed: str) -> dict[str, str]:
    usual = {"kind": "measure", "on": MAY.isoformat(), "technician": str(people.technician.pk)}
    usual |= {"record_id": str(new_id()), "version": str(device.version)}
    return {**usual, **{name.replace("_", "-") if "own" in name else name: value for name, value in typed.items()}}


def test_comma_and_point_are_both_numbers_and_empty_lines_are_left_out(people: People, technician: Client, device):
    typed = card(people, device, own_stump_length="14,5", own_circ_mpt="32.0", own_circ_5="３１", own_weight="")
    for _press in range(2):
        assert technician.post(url(device), typed).status_code == 302
    kept = cards.numbers(device.measurements.get())
    assert kept == {"stump-length": Decimal("14.5"), "circ-mpt": Decimal(32), "circ-5": Decimal(31)}


@pytest.mark.parametrize("value", ["14.55", "1e1", "x", "NaN", "-", "1,4,5", "99999", "46", "-3", "0"])
def test_an_impossible_number_is_told_at_its_field_and_nothing_is_lost(people, technician, device, value: str):
    answer = technician.post(url(device), card(people, device, own_stump_length=value, own_circ_mpt="32", note="Kept"))
    assert answer.status_code == 422
    assert "own-stump-length" in answer.context["form"].errors
    page = answer.content.decode()
    assert f'value="{value}"' in page
    assert "Kept" in page
    assert not device.measurements.exists()


def test_an_unusual_number_is_questioned_once_and_then_kept(people: People, technician: Client, device: Device):
    typed = card(people, device, own_stump_length="30", own_circ_mpt="32")
    answer = technician.post(url(device), typed)
    assert "Unusual: mostly 8 to 25 cm." in answer.content.decode()
    assert "Save all the same" in answer.content.decode()
    again = {**typed, "sure": answer.context["form"]["sure"].value()}
    other = {**again, "own-circ-mpt": "60"}
    assert technician.post(url(device), other).status_code == 422  # another unusual one is asked again
    assert technician.post(url(device), again).status_code == 302
    assert device.measurements.get().values["stump-length"] == 30


def test_a_card_that_says_nothing_is_refused(people: People, technician: Client, device: Device):
    answer = technician.post(url(device), card(people, device))
    assert "note" in answer.context["form"].errors


def test_a_recast_asks_for_its_reason_and_begins_from_the_last_card(people: People, technician: Client, device: Device):
    measured(people, device)
    page = technician.get(url(device), {"from": "last"})
    form = page.context["form"]
    assert (form["kind"].value(), form["own-stump-length"].value()) == ("recast", "14.5")
    assert "last 14.5" in page.content.decode()
    assert technician.get(url(device)).context["form"]["own-stump-length"].value() is None
    device.refresh_from_db()
    typed = card(people, device, kind="recast", own_stump_length="13")
    assert "reason" in technician.post(url(device), typed).context["form"].errors
    assert technician.post(url(device), {**typed, "reason": "Stump shrank"}).status_code == 302
    page = technician.get(reverse("devices:detail", args=[device.pk])).content.decode()
    assert "−1.5" in page
    assert "Stump shrank" in page


def test_a_stale_card_shows_where_the_device_stands_and_keeps_the_numbers(people, technician, device: Device):
    typed = card(people, device, own_stump_length="14")
    devices.advance(device=device, to=State.MEASURED, on=MAY, by=people.technician)
    answer = technician.post(url(device), typed)
    form = answer.context["form"]
    assert "Measured or cast" in [str(each.stored) for each in form.differences]
    assert form["own-stump-length"].value() == "14"
    assert technician.post(url(device), {**typed, "version": form["version"].value()}).status_code == 302


def test_in_the_wrong_state_the_page_says_why(people: People, technician: Client, device: Device):
    devices.hold(device=device, reason=HoldReason.WOUND, on=MAY, by=people.technician)
    assert "Resume it first" in technician.get(url(device)).content.decode()
    device.refresh_from_db()
    assert technician.post(url(device), card(people, device, own_stump_length="14")).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("receptionist", 403), ("physio", 403), ("songrim_technician", 404)])
def test_others_neither_open_nor_send_it(people: People, client: Client, device: Device, who: str, status: int):
    client.force_login(getattr(people, who))
    assert client.get(url(device)).status_code == status
    assert client.post(url(device), card(people, device, own_stump_length="14")).status_code == status


def test_a_type_without_a_card_asks_for_a_note_alone(people: People, technician: Client, patient):
    device = a_device(people, patient, key="WLK-STICK")
    device.device_type.card = ""
    device.device_type.save()
    assert technician.get(url(device)).context["form"].rows == []
    assert technician.post(url(device), card(people, device, note="80 cm")).status_code == 302


def last_of(people: People, device: Device) -> str:
    found = queries.last_card(device, people.technician)
    return found.note if found else ""


def test_the_last_card_is_the_devices_own_then_of_what_it_replaces_then_of_the_limb(people: People, patient):
    earlier = a_device(people, patient)
    measured(people, earlier, note="first")
    beside = a_device(people, patient)
    measured(people, beside, note="same limb")
    taken_to_delivery = a_delivery(people, patient).device
    successor = a_device(people, patient, replaces=taken_to_delivery)
    assert last_of(people, successor) == "same limb"
    assert last_of(people, earlier) == "first"
    assert last_of(people, a_device(people, patient, side="R")) == ""


def test_what_a_device_replaces_comes_before_what_is_on_the_same_limb(people: People, patient):
    old = a_device(people, patient)
    measured(people, old, note="replaced one")
    successor = a_device(people, patient)
    successor.replaces = old
    measured(people, a_device(people, patient), note="newer")
    assert last_of(people, successor) == "replaced one"


def test_another_persons_card_is_never_beside_it(people: People, device: Device):
    measured(people, a_device(people, a_patient(people, name_hangul="박철")), note="somebody else's")
    assert last_of(people, device) == ""


def test_after_a_fitting_only_a_recast_is_offered(people: People, technician: Client, device: Device):
    taken_to(people, device, State.FITTING)
    offered = technician.get(url(device)).context["form"].fields["kind"].widget.choices
    assert [value for value, _label in offered] == ["recast"]
    recast(people, device)
