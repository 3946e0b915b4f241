"""Lost, dropped out, deceased and back again, on the pages; and how they show in the list and on the timeline."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.patients import timeline
from apps.patients.actions import care, patients
from apps.patients.models import Patient
from tests.people import a_patient, a_session

JUNE, JULY = date(2016, 6, 1), date(2016, 7, 1)
FORMS = {
    "care_end": {"ended_as": "lost", "reason": "unreachable", "note": "Phone is dead.", "on": "2016-06-01"},
    "care_resume": {},
    "death_undo": {"reason": "It was the brother."},
}


@pytest.fixture
def send(patient, as_user):
    def to(user, name, **given):
        fresh = Patient.objects.get(pk=patient.pk)
        sent = {**FORMS[name], "version": fresh.version, **given}
        return as_user(user).post(reverse(f"patients:{name}", args=[patient.pk]), sent)

    return to


def page(client, patient) -> str:
    return client.get(reverse("patients:detail", args=[patient.pk])).content.decode()


def test_somebody_lost_is_shown_so_until_they_come_again(people, patient, send, as_user):
    client = as_user(people.receptionist)
    assert send(people.receptionist, "care_end").status_code == 302
    for word in ("Lost to follow-up", "2016-06-01", "Cannot be reached", "Phone is dead.", "Comes again"):
        assert word in page(client, patient), word
    assert reverse("patients:care_end", args=[patient.pk]) not in page(client, patient)
    assert send(people.receptionist, "care_resume").status_code == 302
    assert "Lost to follow-up" not in page(client, patient)


def test_a_death_is_corrected_or_taken_back(people, patient, send, as_user):
    patients.note_death(patient=patient, on=JUNE, by=people.receptionist)
    client = as_user(people.receptionist)
    for name in ("death", "death_undo"):
        assert reverse(f"patients:{name}", args=[patient.pk]) in page(client, patient)
    assert send(people.receptionist, "death_undo", reason=" ").status_code == 422
    assert send(people.receptionist, "death_undo").status_code == 302
    assert "died on" not in page(client, patient)


@pytest.mark.parametrize("name", FORMS)
def test_who_may_and_who_may_not(people, send, name):
    assert send(people.auditor, name).status_code == 403
    assert send(people.administrator, name).status_code == 403
    assert send(people.songrim_receptionist, name).status_code == 404
    assert send(people.stranger, name).status_code == 404


@pytest.mark.parametrize("name", ["care_resume", "death_undo"])
def test_in_the_wrong_state_a_sentence_says_why(people, send, name):
    assert send(people.receptionist, name).status_code == 422


def test_ended_twice_is_a_sentence(people, send):
    assert send(people.receptionist, "care_end").status_code == 302
    assert send(people.receptionist, "care_end").status_code == 422


@pytest.mark.parametrize("name", ["care_end", "death_undo"])
def test_a_stale_page_is_refused_and_what_was_typed_is_kept(people, patient, send, name):
    if name == "death_undo":
        patients.note_death(patient=patient, on=JUNE, by=people.receptionist)
    patients.correct(patient=patient, by=people.receptionist, phone="1")
    stale = send(people.receptionist, name, version=1)
    assert stale.status_code == 422
    assert (FORMS[name].get("note") or FORMS[name]["reason"]) in stale.content.decode()


@pytest.mark.parametrize(
    "given", [{"ended_as": ""}, {"reason": ""}, {"reason": "other", "note": ""}, {"on": "2999-01-01"}, {"version": ""}]
)
def test_an_incomplete_end_is_refused(people, send, given):
    assert send(people.receptionist, "care_end", **given).status_code == 422


def test_the_list_is_narrowed_by_how_people_are_cared_for(people, as_user):
    names = ("active", "lost", "dropped-out", "deceased")
    made = {name: a_patient(people, name_hangul=f"김{'가나다라'[place]}") for place, name in enumerate(names)}
    for name in ("lost", "dropped-out"):
        care.end(patient=made[name], ended_as=name, reason="work", on=JUNE, by=people.receptionist)
    patients.note_death(patient=made["deceased"], on=JUNE, by=people.receptionist)
    client = as_user(people.receptionist)
    for name, patient in made.items():
        rows = client.get(reverse("patients:list"), {"care": name}).context["table"].data
        assert [row.pk for row in rows] == [patient.pk], name
    assert len(client.get(reverse("patients:list"), {"care": "nonsense"}).context["table"].data) == 4


def test_the_timeline_keeps_the_time_away_and_the_death_that_was_none(people, patient):
    care.end(patient=patient, ended_as="dropped-out", reason="work", on=JUNE, by=people.receptionist)
    a_session(people, patient, on=JULY)
    patients.note_death(patient=patient, on=JULY, by=people.receptionist)
    care.revive(patient=patient, reason="Somebody else.", by=people.receptionist)
    with override("en"):
        told = [
            (entry.kind, entry.title, entry.text) for entry in timeline.entries(Patient.objects.get(), people.physio)
        ]
    assert ("care-end", "Dropped out", "Work or farm season") in told
    assert {kind for kind, _title, _text in told} >= {"care-end", "care-again", "death-undone"}
    assert "death" not in {kind for kind, _title, _text in told}
