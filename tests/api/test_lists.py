"""Pages, filters, versions."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from tests.people import a_device, a_patient, a_session


@pytest.fixture
def signed_in(client, people):
    client.force_login(people.technician)
    return client


def get(client, path, **query):
    return client.get(f"/api/v1/{path}", query, headers={"Accept-Language": "en"})


def test_pages_follow_each_other_and_miss_nobody(signed_in, people):
    made = [str(a_patient(people).pk) for _ in range(5)]
    found, address = [], "/api/v1/patients/?limit=2"
    while address:
        page = signed_in.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert found == made
    assert urlsplit(page["previous"]).path == "/api/v1/patients/"


def test_a_row_written_meanwhile_does_not_disturb_the_next_page(signed_in, people):
    made = [str(a_patient(people).pk) for _ in range(4)]
    first = signed_in.get("/api/v1/patients/?limit=2").json()
    made.append(str(a_patient(people).pk))
    second = signed_in.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == made[:4]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, 3),
        ({"sex": "F"}, 1),
        ({"birth_year": "1970"}, 2),
        ({"province": "nampo"}, 1),
        ({"centre": "RAK"}, 3),
        ({"centre": "SON"}, 0),
        ({"is_test": "true"}, 1),
        ({"is_test": "false"}, 2),
    ],
)
def test_patients_are_filtered(signed_in, people, query, expected):
    a_patient(people)
    a_patient(people, sex="F", birth_date=date(2001, 1, 1), province="nampo")
    a_patient(people, is_test=True)
    assert len(get(signed_in, "patients/", **query).json()["results"]) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"type": "PRO-LL-TT"}, 1),
        ({"device_class": "walking-aid"}, 1),
        ({"side": "L"}, 1),
        ({"state": "prescribed"}, 2),
        ({"open": "true"}, 2),
        ({"open": "false"}, 0),
        ({"since": "2016-05-11"}, 1),
        ({"until": "2016-05-10"}, 1),
    ],
)
def test_devices_are_filtered(signed_in, people, query, expected):
    patient = a_patient(people)
    a_device(people, patient)
    a_device(people, patient, key="CRU-AXIL", on=date(2016, 5, 20))
    assert len(get(signed_in, "devices/", **query).json()["results"]) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"attended": "true"}, 1),
        ({"attended": "false"}, 1),
        ({"voided": "false"}, 2),
        ({"voided": "true"}, 0),
        ({"since": "2016-05-11"}, 1),
        ({"until": "2016-05-10"}, 1),
        ({"late": "true"}, 0),
    ],
)
def test_sessions_are_filtered(signed_in, people, query, expected):
    patient = a_patient(people)
    a_session(people, patient)
    a_session(people, patient, on=date(2016, 5, 20), attended=False)
    assert len(get(signed_in, "sessions/", **query).json()["results"]) == expected


def test_a_record_names_its_version_and_is_not_sent_twice(signed_in, people):
    patient = a_patient(people)
    first = get(signed_in, f"patients/{patient.pk}/")
    assert first.headers["ETag"].startswith('"1.')
    again = signed_in.get(f"/api/v1/patients/{patient.pk}/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_mark_of_a_record_differs_by_what_one_may_see(client, people):
    patient = a_patient(people)
    marks = set()
    for user in (people.receptionist, people.technician):
        client.force_login(user)
        marks.add(get(client, f"patients/{patient.pk}/").headers["ETag"])
    assert len(marks) == 2


def test_an_address_without_its_last_slash_leads_on(signed_in):
    answer = get(signed_in, "patients")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/patients/")
