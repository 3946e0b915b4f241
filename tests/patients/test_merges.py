"""Two records become one person's, and two again."""

from datetime import date

import pytest

from apps.core.clock import now
from apps.patients.actions import merges, patients
from apps.patients.models import Patient
from tests.merges import a_merge, two_records
from tests.people import a_delivery, a_lost_leg, a_session

pytestmark = pytest.mark.django_db


def test_what_hangs_on_the_loser_moves_to_the_survivor(people):
    survivor, loser = two_records(people)
    delivery, limb, session = a_delivery(people, loser), a_lost_leg(people, loser), a_session(people, loser)
    a_merge(people, survivor, loser)
    for row in (delivery, delivery.device, limb, session):
        row.refresh_from_db()
        assert row.patient_id == survivor.pk
    assert Patient.objects.get(pk=loser.pk).merged_into_id == survivor.pk


def test_the_losers_numbers_find_the_survivor(people):
    survivor, loser = two_records(people)
    patients.note_paper_number(patient=loser, centre=people.rakrang, number="А-77", by=people.receptionist)
    a_merge(people, survivor, loser)
    assert set(survivor.other_numbers.values_list("number", "kind")) == {("А-77", "paper"), (loser.number, "merged")}


def test_taken_fields_come_from_the_loser_and_the_name_is_found_again(people):
    survivor, loser = two_records(people, name_hangul="리철수", birth_date=date(1971, 7, 1), birth_precision="year")
    a_merge(people, survivor, loser, taken=["name_hangul", "birth_date"])
    survivor.refresh_from_db()
    assert (survivor.name_hangul, survivor.name_initials, survivor.birth_text) == ("리철수", "ㄹㅊㅅ", "1971")


def test_undoing_brings_both_back(people):
    survivor, loser = two_records(people, phone="02-1")
    session = a_session(people, loser)
    merge = a_merge(people, survivor, loser, taken=["phone"])
    merges.undo(merge=merge, reason="Brothers.", by=people.doctor, at=now())
    session.refresh_from_db()
    survivor.refresh_from_db()
    assert (session.patient_id, survivor.phone, survivor.other_numbers.count()) == (loser.pk, "", 0)
    assert Patient.objects.visible_to(people.receptionist).filter(pk=loser.pk).exists()
