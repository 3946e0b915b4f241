"""What therapists and technicians did in a week: counted from the rows that each number opens."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.desk import workload
from apps.desk.workload import Week
from apps.devices.actions import deliveries
from apps.devices.models import DeviceType
from apps.patients.actions import appointments, services
from apps.physio.actions import sessions
from tests.people import a_delivery, a_device, a_patient, a_session, an_appointment

pytestmark = pytest.mark.django_db
TUESDAY, SUNDAY, NEXT = date(2016, 5, 10), date(2016, 5, 15), date(2016, 5, 16)
THERAPISTS, TECHNICIANS = workload.ROOMS


@pytest.fixture
def numbers(people):
    """The numbers of somebody of a room in the week of 9 May 2016."""

    def of(room, user):
        loads = workload.loads(room, Week.of(TUESDAY, [people.rakrang]))
        (found,) = [load for load in loads if load.user == user]
        return {figure.key: number for figure, number in found.numbers}

    return of


@pytest.fixture
def of_six(people):
    """A group of three of whom one did not come."""
    three = [a_patient(people) for _each in range(3)]
    at = people.rakrang.noon(TUESDAY)
    return sessions.record_group(
        centre=people.rakrang, patients=three, absent=three[:1], at=at, minutes=60, by=people.physio
    )


def test_a_week_is_from_monday_to_sunday(people):
    week = Week.of(SUNDAY, [people.rakrang])
    assert (week.monday, week.sunday) == (date(2016, 5, 9), SUNDAY)
    assert (week.before.monday, week.after.monday) == (date(2016, 5, 2), NEXT)


def test_sessions_and_people_of_the_week_are_counted(people, numbers):
    patient = a_patient(people)
    for on in (TUESDAY, SUNDAY, NEXT):
        a_session(people, patient, on=on)
    found = numbers(THERAPISTS, people.physio)
    assert (found["sessions"], found["people"], found["minutes"]) == (2, 1, 60)


def test_a_group_is_one_sitting_and_its_minutes_are_said_once(people, numbers, of_six):
    a_session(people, a_patient(people), minutes=20)
    found = numbers(THERAPISTS, people.physio)
    assert (found["sessions"], found["groups"], found["minutes"], found["people"]) == (3, 1, 80, 3)
    assert found["absences"] == 1


def test_what_was_voided_and_test_persons_are_left_out(people, numbers):
    session = a_session(people, a_patient(people))
    services.void(service=session, reason="Wrong", by=people.physio, at=now())
    a_session(people, a_patient(people, is_test=True))
    assert set(numbers(THERAPISTS, people.physio).values()) == {0}


def test_a_technicians_week_is_what_was_done_with_devices(people, numbers):
    a_delivery(people, a_patient(people), on=TUESDAY)
    a_device(people, a_patient(people), technician=people.technician)
    found = numbers(TECHNICIANS, people.technician)
    assert {key: found[key] for key in ("fittings", "check-outs", "deliveries", "repairs", "served", "open")} == {
        "fittings": 1, "check-outs": 1, "deliveries": 1, "repairs": 0, "served": 1, "open": 1,
    }  # fmt: skip


def test_missed_appointments_are_the_providers(people):
    booked = an_appointment(people, a_patient(people), days=0, at="00:00")
    appointments.note_missed(appointment=booked, by=people.receptionist, at=now())
    week = Week.of(people.rakrang.today(), [people.rakrang])
    (load,) = workload.loads(TECHNICIANS, week)
    assert {figure.key: number for figure, number in load.numbers}["missed"] == 1


def test_who_left_is_shown_in_the_weeks_of_their_work(people):
    a_session(people, a_patient(people))
    people.physio.memberships.update(ended_on=date(2016, 6, 1))
    shown = [load.user for load in workload.loads(THERAPISTS, Week.of(TUESDAY, [people.rakrang]))]
    assert shown == [people.physio]
    assert workload.loads(THERAPISTS, Week.of(NEXT, [people.rakrang])) == []


def test_who_hands_out_crutches_at_the_desk_is_no_technician(people):
    details = {"device_type": DeviceType.objects.get(key="CRU-ELBOW"), "quantity": 2, "by": people.receptionist}
    at = people.rakrang.noon(TUESDAY)
    deliveries.hand_out(patient=a_patient(people), centre=people.rakrang, at=at, **details)
    shown = [load.user for load in workload.loads(TECHNICIANS, Week.of(TUESDAY, [people.rakrang]))]
    assert shown == [people.technician]


def test_another_centres_work_is_not_counted(people, numbers):
    a_session(people, a_patient(people, centre=people.songrim))
    assert numbers(THERAPISTS, people.physio)["sessions"] == 0


@pytest.mark.parametrize(("who", "rooms"), [("manager", 2), ("physio", 1), ("technician", 1)])
def test_a_manager_sees_everyone_and_a_worker_the_own_week(client, people, who, rooms):
    people.rakrang.memberships.create(user=people.doctor, role="physiotherapist", started_on=TUESDAY)
    client.force_login(getattr(people, who))
    shown = client.get(reverse("desk:workload"), {"week": TUESDAY}).context["rooms"]
    assert len(shown) == rooms
    names = {load.user for _room, lines in shown for load, _numbers in lines}
    assert names == ({people.physio, people.technician, people.doctor} if who == "manager" else {getattr(people, who)})


def test_every_number_opens_its_rows(client, people, of_six):
    a_session(people, a_patient(people))
    a_delivery(people, a_patient(people))
    a_device(people, a_patient(people), technician=people.technician)
    client.force_login(people.manager)
    for room, lines in client.get(reverse("desk:workload"), {"week": TUESDAY}).context["rooms"]:
        for _load, numbers in lines:
            for figure, (number, url) in zip(room.figures, numbers, strict=True):
                count = client.get(url).context["page_obj"].paginator.count
                assert figure.key in ("minutes", "repair-minutes") or count == number, figure.key


@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        ("manager", "physio", 200),
        ("manager", "songrim_physio", 404),
        ("physio", "physio", 200),
        ("physio", "technician", 403),
        ("songrim_manager", "physio", 404),
    ],
)
def test_whose_rows_somebody_may_open(client, people, who, asked, status):
    client.force_login(getattr(people, who))
    url = reverse("desk:workload_rows", args=["therapists-sessions"])
    assert client.get(url, {"who": getattr(people, asked).pk}).status_code == status


@pytest.mark.parametrize("query", [{"week": "soon"}, {"week": "0001-01-01"}, {"week": "9999-12-31"}, {"who": "x"}])
def test_a_week_that_cannot_be_is_this_one(client, people, query):
    client.force_login(people.manager)
    answer = client.get(reverse("desk:workload"), query)
    assert answer.status_code == 200
    assert answer.context["week"].monday == Week.of(people.rakrang.today(), [people.rakrang]).monday


def test_what_is_no_figure_is_not_found(client, people):
    client.force_login(people.manager)
    assert client.get(reverse("desk:workload_rows", args=["therapists-luck"])).status_code == 404
