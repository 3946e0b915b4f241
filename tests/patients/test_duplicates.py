"""Advice beside the registration form: perhaps this person is already here."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.patients import matching
from apps.patients.models import Patient
from tests.people import a_patient


@pytest.fixture
def advice(people, as_user):
    def ask(user=None, **typed):
        return as_user(user or people.receptionist).post(reverse("patients:duplicates"), typed).content.decode()

    return ask


@pytest.mark.parametrize(
    "typed",
    [
        {"name_hangul": "김영수"},
        {"name_hangul": "김 영수", "birth_year": "1971"},
        {"name_romanised": "Gim Yeongsu"},
        {"name_romanised": "Young-soo Kim", "birth_year": "1970", "birth_month": "3", "birth_day": "12"},
    ],
)
def test_the_same_name_with_a_close_birth_is_pointed_out(people, advice, typed):
    patient = a_patient(people)
    assert reverse("patients:detail", args=[patient.pk]) in advice(**typed)


@pytest.mark.parametrize(
    "typed",
    [{}, {"name_hangul": "김"}, {"name_hangul": "김영수", "birth_year": "1990"}, {"name_hangul": "김영수", "age": "3"}],
)
def test_others_are_not(people, advice, typed):
    a_patient(people)
    assert advice(**typed).strip() == ""


def test_reasons_are_given_and_the_closest_comes_first(people):
    a_patient(people, birth_date=date(1972, 1, 1))
    a_patient(people)
    found = matching.alike(Patient.objects.all(), name_hangul="김영수", born=date(1970, 3, 12))
    with override("en"):
        assert [str(likeness.reasons[1]) for likeness in found] == ["same birth", "born about the same time"]


def test_people_of_other_centres_are_not_told(people, advice):
    a_patient(people)
    assert advice(people.songrim_receptionist, name_hangul="김영수").strip() == ""


def test_advice_never_blocks(people, register):
    a_patient(people)
    assert register(people.receptionist).status_code == 302
    assert Patient.objects.count() == 2


def test_only_those_who_register_are_advised(people, as_user):
    assert as_user(people.auditor).post(reverse("patients:duplicates"), {}).status_code == 403
