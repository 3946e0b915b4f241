"""Lost, dropped out, deceased: said with a reason, and taken back when it turns out otherwise."""

from datetime import date

import pytest

from apps.core.problems import Refused
from apps.devices.actions import deliveries, devices
from apps.devices.models import DeviceType, State
from apps.patients.actions import care, episodes, patients, services
from apps.patients.models import Patient
from apps.physio.actions import sessions
from tests.people import MAY, a_device, a_patient, a_session

JUNE, JULY = date(2016, 6, 1), date(2016, 7, 1)


@pytest.fixture
def lost(people):
    patient = a_patient(people)
    return care.end(patient=patient, ended_as="lost", reason="unreachable", on=JUNE, by=people.receptionist)


@pytest.fixture
def dead(people):
    patient = a_patient(people)
    return patients.note_death(patient=patient, on=JUNE, by=people.receptionist)


def given_up(patient) -> bool:
    return Patient.objects.get(pk=patient.pk).care_ended_on is not None


@pytest.mark.parametrize(
    "wrong",
    [{"on": date(2999, 1, 1)}, {"on": date(1960, 1, 1)}, {"reason": "other", "note": " "}],
)
def test_care_ends_on_a_possible_day_for_a_reason_that_says_something(people, wrong):
    details = {"ended_as": "lost", "reason": "work", "on": JUNE, "by": people.receptionist, **wrong}
    with pytest.raises(Refused):
        care.end(patient=a_patient(people), **details)


def test_care_ends_once_and_not_for_the_dead(people, lost):
    dead = a_patient(people, name_hangul="리철")
    patients.note_death(patient=dead, on=JUNE, by=people.receptionist)
    for patient in (lost, dead):
        with pytest.raises(Refused):
            care.end(patient=patient, ended_as="dropped-out", reason="work", on=JULY, by=people.receptionist)


def test_whoever_comes_again_is_in_care_again(people, lost):
    care.resume(patient=lost, by=people.receptionist)
    assert not given_up(lost)
    with pytest.raises(Refused):
        care.resume(patient=lost, by=people.receptionist)


def by_a_session(people, patient, on):
    a_session(people, patient, on=on)


def by_an_order(people, patient, on):
    a_device(people, patient, on=on)


def by_an_episode(people, patient, on):
    episodes.open_episode(patient=patient, centre=people.rakrang, reason="renewal", on=on, by=people.physio)


def by_crutches(people, patient, on):
    crutch = DeviceType.objects.get(key="CRU-AXIL")
    at = people.rakrang.noon(on)
    deliveries.hand_out(patient=patient, centre=people.rakrang, device_type=crutch, at=at, by=people.technician)


@pytest.mark.parametrize("serve", [by_a_session, by_an_order, by_an_episode, by_crutches])
@pytest.mark.parametrize(("on", "away"), [(MAY, True), (JUNE, False), (JULY, False)])
def test_a_service_after_somebody_was_given_up_brings_them_back(people, lost, serve, on, away):
    serve(people, lost, on)
    assert given_up(lost) is away


def test_not_coming_to_a_session_brings_nobody_back(people, lost):
    a_session(people, lost, on=JULY, attended=False)
    assert given_up(lost)


def test_somebody_marked_while_the_form_was_open_is_brought_back_too(people):
    patient, stale = a_patient(people), Patient.objects.get()
    care.end(patient=patient, ended_as="lost", reason="moved", on=JUNE, by=people.receptionist)
    a_session(people, stale, on=JULY)
    assert not given_up(patient)


@pytest.mark.parametrize("serve", [by_a_session, by_an_order, by_an_episode, by_crutches])
def test_nobody_is_served_after_their_death(people, dead, serve):
    serve(people, dead, JUNE)
    with pytest.raises(Refused):
        serve(people, dead, date(2016, 6, 2))


def test_that_the_dead_did_not_come_may_be_noted(people, dead):
    a_session(people, dead, on=JULY, attended=False)


def test_an_order_ends_after_its_owners_death_and_does_nothing_else(people):
    device = a_device(people, a_patient(people))
    patients.note_death(patient=device.patient, on=JUNE, by=people.receptionist)
    device.refresh_from_db()
    with pytest.raises(Refused):
        devices.advance(device=device, to=State.MEASURED, on=JULY, by=people.technician)
    devices.end(device=device, to=State.CANCELLED, reason="patient-died", on=JULY, by=people.technician)


def test_nobody_dies_before_they_were_served(people):
    patient = a_patient(people)
    session = a_session(people, patient, on=JULY)
    with pytest.raises(Refused):
        patients.note_death(patient=patient, on=JUNE, by=people.receptionist)
    services.void(service=session, reason="Wrong person", by=people.physio, at=people.rakrang.noon(JULY))
    patients.note_death(patient=patient, on=JUNE, by=people.receptionist)


def test_the_date_of_a_death_can_be_corrected_either_way(people, dead):
    for day in (JULY, MAY):
        assert patients.note_death(patient=dead, on=day, by=people.receptionist).deceased_on == day


def test_a_death_noted_in_error_is_taken_back_and_the_trail_says_why(people, dead):
    with pytest.raises(Refused):
        care.revive(patient=dead, reason=" ", by=people.receptionist)
    care.revive(patient=dead, reason="It was the brother.", by=people.receptionist)
    dead.refresh_from_db()
    assert dead.deceased_on is None
    assert dead.events.order_by("pgh_id").last().pgh_context["reason"] == "It was the brother."
    with pytest.raises(Refused):
        care.revive(patient=dead, reason="Again.", by=people.receptionist)


def test_a_group_keeps_its_dead_only_as_absent(people, dead):
    group = {"centre": people.rakrang, "at": people.rakrang.noon(JULY), "minutes": 30, "by": people.physio}
    both = [dead, a_patient(people, name_hangul="리철")]
    with pytest.raises(Refused):
        sessions.record_group(patients=both, **group)
    sessions.record_group(patients=both, absent=[dead], **group)
