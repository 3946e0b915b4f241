"""Repairs and reviews of delivered devices: few inputs, begun from the last one, never a new device."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.core.clock import now
from apps.core.ids import new_id
from apps.devices.actions import aftercare
from apps.devices.models import Delivery, Device, FollowUp, Repair, Term
from apps.devices.timeline import entries
from apps.patients.actions import services
from tests.people import MAY, a_delivery, a_device, an_episode

LATER = MAY + timedelta(days=30)


@pytest.fixture
def delivered(people, patient) -> Device:
    return a_delivery(people, patient, serial_number="RAK-TT-1").device


def mended(people, device, **details) -> Repair:
    usual = {"kind": "repair", "at": people.rakrang.noon(LATER), "by": people.technician}
    return aftercare.repair(device=device, **{**usual, **details})


def page(device, name: str = "repair") -> str:
    return reverse(f"devices:{name}", args=[device.pk])


def form_of(client, device, name: str = "repair"):
    return client.get(page(device, name)).context["form"]


def test_five_inputs_are_asked_and_the_open_episode_is_chosen_beforehand(people, technician, delivered):
    assert [field.name for field in form_of(technician, delivered) if not field.is_hidden] == [
        "kind", "parts", "minutes", "note", "on",
    ]  # fmt: skip
    episode = an_episode(people, delivered.patient)
    assert form_of(technician, delivered)["episode"].value() == episode.pk


def test_a_repair_starts_from_the_last_one_of_the_device(people, technician, delivered):
    mended(people, delivered, parts="Strap", minutes=20, note="Buckle torn")
    other = a_delivery(people, delivered.patient, side="R").device
    mended(people, other, kind="socket", parts="Socket", at=people.rakrang.noon(LATER + timedelta(days=1)))
    opened = technician.get(page(delivered))
    form = opened.context["form"]
    assert [form[name].value() for name in ("kind", "parts", "minutes", "note")] == ["repair", "Strap", 20, None]
    assert "Buckle torn" in opened.content.decode()


def test_a_voided_repair_is_nothing_to_start_from(people, technician, delivered):
    services.void(service=mended(people, delivered, parts="Strap"), reason="x", by=people.manager, at=now())
    form = form_of(technician, delivered)
    assert (form.last, form["parts"].value(), form["kind"].value()) == (None, None, "repair")


def test_a_socket_replaced_is_a_repair_under_the_same_serial_number_and_label(people, technician, delivered):
    """IND-11."""
    typed = {"kind": "socket", "minutes": "95", "parts": "Socket", "on": LATER.isoformat(), "record_id": str(new_id())}
    for _press in range(2):
        assert technician.post(page(delivered), typed).status_code == 302
    delivered.refresh_from_db()
    assert delivered.serial_number == "RAK-TT-1"
    assert (Device.objects.count(), Delivery.objects.counted().count(), Repair.objects.counted().count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "typed",
    [
        {"minutes": "0"}, {"minutes": "1441"}, {"minutes": "many"}, {"kind": "paint"}, {"kind": ""},
        {"parts": "a\x00b"}, {"note": "\u202ex"}, {"parts": "x" * 301}, {"on": "2100-01-01"}, {"on": "2016-05-01"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(technician, delivered, typed):
    usual = {"kind": "repair", "on": LATER.isoformat(), "note": "Kept"}
    answer = technician.post(page(delivered), {**usual, **typed})
    assert set(answer.context["form"].errors) == set(typed)
    assert answer.status_code == 422
    assert typed.get("note") or "Kept" in answer.content.decode()
    assert not Repair.objects.exists()


def test_a_device_that_is_still_made_is_adjusted_in_its_fittings(technician, people, patient):
    assert technician.get(page(a_device(people, patient))).context["refusal"]


def test_a_review_keeps_what_was_chosen_in_words_before_what_was_written(technician, delivered):
    typed = {"finding_keys": ["pain", "socket-loose"], "findings": "Since a week", "on": LATER.isoformat()}
    assert technician.post(page(delivered, "follow_up"), typed).status_code == 302
    assert FollowUp.objects.get().findings == "Socket too loose, Pain\nSince a week"


@pytest.mark.parametrize("key", ["seat-too-wide", "no-such-word", "pistoning"])
def test_a_review_takes_no_word_that_is_not_offered(technician, delivered, key):
    Term.objects.filter(key="pistoning").update(active=False)
    answer = technician.post(page(delivered, "follow_up"), {"finding_keys": [key], "on": LATER.isoformat()})
    assert set(answer.context["form"].errors) == {"finding_keys"}
    assert not FollowUp.objects.exists()


def test_a_review_asks_three_things(technician, delivered):
    asked = [field.name for field in form_of(technician, delivered, "follow_up") if not field.is_hidden]
    assert asked == ["finding_keys", "findings", "on"]


def test_the_timeline_tells_kind_and_minutes_and_nothing_that_was_written(people, delivered):
    mended(people, delivered, kind="socket", minutes=95, parts="Foot 24", note="Cried")
    with override("en"):
        (entry,) = [entry for entry in entries(delivered.patient, people.physio) if entry.kind == "repair"]
    assert (entry.title, entry.text) == (
        "Socket replacement, serial number stays", "Transtibial prosthesis · Left · 95 min",
    )  # fmt: skip
