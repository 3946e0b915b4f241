"""Measurement and casting cards: what is kept, what is refused, and the recast loop."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.translation import override

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices import cards
from apps.devices.actions import devices, measurements
from apps.devices.models import Device, HoldReason, MeasureField, Measurement, State
from apps.devices.timeline import entries
from tests.people import MAY, People, a_device, taken_to

STUMP = {"stump-length": Decimal("14.5"), "circ-mpt": Decimal("32.0"), "contracture": Decimal(5)}


def measured(people: People, device: Device, values: dict | None = None, **details) -> Measurement:
    """A card filled in at noon of a day in May."""
    given = {"kind": "measure", "at": people.rakrang.noon(details.pop("on", MAY)), "by": people.technician, **details}
    return measurements.record(device=device, values=STUMP if values is None else values, **given)


def recast(people: People, device: Device, values: dict | None = None, **details) -> Measurement:
    return measured(people, device, values, **{"kind": "recast", "reason": "Socket too loose", **details})


def refusal_of(people: People, device: Device, values: dict | None = None, **details) -> Refused:
    with pytest.raises(Refused) as refusal:
        measured(people, device, values, **details)
    return refusal.value


def test_a_card_keeps_its_numbers_and_the_device_is_measured(people: People, device: Device):
    card = measured(people, device, kind="cast", note="Soft tissue")
    device.refresh_from_db()
    assert (card.card, card.kind, card.service_date, card.technician) == ("transtibial", "cast", MAY, people.technician)
    assert (cards.numbers(card), device.state) == (STUMP, State.MEASURED)


def test_the_card_sent_twice_is_one(people: People, device: Device):
    key = new_id()
    assert measured(people, device, id=key, version=1) == measured(people, device, id=key, version=1)
    assert device.steps.filter(to_state=State.MEASURED).count() == 1


def test_a_stale_page_is_refused(people: People, device: Device):
    devices.hold(device=device, reason=HoldReason.WOUND, on=MAY, by=people.technician)
    assert refusal_of(people, device, version=1).code == "stale"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stump-length": Decimal("1.9")}, "stump-length"),
        ({"stump-length": Decimal("45.1")}, "stump-length"),
        ({"stump-length": Decimal("14.55")}, "stump-length"),
        ({"circ-mpt": Decimal("NaN")}, "circ-mpt"),
        ({"hip-width": Decimal(30)}, "hip-width"),
        ({}, "note"),
    ],
)
def test_what_cannot_be_is_refused_at_its_measure(people: People, device: Device, values: dict, field: str):
    assert refusal_of(people, device, values).field == field
    assert not device.measurements.exists()


@pytest.mark.parametrize("value", ["2.0", "45.0"])
def test_the_ends_of_the_possible_range_are_possible(people: People, device: Device, value: str):
    assert measured(people, device, {"stump-length": Decimal(value)}).values == {"stump-length": float(value)}


def test_a_note_alone_is_a_card_of_a_type_without_one(people: People, patient):
    device = a_device(people, patient, key="ORT-LSO")
    device.device_type.card = ""
    assert measured(people, device, {}, note="Width of the bench 40").card == ""
    assert refusal_of(people, device, {"anything": Decimal(1)}, note="x").field == "anything"


@pytest.mark.parametrize("state", [State.MEASURED, State.IN_FABRICATION, State.FITTING])
def test_a_recast_leads_back_from_wherever_it_is_made(people: People, device: Device, state: State):
    taken_to(people, device, state)
    assert recast(people, device).reason == "Socket too loose"
    device.refresh_from_db()
    assert (device.state, device.steps.last().reason) == (State.MEASURED, "Socket too loose")


@pytest.mark.parametrize(("state", "kind", "field"), [
    (State.FITTING, "measure", None), (State.CHECKED, "recast", None), (State.MEASURED, "guessed", "kind"),
])  # fmt: skip
def test_where_it_cannot_be_measured_it_is_refused(people: People, device: Device, state: State, kind: str, field):
    taken_to(people, device, state)
    assert refusal_of(people, device, kind=kind, reason="Again").field == field


def test_nothing_is_cast_again_before_it_was_cast_or_without_a_reason(people: People, device: Device):
    assert refusal_of(people, device, kind="recast", reason="Again").code == "not_allowed_now"
    measured(people, device)
    assert refusal_of(people, device, kind="recast", reason=" ").field == "reason"


def test_a_device_on_hold_is_not_measured(people: People, device: Device):
    devices.hold(device=device, reason=HoldReason.WOUND, on=MAY, by=people.technician)
    assert refusal_of(people, device).code == "not_allowed_now"


def test_the_card_is_not_of_the_future_nor_before_the_prescription(people: People, device: Device):
    for day in (people.rakrang.today() + timedelta(days=1), MAY - timedelta(days=1)):
        assert refusal_of(people, device, on=day).field == "on"


def test_all_cards_are_kept_newest_first_with_what_changed(people: People, device: Device):
    measured(people, device)
    recast(people, device, {"stump-length": Decimal("13.0"), "circ-mpt": Decimal(32)}, on=MAY + timedelta(days=3))
    newest, oldest = cards.compared(device.measurements.all())
    assert [line.change for line in newest.lines] == ["−1.5", ""]
    assert (newest.changed, oldest.changed) == (1, 0)
    assert [line.before for line in newest.lines] == [Decimal("14.5"), Decimal("32.0")]


def test_a_line_that_is_no_longer_asked_keeps_its_name(people: People, device: Device):
    measured(people, device)
    line = MeasureField.objects.get(card="transtibial", key="contracture")
    line.active = False
    line.save()
    assert line.name in [shown.name for shown in cards.compared(device.measurements.all())[0].lines]
    assert "contracture" not in [field.key for field in cards.fields_of("transtibial")]


def test_the_timeline_tells_of_the_cards(people: People, device: Device):
    measured(people, device, kind="cast")
    with override("en"):
        told = [(entry.kind, entry.title, entry.on) for entry in entries(device.patient, people.technician)]
    assert ("measurement", "Cast", MAY) in told


def a_card(people: People, device: Device, **values) -> None:
    """A card written past the verb."""
    given = {"device": device, "centre": device.centre, "at": people.rakrang.noon(MAY), "service_date": MAY}
    given |= {"technician": people.technician, "recorded_by": people.technician, "kind": "measure"}
    Measurement.objects.create(**{**given, **values})


@pytest.mark.parametrize(
    ("constraint", "values"),
    [("measurement_kind_is_known", {"kind": "guess"}), ("recast_has_a_reason", {"kind": "recast"})],
)
def test_postgresql_refuses_what_can_never_be(people: People, device: Device, constraint: str, values: dict):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_card(people, device, **values)


def test_a_card_is_neither_changed_nor_deleted(people: People, device: Device):
    measured(people, device)
    for write in (lambda rows: rows.update(note="x"), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            write(Measurement.objects.all())


def test_technology_and_stage_are_words_of_the_list(device: Device):
    for word in ("technology", "stage"):
        with pytest.raises(IntegrityError, match="technology or stage is not a term"), transaction.atomic():
            Device.objects.filter(pk=device.pk).update(**{word: "device_words_are_terms"})
