"""Registering a person: in under a minute, never twice, never with what cannot be."""

from datetime import date

import pytest
from django.urls import reverse

from apps.centres.models import Membership, Role
from apps.core import clock
from apps.core.ids import new_id
from apps.patients.models import Patient
from tests.people import a_patient


def only() -> Patient:
    return Patient.objects.get()


def test_a_person_is_registered_with_what_was_typed(people, register):
    response = register(
        people.receptionist, village="룡강군", phone="02 381", paper_number="B-7", caregiver_name="리은"
    )
    person = only()
    assert response.url == reverse("patients:detail", args=[person.pk])
    assert (person.name_hangul, person.sex, person.birth_date) == ("김영수", "M", date(1970, 3, 12))
    assert (person.province, person.village, person.caregiver_name) == ("nampo", "룡강군", "리은")
    assert person.other_numbers.get().number == "B-7"
    assert person.number.startswith(f"RAK-{clock.today(people.rakrang.zone).year}-")


def test_pressed_twice_makes_one_record(people, register):
    key = str(new_id())
    first, second = (register(people.receptionist, record_id=key) for _press in range(2))
    assert first.url == second.url
    assert Patient.objects.count() == 1


def test_a_key_of_another_centres_patient_is_refused_with_a_sentence(people, register):
    theirs = a_patient(people, centre=people.songrim)
    response = register(people.receptionist, record_id=str(theirs.pk))
    assert response.status_code == 422
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"birth_month": "", "birth_day": ""}, (date(1970, 7, 1), "year")),
        ({"birth_day": ""}, (date(1970, 3, 15), "month")),
        ({"birth_year": "", "birth_month": "", "birth_day": ""}, (None, "unknown")),
        ({"birth_month": "03", "birth_day": "09"}, (date(1970, 3, 9), "day")),
    ],
)
def test_a_birth_is_kept_as_precisely_as_it_is_known(people, register, typed, stored):
    register(people.receptionist, **typed)
    assert (only().birth_date, only().birth_precision) == stored


def test_an_age_is_kept_as_an_estimate(people, register):
    register(people.receptionist, birth_year="", birth_month="", birth_day="", age="40")
    person, today = only(), clock.today(people.rakrang.zone)
    assert (person.birth_precision, person.birth_date.month, person.birth_date.day) == ("age", 7, 1)
    assert person.age_on(today) == 40


@pytest.mark.parametrize(
    "typed",
    [
        {"name_hangul": "", "name_romanised": " "},
        {"name_not_known": "on"},
        {"sex": ""},
        {"sex": "X"},
        {"birth_month": "13"},
        {"birth_month": ""},
        {"birth_day": "31", "birth_month": "2"},
        {"birth_year": "70"},
        {"birth_year": "abcd"},
        {"birth_year": "3000"},
        {"birth_year": "1800"},
        {"birth_year": "²²²²"},
        {"age": "30"},
        {"age": "-1", "birth_year": "", "birth_month": "", "birth_day": ""},
        {"province": "atlantis"},
        {"name_hangul": "가" * 81},
        {"phone": "1" * 41},
        {"village": "가" * 10_000},
        {"paper_number": "1" * 41},
        {"record_id": "not a key"},
    ],
    ids=lambda typed: " ".join(typed),
)
def test_what_cannot_be_is_refused_with_a_sentence(people, register, typed):
    response = register(people.receptionist, **typed)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Patient.objects.exists()


def test_a_refused_form_keeps_what_was_typed(people, register):
    page = register(people.receptionist, sex="", village="룡강군").content.decode()
    assert "룡강군" in page
    assert 'value="1970"' in page


def test_a_person_without_a_known_name_gets_a_placeholder_in_both_scripts(people, register):
    register(people.receptionist, name_hangul="", name_romanised="", name_not_known="on")
    assert only().is_unnamed
    assert (only().name_hangul, only().name_romanised) == ("이름 모름", "Name not known")


def test_a_person_served_before_this_system_is_marked_so(people, register):
    register(people.receptionist, migrated="on")
    assert only().accesses.get().migrated


def test_with_several_centres_one_is_chosen(people, register, as_user):
    Membership.objects.create(
        user=people.receptionist, centre=people.songrim, role=Role.RECEPTIONIST, started_on=date(2015, 1, 1)
    )
    assert 'name="centre"' in as_user(people.receptionist).get(reverse("patients:register")).content.decode()
    register(people.receptionist, centre=str(people.songrim.pk))
    assert only().centre == people.songrim


def test_a_foreign_centre_cannot_be_chosen(people, register):
    register(people.receptionist, centre=str(people.songrim.pk))
    assert only().centre == people.rakrang


@pytest.mark.parametrize(
    ("question", "field", "value"),
    [
        ("김영", "name_hangul", "김영"),
        ("kim yong", "name_romanised", "Kim Yong"),
        ("B-113", "paper_number", "B-113"),
        ("113", "paper_number", "113"),
        ("+850 191 234 5678", "phone", "+850 191 234 5678"),
    ],
)
def test_the_register_button_carries_what_was_looked_for(people, as_user, question, field, value):
    page = as_user(people.receptionist).get(reverse("patients:register"), {"q": question})
    assert page.context["form"][field].value() == value


def test_spaces_inside_a_hangul_name_are_not_part_of_it(people, register):
    register(people.receptionist, name_hangul=" 김  영 수 ")
    assert only().name_hangul == "김영수"
