"""Appointments: booked, moved, noted, taken back; what is refused, and what is only said."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients import schedule
from apps.patients.actions import appointments, care, patients, transfers
from apps.patients.models import Appointment, Patient
from apps.patients.policies.appointments import TRANSITIONS
from apps.patients.timeline import entries
from tests.merges import a_merge
from tests.people import a_patient, a_transfer, an_appointment

pytestmark = pytest.mark.django_db


def today_at_midnight(people, patient, **details):
    """An appointment whose hour has come."""
    return an_appointment(people, patient, days=0, at="00:00", **details)


def note(verb, people, appointment, **details):
    return getattr(appointments, verb)(appointment=appointment, by=people.receptionist, at=now(), **details)


@contextmanager
def refused(code):
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def test_the_same_key_books_once(people, patient):
    key = new_id()
    first, again = (an_appointment(people, patient, id=key) for _press in range(2))
    assert first == again == Appointment.objects.get()


def test_the_key_of_another_persons_appointment_is_refused(people, patient):
    other = an_appointment(people, a_patient(people))
    with refused("id_exists"):
        an_appointment(people, patient, id=other.pk)


@pytest.mark.parametrize(
    ("details", "field"),
    [({"days": -1}, "on"), ({"days": 800}, "on"), ({"minutes": 4}, "minutes"), ({"minutes": 481}, "minutes")],
)
def test_what_cannot_be_is_refused_at_its_field(people, patient, details, field):
    with pytest.raises(Refused) as refused:
        an_appointment(people, patient, **details)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


@pytest.mark.parametrize("who", ["receptionist", "songrim_technician", "stranger"])
def test_only_who_treats_people_here_is_a_provider(people, patient, who):
    with pytest.raises(Refused) as refused:
        an_appointment(people, patient, provider=getattr(people, who))
    assert refused.value.field == "provider"


def test_the_dead_and_the_merged_are_not_booked(people, patient):
    lost = a_patient(people)
    a_merge(people, patient, lost)
    patients.note_death(patient=patient, on=date(2016, 6, 1), by=people.receptionist)
    for person, said in ((patient, "This person died on 2016-06-01."), (lost, "merged")):
        with override("en"), pytest.raises(Refused) as caught:
            an_appointment(people, Patient.objects.get(pk=person.pk))
        with override("en"):
            assert said in str(caught.value)


def test_a_centre_books_only_whom_it_serves(people, patient):
    with refused("not_allowed_now"):
        an_appointment(people, patient, centre=people.songrim, provider=None)


def test_the_day_is_the_centres_own(people, patient):
    """Half past midnight in Pyongyang is still the day before in UTC."""
    booked = an_appointment(people, patient, at="00:30")
    tomorrow = people.rakrang.today() + timedelta(days=1)
    assert booked.starts_at.astimezone(people.rakrang.zone).time() == time(0, 30)
    assert (booked.on, booked.clock, booked.clock_end) == (tomorrow, "00:30", "01:00")
    assert list(schedule.during(Appointment.objects.all(), people.rakrang, tomorrow)) == [booked]


def test_moving_keeps_the_rest_and_refuses_a_stale_page(people, patient):
    booked = an_appointment(people, patient)
    later = booked.starts_at + timedelta(days=1)
    moved = {"kind": "review", "starts_at": later, "minutes": 45, "by": people.doctor, "version": 1}
    appointments.change(appointment=booked, **moved)
    booked.refresh_from_db()
    assert (booked.kind, booked.starts_at, booked.minutes, booked.provider) == ("review", later, 45, None)
    with refused("stale"):
        appointments.change(appointment=booked, **moved)


def test_a_provider_who_left_stays_while_the_rest_is_corrected(people, patient):
    booked = an_appointment(people, patient)
    people.technician.memberships.update(ended_on=people.rakrang.today())
    same = {"kind": "delivery", "starts_at": booked.starts_at, "minutes": 30, "provider": people.technician}
    appointments.change(appointment=booked, by=people.receptionist, **same)
    assert Appointment.objects.get().kind == "delivery"


@pytest.mark.parametrize(
    ("verb", "state"), [("note_arrival", "arrived"), ("note_missed", "missed"), ("cancel", "cancelled")]
)
def test_a_note_is_made_once_and_taken_back(people, patient, verb, state):
    booked = today_at_midnight(people, patient)
    for _press in range(2):
        note(verb, people, booked, version=1)
    assert (Appointment.objects.get().state, Appointment.objects.get().version) == (state, 2)
    note("take_back", people, booked)
    assert Appointment.objects.get().state == "booked"


def test_who_was_given_up_may_come_late_and_who_came_is_not_missed(people, patient):
    booked = today_at_midnight(people, patient)
    note("note_missed", people, booked)
    note("note_arrival", people, booked)
    assert Appointment.objects.get().state == "arrived"
    with refused("not_allowed_now"):
        note("note_missed", people, booked)


def test_two_desks_do_not_overwrite_each_other(people, patient):
    booked = today_at_midnight(people, patient)
    note("note_arrival", people, booked, version=1)
    with refused("stale"):
        note("note_missed", people, booked, version=1)


@pytest.mark.parametrize("verb", ["note_arrival", "note_missed"])
def test_nothing_is_noted_before_its_time(people, patient, verb):
    with refused("not_allowed_now"):
        note(verb, people, an_appointment(people, patient))


def test_who_has_died_since_is_flagged_and_can_only_be_called_off_or_missed(people, patient):
    booked = today_at_midnight(people, patient)
    died = people.rakrang.today() - timedelta(days=1)
    patients.note_death(patient=patient, on=died, by=people.receptionist)
    booked = Appointment.objects.shown().get()
    assert str(schedule.flag(booked))
    with refused("not_allowed_now"):
        note("note_arrival", people, booked)
    assert note("cancel", people, booked).state == "cancelled"


def test_who_no_longer_comes_is_flagged(people, patient):
    an_appointment(people, patient)
    assert schedule.flag(Appointment.objects.shown().get()) is None
    gone = {"ended_as": "lost", "reason": "moved", "on": people.rakrang.today(), "by": people.receptionist}
    care.end(patient=patient, **gone)
    assert schedule.flag(Appointment.objects.shown().get()) is not None


def test_an_appointment_counts_nothing_and_brings_nobody_back_into_care(people, patient):
    booked = today_at_midnight(people, patient)
    gone = {"ended_as": "lost", "reason": "moved", "on": people.rakrang.today(), "by": people.receptionist}
    care.end(patient=patient, **gone)
    note("note_arrival", people, booked)
    assert Patient.objects.get().care_ended_on is not None


def test_a_merge_moves_appointments(people, patient):
    lost = a_patient(people)
    booked = an_appointment(people, lost)
    a_merge(people, patient, lost)
    booked.refresh_from_db()
    assert booked.patient == patient


def test_after_a_move_the_old_centre_still_sees_its_own_and_the_new_one_sees_them_too(people, patient):
    an_appointment(people, patient)
    transfers.answer(
        transfer=a_transfer(people, patient), accept=True, by=people.songrim_receptionist, at=now(),
    )  # fmt: skip
    for user in (people.receptionist, people.songrim_receptionist):
        assert Appointment.objects.visible_to(user).count() == 1
    assert schedule.flag(Appointment.objects.shown().get()) is not None
    with refused("not_allowed_now"):
        an_appointment(people, patient, centre=people.rakrang)


@pytest.mark.parametrize(
    ("at", "minutes", "found"),
    [("09:30", 30, False), ("09:45", 30, True), ("10:29", 5, True), ("10:30", 30, False), ("08:00", 480, True)],
)
def test_what_ends_as_the_next_begins_does_not_overlap(people, patient, at, minutes, found):
    there = an_appointment(people, patient, at="10:00", minutes=30)
    starts_at = datetime.combine(there.on, time.fromisoformat(at), tzinfo=people.rakrang.zone)
    other = a_patient(people)
    rows = schedule.overlapping(patient=other, provider=people.technician, starts_at=starts_at, minutes=minutes)
    assert rows == ([there] if found else [])


def test_a_person_is_in_one_place_and_what_was_called_off_takes_no_time(people, patient):
    there = an_appointment(people, patient, provider=None)
    asked = {"patient": patient, "provider": people.physio, "starts_at": there.starts_at, "minutes": 30}
    assert schedule.overlapping(**asked) == [there]
    assert schedule.overlapping(**asked, besides=there.pk) == []
    note("cancel", people, there)
    assert schedule.overlapping(**asked) == []


def test_the_week_begins_on_monday_and_counts_what_stands(people, patient):
    for _ in range(2):
        today_at_midnight(people, patient)
    note("note_missed", people, today_at_midnight(people, patient))
    note("cancel", people, today_at_midnight(people, patient))
    today = people.rakrang.today()
    week = schedule.week(Appointment.objects.all(), people.rakrang, today)
    assert (week[0].on.weekday(), len(week)) == (0, 7)
    assert {day.on: (day.number, day.missed) for day in week if day.number} == {today: (3, 1)}


def test_the_timeline_tells_appointments_the_missed_ones_too(people, patient):
    note("note_missed", people, today_at_midnight(people, patient))
    note("cancel", people, an_appointment(people, patient))
    with override("en"):
        told = [entry for entry in entries(patient, people.doctor) if entry.kind == "appointment"]
    assert sorted((entry.text.split(" · ")[1], entry.voided) for entry in told) == [
        ("Cancelled", True),
        ("Did not come", False),
    ]  # fmt: skip


def test_every_state_leads_somewhere_that_exists():
    assert set(TRANSITIONS) == {state for after in TRANSITIONS.values() for state in after}


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("appointment_kind_is_known", {"kind": "party"}),
        ("appointment_state_is_known", {"state": "late"}),
        ("appointment_length_is_sane", {"minutes": 4}),
        ("appointment_length_is_sane", {"minutes": 481}),
    ],
)
def test_impossible_appointments_are_refused_by_postgresql(people, patient, constraint, change):
    booked = an_appointment(people, patient)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Appointment.objects.filter(pk=booked.pk).update(**change)
