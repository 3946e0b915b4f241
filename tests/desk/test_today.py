"""The page everyone starts from: each role its own, and every number opens its rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from apps.devices.actions import devices
from apps.devices.models import State
from apps.patients.actions import teams
from tests.people import MAY, a_delivery, a_device, a_lost_leg, a_patient, a_session, an_episode, taken_to

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
        ("doctor", ["Clinic"]),
        ("social_worker", ["Clinic"]),
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


def test_a_doctor_begins_with_the_episodes_of_the_own_team(client, people):
    mine, other = a_patient(people, name_hangul="리은"), a_patient(people, name_hangul="최민")
    episode = an_episode(people, mine)
    an_episode(people, other)
    teams.join(episode=episode, user=people.doctor, on=MAY, by=people.physio)
    own, lately = panels(client, people.doctor)["Clinic"].listings
    assert [row.url for row in own.rows] == [reverse("patients:episode", args=[episode.pk])]
    assert len(lately.rows) == 2


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
    ready, lately = panel.listings
    assert ready.total == 1
    assert [row.url for row in ready.rows] == [reverse("devices:detail", args=[device.pk])]
    assert [row.url for row in lately.rows] == [reverse("patients:detail", args=[patient.pk])]


def test_a_person_who_left_the_centre_is_not_shown_as_registered_lately(client, people):
    patient = a_patient(people)
    patient.accesses.update(active=False, until=date(2016, 6, 1))
    _ready, lately = panels(client, people.receptionist)["Reception"].listings
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
    assert [[row.url for row in listing.rows] for listing in panel.listings] == [pages, pages[1:]]


def test_the_physiotherapist_sees_today_and_the_days_before(client, people):
    today = people.rakrang.today()
    patient = a_patient(people)
    a_session(people, patient, at=people.rakrang.moment(today))
    a_session(people, patient, on=today - timedelta(days=3))
    a_session(people, patient, on=today - timedelta(days=30), therapist=people.manager)
    panel = panels(client, people.physio)["Physiotherapy"]
    assert numbers(panel) == {"Sessions today": 1, "Sessions in 7 days": 2}
    assert [len(listing.rows) for listing in panel.listings] == [1, 1]


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


@pytest.mark.parametrize("who", ["receptionist", "technician", "physio", "manager", "administrator"])
def test_every_number_opens_as_many_rows(client, people, who):
    patient = a_patient(people, birth_date=None)
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
            found = context["table"].paginator if "table" in context else context["page_obj"].paginator
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
