"""The page everyone starts from: each role its own, and every number opens its rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from apps.core.clock import now
from apps.devices.actions import devices
from apps.devices.models import State
from apps.patients.actions import appointments
from tests.merges import asked
from tests.people import (
    a_delivery,
    a_device,
    a_lost_leg,
    a_patient,
    a_session,
    an_appointment,
    an_assessment,
    an_episode,
    taken_to,
)

pytestmark = pytest.mark.django_db


def panels(client, user):
    client.force_login(user)
    answer = client.get(reverse("desk:today"))
    assert answer.status_code == 200
    return {str(panel.title): panel for panel in answer.context["panels"]}


def numbers(panel):
    with translation.override("en"):
        return {str(number.label): number.value for number in panel.numbers}


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("receptionist", ["Reception"]),
        ("technician", ["Workshop"]),
        ("physio", ["Physiotherapy"]),
        ("doctor", ["Consultation"]),
        ("social_worker", ["Social work"]),
        ("manager", ["The centre"]),
        ("auditor", ["Reports"]),
        ("administrator", ["People and roles"]),
        ("stranger", []),
    ],
)
def test_each_role_has_its_own_page(client, people, who, titles):
    assert list(panels(client, getattr(people, who))) == titles


def test_several_roles_are_shown_together_in_the_order_of_a_visit(client, people):
    for role in ("administrator", "manager", "receptionist"):
        people.physio.memberships.create(centre=people.rakrang, role=role, started_on=date(2016, 1, 1))
    assert list(panels(client, people.physio)) == ["Reception", "Physiotherapy", "The centre", "People and roles"]


def test_who_has_no_role_is_told_whom_to_ask(client, people):
    client.force_login(people.stranger)
    assert "Ask an administrator of your centre" in client.get("/").content.decode()


def test_nobody_gets_in_without_signing_in(client, people):
    assert client.get("/").headers["Location"] == "/account/login/?next=/"


def test_the_receptionist_sees_who_came_lately_and_what_is_ready(client, people):
    patient = a_patient(people)
    a_patient(people, centre=people.songrim)
    device = taken_to(people, a_device(people, patient), State.CHECKED)
    panel = panels(client, people.receptionist)["Reception"]
    _expected, _reviews, ready, lately = panel.listings
    assert ready.total == 1
    assert [row.url for row in ready.rows] == [reverse("devices:detail", args=[device.pk])]
    assert [row.url for row in lately.rows] == [reverse("patients:detail", args=[patient.pk])]


def test_a_person_who_left_the_centre_is_not_shown_as_registered_lately(client, people):
    patient = a_patient(people)
    patient.accesses.update(active=False, until=date(2016, 6, 1))
    *_others, lately = panels(client, people.receptionist)["Reception"].listings
    assert lately.rows == []


def test_the_technician_sees_the_own_open_devices_by_state(client, people):
    patient = a_patient(people)
    first = a_device(people, patient, technician=people.technician)
    a_device(people, patient, side="R", technician=people.manager)
    held = a_device(people, a_patient(people), technician=people.technician, on=date(2016, 5, 11))
    devices.hold(device=held, reason="wound", on=date(2016, 5, 12), by=people.technician)
    panel = panels(client, people.technician)["Workshop"]
    counted = numbers(panel)
    assert (counted["Prescribed"], counted["On hold"], counted["Fitting"]) == (1, 1, 0)
    pages = [reverse("devices:detail", args=[device.pk]) for device in (first, held)]
    assert [[row.url for row in listing.rows] for listing in panel.listings[1:]] == [pages, pages[1:]]


def test_the_physiotherapist_sees_today_and_the_days_before(client, people):
    today = people.rakrang.today()
    patient = a_patient(people)
    a_session(people, patient, at=people.rakrang.moment(today))
    a_session(people, patient, on=today - timedelta(days=3))
    a_session(people, patient, on=today - timedelta(days=30), therapist=people.manager)
    panel = panels(client, people.physio)["Physiotherapy"]
    counted = numbers(panel)
    assert (counted["Sessions today"], counted["Sessions in 7 days"]) == (1, 2)
    assert [len(listing.rows) for listing in panel.listings[2:]] == [1, 1]


def test_the_manager_sees_the_month_beside_last_years(client, people):
    today = people.rakrang.today()
    patient = a_patient(people)
    a_session(people, patient, at=people.rakrang.moment(today))
    a_session(people, patient, on=today.replace(year=today.year - 1, day=1))
    a_session(people, patient, on=today.replace(year=today.year - 1, day=2))
    (comparison,) = panels(client, people.manager)["The centre"].comparisons
    with translation.override("en"):
        lines = {str(line.label): (line.now, line.before) for line in comparison.lines}
    assert lines["Physiotherapy sessions"] == (1, 2)
    assert lines["Beneficiaries"] == (1, 1)


def test_a_month_without_report_is_a_dash_and_not_a_zero(client, people):
    (comparison,) = panels(client, people.auditor)["Reports"].comparisons
    assert {(line.now, line.before) for line in comparison.lines} == {(None, None)}
    assert "—" in client.get("/").content.decode()


def test_the_administrator_sees_who_is_there(client, people):
    assert numbers(panels(client, people.administrator)["People and roles"])["Physiotherapist"] == 1


@pytest.mark.parametrize(
    "who", ["receptionist", "technician", "physio", "doctor", "social_worker", "manager", "administrator"]
)
def test_every_number_opens_as_many_rows(client, people, who):
    patient = a_patient(people, birth_date=None)
    for provider in (people.technician, people.physio, people.doctor):
        an_appointment(people, patient, days=0, at="23:55", minutes=5, provider=provider)
        an_appointment(people, patient, days=0, at="00:00", provider=provider)
    a_delivery(people, a_patient(people), technician=people.technician)
    asked(people, patient, a_patient(people))
    a_lost_leg(people, patient)
    a_device(people, patient, technician=people.technician)
    taken_to(people, a_device(people, patient, side="R", technician=people.technician), State.CHECKED)
    a_session(people, patient, at=people.rakrang.moment(people.rakrang.today()))
    for panel in panels(client, getattr(people, who)).values():
        counted = [(number.url, number.value) for number in panel.numbers]
        counted += [(listing.url, listing.total) for listing in panel.listings if listing.total is not None]
        counted += [
            (row.url, row.number) for listing in panel.listings for row in listing.rows if row.number is not None
        ]
        for url, number in counted:
            context = client.get(url).context
            found = context["page_obj"].paginator if "page_obj" in context else context["table"].paginator
            assert found.count == number, url


def test_the_numbers_of_one_centre_open_the_rows_of_that_centre(client, people):
    """A technician of Rakrang who manages Songrim."""
    people.technician.memberships.create(centre=people.songrim, role="manager", started_on=date(2016, 1, 1))
    for centre in (people.rakrang, people.songrim):
        a_device(people, a_patient(people, centre=centre), technician=people.technician)
    for panel in panels(client, people.technician).values():
        for number in panel.numbers:
            assert client.get(number.url).context["table"].paginator.count == number.value, number


def test_the_start_page_asks_the_database_the_same_however_much_there_is(client, people):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("desk:today"))
        return len(asked)

    for role in ("receptionist", "technician", "physiotherapist"):
        people.manager.memberships.create(centre=people.rakrang, role=role, started_on=date(2016, 1, 1))
    client.force_login(people.manager)
    a_delivery(people, a_patient(people))
    a_device(people, a_patient(people), technician=people.manager)
    a_session(people, a_patient(people), therapist=people.manager)
    few = queries()
    for _ in range(4):
        a_device(people, a_patient(people), technician=people.manager)
        a_session(people, a_patient(people), therapist=people.manager)
    assert queries() == few


def test_the_receptionist_sees_who_is_expected_and_whose_hour_has_come(client, people):
    due = an_appointment(people, a_patient(people), days=0, at="00:00")
    an_appointment(people, a_patient(people), days=1)
    appointments.note_arrival(
        appointment=an_appointment(people, a_patient(people), days=0), by=people.receptionist, at=now()
    )
    panel = panels(client, people.receptionist)["Reception"]
    counted = numbers(panel)
    assert (counted["Expected today"], counted["Came today"], counted["Did not come?"]) == (1, 1, 1)
    assert [row.url for row in panel.listings[0].rows] == [reverse("patients:appointment", args=[due.pk])]


def test_the_receptionist_sees_overdue_reviews(client, people):
    device = a_delivery(people, a_patient(people)).device
    panel = panels(client, people.receptionist)["Reception"]
    assert numbers(panel)["Overdue reviews"] == 1
    assert [row.url for row in panel.listings[1].rows] == [reverse("devices:detail", args=[device.pk])]


@pytest.mark.parametrize("who", ["technician", "physio", "doctor", "social_worker"])
def test_who_treats_people_sees_the_own_appointments_of_today_alone(client, people, who):
    user = getattr(people, who)
    mine = an_appointment(people, a_patient(people), days=0, provider=user)
    an_appointment(people, a_patient(people), days=0, provider=None)
    (panel,) = panels(client, user).values()
    listing = next(listing for listing in panel.listings if listing.title == "My appointments today")
    assert [row.url for row in listing.rows] == [reverse("patients:appointment", args=[mine.pk])]


def test_who_did_not_come_is_called_until_there_is_a_new_appointment(client, people):
    patient = a_patient(people)
    booked = an_appointment(people, patient, days=0, at="00:00")
    appointments.note_missed(appointment=booked, by=people.receptionist, at=now())
    assert numbers(panels(client, people.receptionist)["Reception"])["To be called"] == 1
    an_appointment(people, patient)
    assert "To be called" not in numbers(panels(client, people.receptionist)["Reception"])


def test_the_technician_sees_what_waits_too_long(client, people):
    a_device(people, a_patient(people), technician=people.technician)
    a_device(people, a_patient(people), technician=people.technician, on=people.rakrang.today())
    assert numbers(panels(client, people.technician)["Workshop"])["Overdue"] == 1


def test_the_doctor_sees_who_was_not_assessed_yet(client, people):
    episode = an_episode(people, a_patient(people))
    an_assessment(people, an_episode(people, a_patient(people)))
    listing = panels(client, people.doctor)["Consultation"].listings[1]
    assert [row.url for row in listing.rows] == [reverse("patients:episode", args=[episode.pk])]


def test_a_merge_waits_for_whoever_did_not_ask_for_it(client, people):
    asked(people, a_patient(people), a_patient(people), by=people.manager)
    assert "Merges to decide" not in numbers(panels(client, people.manager)["The centre"])
    asked(people, a_patient(people), a_patient(people))
    counted = {number.label: number for number in panels(client, people.manager)["The centre"].numbers}
    assert counted["Merges to decide"].value == 1
    assert client.get(counted["Merges to decide"].url).context["table"].paginator.count == 1


def test_the_manager_sees_this_week_and_last_of_everyone(client, people):
    today = people.rakrang.today()
    a_session(people, a_patient(people), at=people.rakrang.moment(today))
    a_session(people, a_patient(people), on=today - timedelta(days=today.weekday() + 3), minutes=45)
    a_device(people, a_patient(people), technician=people.technician)
    therapists, technicians = panels(client, people.manager)["The centre"].work
    assert [(now.value, before.value) for now, before in therapists.lines[0].pairs] == [(1, 1), (30, 45), (1, 1)]
    assert [now.value for now, before in technicians.lines[0].pairs if before is None] == [1]


def test_each_number_of_a_week_opens_its_rows(client, people):
    a_session(people, a_patient(people), at=people.rakrang.moment(people.rakrang.today()))
    a_device(people, a_patient(people), technician=people.technician)
    for table in panels(client, people.manager)["The centre"].work:
        pairs = [number for line in table.lines for pair in line.pairs for number in pair if number]
        for number in pairs:
            count = client.get(number.url).context["page_obj"].paginator.count
            assert "minutes" in number.url or count == number.value, number
