"""The board: what is open by state, how old it is, what may be done next, and moving it with one press."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from apps.core.ids import new_id
from apps.devices import board, policies
from apps.devices.actions import devices
from apps.devices.models import Device, HoldReason, State
from tests.people import MAY, a_device, a_patient, taken_to


def shown(client, **query):
    """State → keys of its cards."""
    columns = client.get(reverse("devices:board"), query).context["columns"]
    return {column.state: [card.device.pk for card in column.cards] for column, _url in columns}


def card_of(client, device):
    columns = client.get(reverse("devices:board")).context["columns"]
    return next(card for column, _url in columns for card in column.cards if card.device.pk == device.pk)


def press(client, device, *, to=State.IN_FABRICATION, **given):
    sent = {"record_id": new_id(), "version": device.version, "to": to, "on": device.centre.today(), **given}
    return client.post(reverse("devices:board_move", args=[device.pk]), sent)


@pytest.fixture
def measured(people, device):
    return taken_to(people, device, State.MEASURED)


@pytest.fixture
def held(people, patient):
    device = a_device(people, patient, key="ORT-AFO-R", technician=people.technician)
    devices.hold(device=device, reason=HoldReason.WOUND, on=MAY, by=people.technician)
    return device


def test_each_open_order_stands_in_its_state_the_oldest_on_top(people, technician, patient, device, held):
    newer = a_device(people, patient, side="R", on=MAY + timedelta(days=1))
    a_device(people, a_patient(people, centre=people.songrim))
    found = shown(technician)
    assert list(found) == list(board.OPEN_STATES)
    assert (found[State.PRESCRIBED], found[State.ON_HOLD]) == ([device.pk, newer.pk], [held.pk])


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"device_class": "orthosis"}, {"held"}),
        ({"hold_reason": "wound"}, {"held"}),
        ({"hold_reason": "part-missing"}, set()),
        ({"technician": "x"}, {"held", "leg"}),
    ],
)
def test_filters_narrow_the_board_and_what_is_no_choice_does_not(technician, device, held, query, names):
    found = {key for keys in shown(technician, **query).values() for key in keys}
    assert found == {{"held": held.pk, "leg": device.pk}[name] for name in names}


def test_a_column_leads_to_as_many_rows_of_the_list(people, technician, device, held):
    query = {"technician": people.technician.pk}
    for column, url in technician.get(reverse("devices:board"), query).context["columns"]:
        assert technician.get(url).context["table"].paginator.count == column.total


def test_an_order_is_late_after_sixty_days_and_never_while_it_is_on_hold(people, patient, technician, held):
    today = people.rakrang.today()
    old, fresh = (
        a_device(people, patient, side=side, on=today - timedelta(days=days)) for side, days in (("L", 61), ("R", 60))
    )
    late = [card_of(technician, device).late for device in (old, fresh, held)]
    assert late == [True, False, False]
    overdue = technician.get(reverse("devices:list"), {"state": "overdue"}).context["table"].rows
    assert [row.record.pk for row in overdue] == [old.pk]


def test_the_steps_of_a_card_are_those_of_the_table(technician, measured):
    offered = [step.to for step in card_of(technician, measured).steps]
    allowed = set(policies.TRANSITIONS[State.MEASURED]) - {State.CANCELLED}  # both endings are on one page
    assert set(offered) - {State.CANCELLED, State.CLOSED} == allowed - {State.CLOSED}
    assert offered[0] == State.IN_FABRICATION


def test_what_comes_from_the_shelf_can_be_delivered_at_once_and_nothing_else(people, patient, technician, device):
    crutch = a_device(people, patient, key="CRU-ELBOW")
    assert card_of(technician, crutch).steps[0].to == State.DELIVERED
    assert State.DELIVERED not in [step.to for step in card_of(technician, device).steps]


@pytest.mark.parametrize(
    "state", [State.PRESCRIBED, State.MEASURED, State.IN_FABRICATION, State.FITTING, State.CHECKED]
)
def test_every_step_that_needs_a_form_opens_one(people, technician, device, state):
    moved = device if state == State.PRESCRIBED else taken_to(people, device, state)
    for step in card_of(technician, moved).steps:
        assert technician.get(step.url).status_code == 200, step


def test_one_press_begins_fabrication(technician, measured):
    assert press(technician, measured, back="/devices/board/?technician=x").headers["Location"] == (
        "/devices/board/?technician=x"
    )
    assert Device.objects.get(pk=measured.pk).state == State.IN_FABRICATION


def test_one_press_resumes_where_it_was(technician, held):
    held.refresh_from_db()
    press(technician, held, to=held.held_state)
    assert Device.objects.get(pk=held.pk).state == State.PRESCRIBED


def test_pressed_twice_it_is_one_step(technician, measured):
    key = new_id()
    for _press in range(2):
        press(technician, measured, record_id=key)
    assert measured.steps.filter(to_state=State.IN_FABRICATION).count() == 1


def test_a_stale_press_moves_nothing_and_says_so(people, technician, measured):
    devices.hold(device=measured, reason=HoldReason.WOUND, on=MAY, by=people.technician)
    url = reverse("devices:board_move", args=[measured.pk])
    sent = {"version": measured.version, "to": "in_fabrication", "on": people.rakrang.today()}
    answer = technician.post(url, {**sent, "version": 1}, follow=True)
    assert "Someone else changed this record" in answer.content.decode()
    assert Device.objects.get(pk=measured.pk).state == State.ON_HOLD


@pytest.mark.parametrize("to", ["delivered", "checked", "\x00", ""])
def test_a_step_that_needs_more_than_a_press_is_not_made_by_one(technician, measured, to):
    assert press(technician, measured, to=to).status_code == 302
    assert Device.objects.get(pk=measured.pk).state == State.MEASURED


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example"])
def test_after_a_step_nobody_is_led_elsewhere(technician, measured, back):
    assert press(technician, measured, back=back).headers["Location"] == reverse("devices:board")


@pytest.mark.parametrize(("role", "status"), [("receptionist", 403), ("songrim_technician", 404)])
def test_others_look_and_do_not_move(people, client, measured, role, status):
    client.force_login(getattr(people, role))
    assert press(client, measured).status_code == status
    client.force_login(people.receptionist)
    assert list(card_of(client, measured).steps) == []


def test_of_a_pair_every_step_is_made_on_its_page(people, technician, patient):
    both = [taken_to(people, a_device(people, patient, side=side), State.MEASURED) for side in "LR"]
    Device.objects.filter(pk__in=[device.pk for device in both]).update(pair=new_id())
    assert not any(step.at_once for step in card_of(technician, both[0]).steps)
    assert "Pair" in technician.get(reverse("devices:board")).content.decode()


def test_an_order_of_somebody_who_left_can_only_be_ended(technician, device):
    device.patient.accesses.update(active=False, until=MAY + timedelta(days=1))
    assert {step.to for step in card_of(technician, device).steps} <= {State.CANCELLED, State.CLOSED}


def test_a_full_board_costs_as_many_queries_as_a_slight_one(people, technician, patient, device):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            technician.get(reverse("devices:board"))
        return len(asked)

    taken_to(people, a_device(people, patient, side="R"), State.CHECKED)
    few = queries()
    for _each in range(3):
        a_device(people, patient)
        taken_to(people, a_device(people, patient), State.CHECKED)
    assert queries() == few


def test_open_by_state_names_every_open_state(people, device):
    with override("en"):
        assert board.open_by_state([people.rakrang])[State.PRESCRIBED] == 1
    assert set(board.open_by_state([])) == set(board.OPEN_STATES)
