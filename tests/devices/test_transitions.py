"""Every pair of states, by the table: what may follow may be done, and nothing else."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction

from apps.core.problems import Refused
from apps.devices import policies
from apps.devices.actions import deliveries, devices, fittings, measurements
from apps.devices.checklists import YES, checklist_for
from apps.devices.models import Device, DeviceStep, EndReason, HoldReason, State
from tests.people import MAY, People, a_device, taken_to

WORKSHOP = (State.MEASURED, State.IN_FABRICATION, State.FITTING, State.CHECKED)
PAIRS = [(now, then) for now in State for then in State]


@pytest.mark.parametrize(("now", "then"), PAIRS, ids=lambda state: state.value)
def test_the_table_alone_decides_which_state_may_follow(now: State, then: State):
    device = Device(state=now, held_state=State.MEASURED if now == State.ON_HOLD else "")
    allowed = then in policies.TRANSITIONS[now]
    if now == State.ON_HOLD:
        allowed = then in (State.MEASURED, State.CANCELLED, State.CLOSED)
    assert (policies.move(device, to=then) is None) == allowed


def in_state(people: People, device: Device, state: State) -> Device:
    """The device brought to a state through its verbs; on hold it comes from fabrication."""
    given = {"device": device, "on": MAY, "by": people.technician}
    if state in WORKSHOP:
        taken_to(people, device, state)
    elif state == State.ON_HOLD:
        devices.hold(**{**given, "device": taken_to(people, device, State.IN_FABRICATION)}, reason=HoldReason.WOUND)
    elif state in (State.DELIVERED, State.IN_USE, State.RETIRED):
        taken_to(people, device, State.CHECKED)
        deliveries.deliver(device=device, at=people.rakrang.noon(MAY), by=people.technician)
        if state == State.IN_USE:
            devices.begin_use(**given)
    if state in policies.ENDINGS:
        reason = EndReason.RETURNED if state == State.RETIRED else EndReason.PATIENT_LOST
        devices.end(**given, to=state, reason=reason)
    device.refresh_from_db()
    return device


def drive(people: People, device: Device, to: State) -> None:
    """The verb that leads to a state."""
    at, given = people.rakrang.noon(MAY), {"device": device, "by": people.technician}
    match to:
        case State.MEASURED if device.state != State.PRESCRIBED:
            again = {"kind": "recast", "reason": "Does not fit", "note": "New cast"}
            measurements.record(**given, at=at, values={}, **again)
        case State.MEASURED | State.IN_FABRICATION | State.PRESCRIBED:
            devices.advance(**given, to=to, on=MAY)
        case State.FITTING:
            fittings.record(**given, at=at)
        case State.CHECKED:
            points = {point.key: YES for point in checklist_for(device).points}
            deliveries.check_out(**given, at=at, points=points)
        case State.DELIVERED:
            deliveries.deliver(**given, at=at)
        case State.IN_USE:
            devices.begin_use(**given, on=MAY)
        case State.ON_HOLD:
            devices.hold(**given, reason=HoldReason.WOUND, on=MAY)
        case _:
            reason = EndReason.RETURNED if to == State.RETIRED else EndReason.PATIENT_LOST
            devices.end(**given, to=to, reason=reason, on=MAY)


@pytest.mark.parametrize("now", State, ids=lambda state: state.value)
def test_the_verbs_reach_what_the_table_allows_and_refuse_the_rest(people: People, device: Device, now: State):
    in_state(people, device, now)
    expected = set(policies.TRANSITIONS[now])
    if now == State.PRESCRIBED:
        expected -= {State.DELIVERED}  # this one is not prefabricated
    if now == State.ON_HOLD:
        expected = {State.CANCELLED, State.CLOSED}  # back to the workshop only by resuming
    reached = set()
    for then in State:
        try:
            with transaction.atomic():
                drive(people, device, then)
                device.refresh_from_db()
                assert device.state == then
                if (now, then) != (State.CHECKED, State.CHECKED):  # a second check-out is no step
                    reached.add(then)
                transaction.set_rollback(True)
        except Refused:
            pass
        device.refresh_from_db()
    assert reached == expected


@pytest.mark.parametrize("held", [State.PRESCRIBED, *WORKSHOP], ids=lambda state: state.value)
def test_a_held_device_resumes_where_it_was(people: People, device: Device, held: State):
    in_state(people, device, held)
    devices.hold(device=device, reason=HoldReason.PART_MISSING, on=MAY, by=people.technician)
    resumed = devices.resume(device=device, on=MAY, by=people.technician)
    assert (resumed.state, resumed.hold_reason, resumed.held_state) == (held, "", "")


def test_every_step_is_logged_with_who_and_when(people: People, device: Device):
    in_state(people, device, State.IN_USE)
    steps = list(device.steps.values_list("from_state", "to_state"))
    assert [to for _from, to in steps] == [
        "prescribed", "measured", "in_fabrication", "fitting", "checked", "delivered", "in_use",
    ]  # fmt: skip
    assert all(before[1] == after[0] for before, after in pairwise(steps))
    assert set(device.steps.values_list("by", "on")) == {(people.technician.pk, MAY)}


def test_a_recast_goes_back_and_is_logged_again(people: People, device: Device):
    in_state(people, device, State.FITTING)
    with pytest.raises(Refused):
        devices.advance(device=device, to=State.MEASURED, on=MAY, by=people.technician)  # without a reason
    drive(people, device, State.MEASURED)
    assert list(device.steps.filter(to_state=State.MEASURED).values_list("reason", flat=True)) == ["", "Does not fit"]


def test_the_same_step_sent_twice_is_one(people: People, device: Device):
    step = DeviceStep(device=device)
    for _press in range(2):
        devices.advance(device=device, to=State.MEASURED, on=MAY, by=people.technician, id=step.pk, version=1)
    assert device.steps.filter(to_state=State.MEASURED).count() == 1


def test_a_step_lies_neither_in_the_future_nor_before_the_prescription(people: People, device: Device):
    tomorrow = people.rakrang.today() + timedelta(days=1)
    for on in (tomorrow, MAY - timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            devices.advance(device=device, to=State.MEASURED, on=on, by=people.technician)
        assert refusal.value.field == "on"


def test_each_ending_has_its_own_reasons(people: People, device: Device):
    with pytest.raises(Refused) as refusal:
        devices.end(device=device, to=State.CANCELLED, reason=EndReason.WORN_OUT, on=MAY, by=people.technician)
    assert refusal.value.field == "reason"


def test_other_as_a_reason_says_what(people: People, device: Device):
    given = {"device": device, "to": State.CLOSED, "reason": EndReason.OTHER, "on": MAY, "by": people.technician}
    with pytest.raises(Refused):
        devices.end(**given)
    assert devices.end(**given, note="Moved abroad").end_note == "Moved abroad"


def test_nothing_is_retired_before_it_was_delivered(people: People, device: Device):
    taken_to(people, device, State.CHECKED)
    later = MAY + timedelta(days=3)
    deliveries.deliver(device=device, at=people.rakrang.noon(later), by=people.technician)
    with pytest.raises(Refused) as refusal:
        devices.end(device=device, to=State.RETIRED, reason=EndReason.LOST, on=MAY, by=people.technician)
    assert refusal.value.field == "on"


def test_a_serial_number_is_of_one_device(people: People, device: Device):
    given = {"to": State.MEASURED, "on": MAY, "by": people.technician, "serial_number": "RAK-1"}
    devices.advance(device=device, **given)
    with pytest.raises(Refused) as refusal:
        devices.advance(device=a_device(people, device.patient, side="R"), **given)
    assert refusal.value.field == "serial_number"


def test_the_documentation_shows_the_table():
    call_command("state_diagrams", check=True)
