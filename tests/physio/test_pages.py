"""The pages of physiotherapy: who may, what is kept, what is shown."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.patients.actions import patients
from apps.physio.models import PhysioSession, Technique
from tests.people import a_patient, a_session

pytestmark = pytest.mark.django_db


def values(**changed):
    return {"on": "2016-05-20", "minutes": "40", "techniques": ["balance", "stretching"], "attended": "on",
            "record_id": str(uuid4()), **changed}  # fmt: skip


def log(client, people, patient, *, user=None, **changed):
    client.force_login(user or people.physio)
    given = {"therapist": str(people.physio.pk), **values(**changed)}
    return client.post(reverse("physio:record", args=[patient.pk]), given)


def test_a_session_is_logged_in_four_inputs(client, people, patient):
    answer = log(client, people, patient, note="Parallel bars.")
    session = PhysioSession.objects.get()
    assert answer.headers["Location"] == reverse("physio:detail", args=[session.pk])
    assert (session.service_date, session.minutes, session.therapist) == (date(2016, 5, 20), 40, people.physio)
    assert session.techniques == ["balance", "stretching"]
    assert (session.attended, session.centre, session.note) == (True, people.rakrang, "Parallel bars.")


def test_saved_twice_it_is_one_session(client, people, patient):
    given = values()
    log(client, people, patient, **given)
    assert log(client, people, patient, **given).status_code == 302
    assert PhysioSession.objects.count() == 1


def test_a_key_of_another_persons_session_is_refused(client, people, patient):
    other = a_session(people, a_patient(people))
    answer = log(client, people, patient, record_id=str(other.pk))
    assert answer.status_code == 422
    assert PhysioSession.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": (date.today() + timedelta(days=2)).isoformat()}, "The date lies in the future."),
        ({"on": "1960-01-01"}, "before the person"),
        ({"on": "soon"}, "Enter a valid date."),
        ({"minutes": "0"}, "greater than or equal to 1"),
        ({"minutes": "481"}, "less than or equal to 480"),
        ({"minutes": "\x00"}, "Enter a whole number."),
        ({"techniques": ["magic"]}, "magic is not one of the available choices"),
        ({"note": "a\x00b"}, "contains control characters"),
        ({"note": "x" * 1001}, "at most 1000"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(client, people, patient, changed, said):
    answer = log(client, people, patient, **{"note": "Kept.", **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "note" in changed or "Kept." in page
    assert not PhysioSession.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("physio", 200),
        ("technician", 403),
        ("receptionist", 403),
        ("manager", 403),
        ("administrator", 403),
        ("songrim_physio", 404),
        ("stranger", 404),
    ],
)
def test_only_a_physiotherapist_of_the_centre_logs(client, people, patient, who, status):
    client.force_login(getattr(people, who))
    assert client.get(reverse("physio:record", args=[patient.pk])).status_code == status


def test_a_repeat_visit_starts_from_the_last_one(client, people, patient):
    a_session(people, patient, minutes=25, techniques=["massage"], device_related=True)
    a_session(people, patient, on=date(2016, 5, 12), minutes=50, techniques=["balance"], attended=False)
    client.force_login(people.physio)
    initial = client.get(reverse("physio:record", args=[patient.pk])).context["form"].initial
    assert initial == {"minutes": 25, "techniques": ["massage"], "device_related": True, "therapist": people.physio.pk}


def test_at_two_centres_the_centre_is_asked(client, people, patient):
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=date(2016, 5, 1))
    people.physio.memberships.create(centre=people.songrim, role="physiotherapist", started_on=date(2016, 1, 1))
    answer = log(client, people, patient, centre=str(people.songrim.pk))
    assert answer.status_code == 302
    assert PhysioSession.objects.get().centre == people.songrim


def test_a_past_session_says_that_it_was_entered_afterwards(client, people, patient):
    log(client, people, patient)
    page = client.get(reverse("physio:detail", args=[PhysioSession.objects.get().pk])).content.decode()
    assert "The session of 2016-05-20 is recorded afterwards." in page
    assert "· afterwards" in page


def test_a_session_of_a_closed_month_is_marked_late(client, people, patient):
    people.rakrang.months.create(first_day=date(2016, 5, 1), state="approved")
    log(client, people, patient)
    assert "Late entry" in client.get(reverse("physio:list"), {"state": "late"}).content.decode()


def test_the_person_is_chosen_by_search(client, people, patient):
    a_patient(people, name_hangul="박철민", name_romanised="Pak Chol Min")
    a_patient(people, centre=people.songrim)
    client.force_login(people.physio)
    found = client.get(reverse("physio:record_any"), {"q": "김영"}).context["found"]
    assert found == [patient]


def test_without_a_search_the_people_treated_lately_are_offered(client, people, patient):
    a_session(people, patient)
    client.force_login(people.physio)
    assert client.get(reverse("physio:record_any")).context["found"] == [patient]


def test_another_centres_session_is_not_found_and_another_role_forbidden(client, people, patient):
    session = a_session(people, patient)
    for who, status in (("songrim_physio", 404), ("administrator", 403), ("receptionist", 200), ("technician", 200)):
        client.force_login(getattr(people, who))
        assert client.get(reverse("physio:detail", args=[session.pk])).status_code == status


def test_a_centre_that_sees_the_person_sees_the_session_but_does_not_void_it(client, people, patient):
    session = a_session(people, patient)
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=date(2016, 5, 1))
    client.force_login(people.songrim_physio)
    assert client.get(reverse("physio:detail", args=[session.pk])).status_code == 200
    assert client.get(reverse("physio:void", args=[session.pk])).status_code == 403


def test_voiding_needs_a_reason_and_leaves_the_row(client, people, patient):
    session = a_session(people, patient)
    client.force_login(people.physio)
    address = reverse("physio:void", args=[session.pk])
    assert client.post(address, {"reason": "  "}).status_code == 422
    assert client.post(address, {"reason": "Wrong person"}).status_code == 302
    session.refresh_from_db()
    assert (session.void_reason, session.voided_by) == ("Wrong person", people.physio)
    assert not PhysioSession.objects.counted().exists()
    assert client.post(address, {"reason": "Again"}).status_code == 302
    session.refresh_from_db()
    assert session.void_reason == "Wrong person"


def test_a_receptionist_does_not_void(client, people, patient):
    session = a_session(people, patient)
    client.force_login(people.receptionist)
    assert client.post(reverse("physio:void", args=[session.pk]), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["physio:list", "physio:record_any", "physio:group"])
def test_a_stranger_signs_in_first(client, people, name):
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/account/login/?next={reverse(name)}")


def test_the_patients_page_gets_a_part_or_a_page(client, people, patient):
    a_session(people, patient, techniques=[Technique.BALANCE])
    client.force_login(people.receptionist)
    address = reverse("physio:for_patient", args=[patient.pk])
    part, page = client.get(address, headers={"HX-Request": "true"}), client.get(address)
    assert b"<html" not in part.content
    assert b"<html" in page.content
    assert "Balance" in part.content.decode()
    assert reverse("physio:record", args=[patient.pk]) not in part.content.decode()
