"""The API shows exactly the rows the pages show, and guarded fields only to those who may see them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.patients.actions import patients
from tests.people import a_delivery, a_lost_leg, a_patient, a_session, account

NOUNS = ("patients", "devices", "sessions")


@pytest.fixture
def rows(people):
    """One person of each centre, with a leg, a delivered prosthesis and a session."""
    found = {}
    for centre, therapist in ((people.rakrang, people.physio), (people.songrim, people.songrim_physio)):
        patient = a_patient(people, centre=centre, category="military")
        limb = a_lost_leg(people, patient, cause="mine")
        device = a_delivery(people, patient, impairment=limb).device
        session = a_session(people, patient, therapist=therapist)
        found[centre.code] = {"patients": patient, "devices": device, "sessions": session, "centres": centre}
    return found


def get(client, path, **query):
    return client.get(f"/api/v1/{path}", query, headers={"Accept-Language": "en"})


@pytest.mark.parametrize("noun", ["centres", *NOUNS])
def test_a_list_holds_the_rows_of_ones_own_centre_alone(client, people, rows, noun):
    client.force_login(people.technician)
    shown = get(client, f"{noun}/").json()["results"]
    assert [row["id"] for row in shown] == [str(rows["RAK"][noun].pk)]


@pytest.mark.parametrize("noun", ["centres", *NOUNS])
def test_another_centres_row_is_not_found(client, people, rows, noun):
    client.force_login(people.technician)
    assert get(client, f"{noun}/{rows['RAK'][noun].pk}/").status_code == 200
    assert get(client, f"{noun}/{rows['SON'][noun].pk}/").status_code == 404


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_a_role_that_sees_no_patients_is_forbidden(client, people, rows, noun, role):
    client.force_login(getattr(people, role))
    assert get(client, f"{noun}/").status_code == 403
    assert get(client, f"{noun}/{rows['RAK'][noun].pk}/").status_code == 403
    assert get(client, f"{noun}/{rows['SON'][noun].pk}/").status_code == 404


@pytest.mark.parametrize("noun", ["centres", *NOUNS])
def test_a_stranger_must_sign_in(client, rows, noun):
    answer = get(client, f"{noun}/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Session")


def test_an_administrator_of_one_centre_sees_the_patients_of_the_other_alone(client, people, rows):
    both = account("both", people.rakrang, "administrator")
    both.memberships.create(centre=people.songrim, role="receptionist", started_on=date(2016, 1, 1))
    client.force_login(both)
    for noun in NOUNS:
        assert [row["id"] for row in get(client, f"{noun}/").json()["results"]] == [str(rows["SON"][noun].pk)]
        assert get(client, f"{noun}/{rows['RAK'][noun].pk}/").status_code == 403


@pytest.mark.parametrize("address", ["patients/", "patients/{pk}/"])
def test_guarded_fields_are_absent_without_the_permission(client, people, rows, address):
    path = address.format(pk=rows["RAK"]["patients"].pk)
    client.force_login(people.receptionist)
    plain = get(client, path).content.decode()
    client.force_login(people.technician)
    guarded = get(client, path).content.decode()
    for name in ('"category"', '"cause"', "military", '"mine"'):
        assert name not in plain
        assert name in guarded


def test_a_centre_with_access_decides_what_is_guarded(client, people, rows):
    """Somebody who may see guarded fields at Songrim sees them of a person of Rakrang whom Songrim serves too."""
    patient = rows["RAK"]["patients"]
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=date(2016, 5, 11))
    client.force_login(people.songrim_technician)
    assert get(client, f"patients/{patient.pk}/").json()["category"] == "military"
    client.force_login(people.songrim_receptionist)
    assert "category" not in get(client, f"patients/{patient.pk}/").json()


def test_both_sides_of_two_roles_are_kept_apart(client, people, rows):
    """Technician in Rakrang, receptionist in Songrim: guarded fields of Rakrang's people only."""
    people.technician.memberships.create(centre=people.songrim, role="receptionist", started_on=date(2016, 1, 1))
    client.force_login(people.technician)
    shown = {row["centre_code"]: row for row in get(client, "patients/").json()["results"]}
    assert "category" in shown["RAK"]
    assert "category" not in shown["SON"]


@pytest.mark.parametrize("noun", NOUNS)
def test_the_number_of_queries_does_not_grow_with_the_rows(client, people, rows, noun):
    client.force_login(people.technician)
    get(client, f"{noun}/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        get(client, f"{noun}/")
    for number in range(5):
        patient = a_patient(people, name_hangul=f"리철{'가나다라마'[number]}")
        a_session(people, patient)
        a_delivery(people, patient, impairment=a_lost_leg(people, patient))
    with CaptureQueriesContext(connection) as many:
        assert len(get(client, f"{noun}/").json()["results"]) == 6
    assert len(many) == len(few) <= 10
