"""The story of a record: who changed what, in the words of the forms; and who looked at it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.context import of_command
from apps.core.clock import now
from apps.patients.actions import impairments, merges, patients, viewings
from apps.patients.models import Viewing
from tests.merges import a_merge, asked, two_records
from tests.people import a_device, a_lost_leg, a_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(people, as_user):
    """The words of a person's history as the manager reads them."""

    def read(patient, who="manager", **query):
        page = as_user(getattr(people, who)).get(reverse("patients:history", args=[patient.pk]), query)
        assert page.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode().partition("<main")[2]))

    return read


def test_a_correction_is_told_with_the_old_and_the_new_value(people, told):
    patient = a_patient(people, province="nampo")
    patients.correct(patient=patient, province="kaesong", by=people.receptionist)
    assert "Province: Nampo → Kaesong" in told(patient)


def test_what_is_technical_is_not_told(people, told):
    patient = a_patient(people)
    patients.correct(patient=patient, name_hangul="리철수", by=people.receptionist)
    text = told(patient)
    assert "Name in Hangul: 김영수 → 리철수" in text
    assert not re.search("jamo|initials|folded|version|ㄹㅊㅅ", text)


def test_every_kind_of_row_of_the_person_is_told(people, told):
    patient = a_patient(people)
    limb = a_lost_leg(people, patient)
    impairments.correct(impairment=limb, note="Short stump", by=people.technician)
    a_device(people, patient)
    patients.note_paper_number(patient=patient, centre=people.rakrang, number="A-7", by=people.receptionist)
    text = told(patient)
    for words in ("Note: — → Short stump", "Level: Transtibial", "Paper number: A-7", "Device added"):
        assert words in text


def test_who_and_from_where_but_no_network_address(people, as_user, told, registration):
    patient = a_patient(people)
    address = reverse("patients:paper_number", args=[patient.pk])
    as_user(people.receptionist).post(address, {"number": "A-7"})
    with of_command("repair_register"):
        patients.correct(patient=patient, village="Sinhung", by=people.receptionist)
    text = told(patient)
    assert "Receptionist /patients/…/paper-number/" in text
    assert "command repair_register" in text
    assert "127.0.0.1" not in text
    assert str(patient.pk) not in text


def test_guarded_fields_are_absent_for_whoever_may_not_see_them(people, told, monkeypatch):
    patient = a_patient(people, category="military")
    a_lost_leg(people, patient, cause="mine")
    assert "Military" in told(patient)
    assert "Cause: Mine" in told(patient)
    monkeypatch.setattr("apps.patients.access.sees_guarded", lambda user, patient: False)
    text = told(patient)
    assert not re.search("Military|Category|Cause|Mine", text)


def test_a_merge_is_told_in_sentences_and_not_by_the_rows_it_moved(people, told):
    survivor, loser = two_records(people, phone="02-381")
    a_lost_leg(people, loser)
    with of_command("first"):  # an act of its own, as a request is
        merge = a_merge(people, survivor, loser, taken=["phone"])
    text = told(survivor)
    assert f"Merged {loser.number} into {survivor.number}" in text
    assert "Phone: — → 02-381" in text
    assert "Impairment added" in text
    assert "Impairment changed" not in text
    merges.undo(merge=merge, reason="Brothers.", by=people.doctor, at=now())
    assert f"Undid the merge of {loser.number}" in told(survivor)
    assert "Reason: Brothers." in told(loser)


def test_the_story_of_the_loser_is_the_survivors_while_they_are_one(people, told):
    survivor, loser = two_records(people)
    patients.correct(patient=loser, village="Sinhung", by=people.receptionist)
    merge = a_merge(people, survivor, loser)
    assert "Sinhung" in told(survivor)
    merges.undo(merge=merge, reason="Brothers.", by=people.doctor, at=now())
    assert "Sinhung" not in told(survivor)


def test_a_record_of_another_centre_is_not_named(people, told, as_user):
    survivor, loser = two_records(people)
    asked(people, survivor, loser)
    on = survivor.accesses.get().since
    patients.grant_access(patient=survivor, centre=people.songrim, by=people.receptionist, on=on)
    assert loser.number not in told(survivor, "songrim_manager")
    assert "another record" in told(survivor, "songrim_manager")


def test_the_history_is_paged_and_asks_as_much_for_many_acts_as_for_few(people, as_user, told):
    patient, client = a_patient(people), as_user(people.manager)
    address = reverse("patients:history", args=[patient.pk])

    def corrected(times):
        for number in range(times):
            with of_command(f"{times}-{number}"):
                patients.correct(patient=patient, village=f"V{times}-{number}", by=people.receptionist)
        with CaptureQueriesContext(connection) as asked_for:
            client.get(address)
        return len(asked_for)

    assert corrected(2) == corrected(20)
    corrected(10)
    pages = [client.get(address, {"page": number}).context["acts"] for number in ("1", "2", "x")]
    assert [len(acts) for acts in pages] == [25, 8, 25]


def test_a_look_is_noted_once_in_ten_minutes(people, as_user):
    patient = a_patient(people)
    for _look in range(2):
        as_user(people.technician).get(reverse("patients:detail", args=[patient.pk]))
    as_user(people.physio).get(reverse("patients:detail", args=[patient.pk]))
    assert sorted(Viewing.objects.values_list("user__username", flat=True)) == ["physio", "technician"]
    viewings.note(patient=patient, by=people.physio, at=now() + timedelta(minutes=11))
    assert Viewing.objects.count() == 3


def test_who_looked_is_listed_also_from_a_merged_record(people, as_user):
    survivor, loser = two_records(people)
    viewings.note(patient=loser, by=people.social_worker, at=now())
    a_merge(people, survivor, loser)
    page = as_user(people.manager).get(reverse("patients:viewings", args=[survivor.pk]))
    assert "Social Worker" in page.content.decode()


def test_looks_at_another_centres_person_never_show(people):
    viewings.note(patient=a_patient(people, centre=people.songrim), by=people.technician, at=now())
    assert not Viewing.objects.visible_to(people.technician).exists()


def test_nobody_has_looked_yet(people, as_user):
    page = as_user(people.manager).get(reverse("patients:viewings", args=[a_patient(people).pk]))
    assert "Nobody has opened this page yet." in page.content.decode()
