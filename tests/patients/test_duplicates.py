"""Advice beside the registration form and after it: perhaps this person is already here."""

from datetime import date

import pytest
from django.urls import reverse

from apps.patients.models import County, Patient
from tests.people import a_patient


@pytest.fixture
def advice(people, as_user):
    def ask(user=None, **typed):
        return as_user(user or people.receptionist).post(reverse("patients:duplicates"), typed).content.decode()

    return ask


def page_of(patient: Patient) -> str:
    return reverse("patients:detail", args=[patient.pk])


KANGSO = County(pk="nampo/kangso", province="nampo")
BORN = {"birth_year": "1970", "birth_month": "3", "birth_day": "12"}


@pytest.mark.parametrize(
    "typed",
    [
        {"name_hangul": "김영수"},
        {"name_hangul": "김 영수", "birth_year": "1971"},
        {"name_romanised": "Gim Yeongsu"},
        {"name_romanised": "Young-soo Kim", **BORN},
        {"name_hangul": "김영소", **BORN},
        {"name_hangul": "김영수", "age": "not a number"},
        {"phone": "0191 234 5678", "sex": "M", "county": "nampo/kangso"},
        {"paper_number": "b 113"},
        {"caregiver_phone": "191-234-5678", **BORN},
    ],
)
def test_the_same_name_birth_phone_or_number_is_pointed_out(people, advice, typed):
    patient = a_patient(people, phone="191-234-5678", paper_number="B-113", county=KANGSO)
    assert page_of(patient) in advice(**typed)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name_hangul": "김"},
        {"name_hangul": "김영수", "birth_year": "1990"},
        {"name_hangul": "김영수", "age": "3", "caregiver_name": "김철"},
        {"name_hangul": "박철진", "phone": "0191 234 5678", "sex": "F", "birth_year": "1990"},
        {"name_not_known": "on"},
    ],
)
def test_others_are_not(people, advice, typed):
    a_patient(people, phone="191-234-5678", paper_number="B-113")
    assert "patients/" not in advice(**typed)


def test_it_says_how_sure_it_is_and_why_and_what_speaks_against_it(people, advice):
    a_patient(people)
    sure, unsure = (
        advice(name_hangul="김영수", sex="M", **BORN),
        advice(name_hangul="김영수", sex="F", birth_year="1970"),
    )
    assert "Probably the same person</strong>: same name, same birth date, same sex" in sure
    assert "Perhaps the same person</strong>: same name, born in the same year. But: opposite sex" in unsure


def test_the_likeliest_comes_first_and_no_more_than_five(people, advice):
    for year in range(1966, 1976):
        a_patient(people, birth_date=date(year, 7, 1), birth_precision="year")
    page = advice(name_hangul="김영수", birth_year="1970")
    closest = Patient.objects.get(birth_date__year=1970)
    assert page.count("<li>") == 5
    assert page.index(page_of(closest)) == page.index("/patients/")


def test_a_record_merged_away_is_not_told(people, advice):
    kept, merged = a_patient(people), a_patient(people)
    Patient.objects.filter(pk=merged.pk).update(merged_into=kept)
    page = advice(name_hangul="김영수")
    assert (page_of(kept) in page, page_of(merged) in page) == (True, False)


def test_a_person_being_corrected_is_not_found_alike_to_themselves(people, advice):
    patient = a_patient(people)
    assert page_of(patient) not in advice(name_hangul="김영수", record=str(patient.pk))
    assert page_of(patient) in advice(name_hangul="김영수", record="rubbish")


def test_people_of_other_centres_are_not_told(people, advice):
    a_patient(people)
    assert advice(people.songrim_receptionist, name_hangul="김영수").strip() == ""


def test_advice_never_blocks_and_is_said_again_after_saving(people, register):
    before = a_patient(people)
    response = register(people.receptionist)
    assert (response.status_code, Patient.objects.count()) == (302, 2)
    assert f"This is probably {before.number}" in said(response)


def said(response) -> str:
    """The messages a page left behind."""
    return " ".join(str(message) for message in response.wsgi_request._messages)


def test_the_message_leads_to_the_comparison_and_names_nobody(people, register):
    before = a_patient(people)
    text = said(register(people.receptionist))
    made = Patient.objects.exclude(pk=before.pk).get()
    assert reverse("patients:merge_with", args=[made.pk, before.pk]) in text
    assert "same name, same birth date, same sex" in text
    assert "김영수" not in text


def test_a_correction_that_makes_two_alike_is_pointed_out(people, as_user, registration):
    before, patient = a_patient(people), a_patient(people, name_hangul="박철진", birth_date=date(1990, 1, 1))
    url = reverse("patients:edit", args=[patient.pk])
    response = as_user(people.receptionist).post(url, registration(version=patient.version))
    assert before.number in said(response)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"age": "115"}, "The person is 115 years old."),
        ({"age": "7"}, "A child. Who takes care of it?"),
        ({"phone": "381"}, "The phone number has 3 digits."),
        ({"name_hangul": "Kim"}, "The name in Hangul is written in Latin letters."),
        ({"name_hangul": "김"}, "The name has only one syllable."),
        ({"name_romanised": "김영수"}, "The name in Latin letters contains Hangul."),
    ],
)
def test_what_is_odd_is_said_beside_the_form_and_after_saving(people, advice, register, typed, sentence):
    assert sentence in advice(**typed)
    unknown = {"birth_year": "", "birth_month": "", "birth_day": ""} if "age" in typed else {}
    response = register(people.receptionist, **unknown, **typed)
    assert response.status_code == 302
    assert sentence in said(response)


def test_what_is_usual_is_passed_over(people, advice):
    assert advice(name_hangul="김영수", age="7", caregiver_name="김철", phone="191-234-5678").strip() == ""


def test_only_those_who_register_are_advised(people, as_user):
    assert as_user(people.auditor).post(reverse("patients:duplicates"), {}).status_code == 403
