"""The list of sessions, and what physiotherapy tells on a person's timeline."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.clock import now
from apps.patients.actions import services
from apps.physio import timeline
from apps.physio.actions import sessions
from tests.people import a_patient, a_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def several(people):
    """An individual session each on 10 and 12 May, an absence, a voided one, and a group of two on 20 May."""
    kim = a_patient(people)
    pak = a_patient(people, name_hangul="박철민", name_romanised="Pak Chol Min")
    a_session(people, kim)
    a_session(people, pak, on=date(2016, 5, 12), attended=False)
    error = a_session(people, pak, on=date(2016, 5, 13))
    services.void(service=error, reason="Wrong person", by=people.physio, at=now())
    at = people.rakrang.noon(date(2016, 5, 20))
    sessions.record_group(
        centre=people.rakrang, patients=[kim, pak], absent=[pak], at=at, minutes=45, by=people.physio, title="Balance"
    )
    a_session(people, a_patient(people, centre=people.songrim), therapist=people.songrim_physio)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, 4),
        ({"q": "박철"}, 2),
        ({"q": "Gim"}, 2),
        ({"q": "\x00"}, 4),
        ({"since": "2016-05-12"}, 3),
        ({"until": "2016-05-12"}, 2),
        ({"since": "2016-05-20", "until": "2016-05-20"}, 2),
        ({"since": "nonsense"}, 4),
        ({"kind": "group"}, 2),
        ({"kind": "individual"}, 2),
        ({"attended": "no"}, 2),
        ({"state": "voided"}, 1),
        ({"state": "all"}, 5),
        ({"state": "late"}, 0),
        ({"therapist": "not-a-key"}, 4),
    ],
)
def test_the_list_is_narrowed(client, people, several, query, shown):
    client.force_login(people.manager)
    assert client.get(reverse("physio:list"), query).context["table"].paginator.count == shown


@pytest.mark.parametrize(
    "sort", ["service_date", "-service_date", "patient", "-minutes", "therapist", "kind", "nonsense"]
)
def test_the_list_is_sorted(client, people, several, sort):
    client.force_login(people.physio)
    assert client.get(reverse("physio:list"), {"sort": sort}).status_code == 200


def test_the_latest_comes_first(client, people, several):
    client.force_login(people.physio)
    rows = client.get(reverse("physio:list")).context["table"].page.object_list
    days = [row.record.service_date for row in rows]
    assert days == sorted(days, reverse=True)


def test_an_empty_list_says_what_to_do(client, people):
    client.force_login(people.physio)
    assert "No session matches" in client.get(reverse("physio:list")).content.decode()


@pytest.mark.parametrize(("who", "status"), [("receptionist", 200), ("administrator", 403), ("auditor", 403)])
def test_who_may_see_patients_sees_the_list(client, people, who, status):
    client.force_login(getattr(people, who))
    assert client.get(reverse("physio:list")).status_code == status


def test_only_who_logs_is_offered_to_log(client, people, several):
    for who, offered in (("physio", True), ("receptionist", False)):
        client.force_login(getattr(people, who))
        page = client.get(reverse("physio:list")).content.decode()
        assert (reverse("physio:record_any") in page) is offered


def test_the_number_of_queries_does_not_grow_with_the_rows(client, people, several):
    client.force_login(people.physio)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("physio:list"))
    for _ in range(6):
        a_session(people, a_patient(people))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("physio:list"))
    assert len(many) == len(few)


def test_the_timeline_tells_of_every_session_and_keeps_the_note_to_itself(people):
    patient = a_patient(people)
    a_session(people, patient, note="Confidential")
    voided = a_session(people, patient, on=date(2016, 5, 12))
    services.void(service=voided, reason="Error", by=people.physio, at=now())
    entries = timeline.entries(patient, people.technician)
    assert [(entry.on, entry.voided) for entry in entries] == [(date(2016, 5, 12), True), (date(2016, 5, 10), False)]
    assert "Confidential" not in str(entries)
    assert timeline.entries(patient, people.songrim_technician) == []
