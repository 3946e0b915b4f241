"""Half-known births and the ages that come of them."""

from datetime import date

import pytest

from apps.core.ages import completed_years
from apps.patients import births, policies
from apps.patients.models import BirthPrecision, Patient


@pytest.mark.parametrize(
    ("parts", "stored"),
    [
        ((1970, 3, 12), (date(1970, 3, 12), "day")),
        ((1970, 3, None), (date(1970, 3, 15), "month")),
        ((1970, None, None), (date(1970, 7, 1), "year")),
        ((2000, 2, 29), (date(2000, 2, 29), "day")),
        ((None, None, None), (None, "unknown")),
    ],
)
def test_a_birth_keeps_its_precision(parts, stored):
    """IND-19: a year alone is its 1 July."""
    assert births.from_parts(*parts) == stored


@pytest.mark.parametrize("parts", [(None, 3, None), (None, None, 1), (1970, None, 12), (1970, 13, 1), (2001, 2, 29)])
def test_a_date_that_cannot_be_is_refused(parts):
    with pytest.raises(ValueError):  # noqa: PT011
        births.from_parts(*parts)


@pytest.mark.parametrize("on", [date(2026, 11, 21), date(2026, 3, 1), date(2026, 7, 1), date(2024, 2, 29)])
@pytest.mark.parametrize("age", [0, 17, 18, 90])
def test_who_says_an_age_is_that_old_today(age, on):
    born, precision = births.from_age(age, on=on)
    assert (completed_years(born, on), precision) == (age, BirthPrecision.AGE)
    assert (born.month, born.day) == (7, 1)
    assert born <= on


def test_an_age_in_autumn_is_the_first_of_july_of_that_year():
    assert births.from_age(30, on=date(2026, 11, 21))[0] == date(1996, 7, 1)


@pytest.mark.parametrize(("on", "age"), [(date(2018, 2, 28), 17), (date(2018, 3, 1), 18), (date(2020, 2, 29), 20)])
def test_born_on_the_29th_of_february_has_birthday_on_1_march(on, age):
    """IND-18: a child on 28 February 2018, an adult on 1 March."""
    assert Patient(birth_date=date(2000, 2, 29)).age_on(on) == age


def test_only_what_is_known_is_shown_and_the_rest_is_estimated():
    """IND-19: year-only births are flagged."""
    shown = {}
    for precision, birth in (("day", date(1970, 3, 12)), ("month", date(1970, 3, 15)), ("year", date(1970, 7, 1))):
        patient = Patient(birth_date=birth, birth_precision=precision)
        shown[patient.birth_text] = patient.birth_is_estimated
    assert shown == {"1970-03-12": False, "1970-03": True, "1970": True}
    assert Patient().birth_text == ""


def test_a_baby_of_this_year_may_be_known_by_the_year_alone():
    spring, first_of_july = date(2026, 3, 1), date(2026, 7, 1)
    assert policies.birth_date(first_of_july, today=spring, earliest=date(2026, 1, 1)) is None
    assert policies.birth_date(first_of_july, today=spring) is not None


def test_a_month_to_come_is_no_birth_month_even_in_the_running_year():
    today, born = date(2026, 11, 21), {"month": date(2026, 11, 15), "later": date(2026, 12, 15)}
    for name, refused in (("month", False), ("later", True)):
        baby = Patient(birth_date=born[name], birth_precision="month")
        answer = policies.birth_date(baby.birth_date, today=today, earliest=baby.earliest_birth)
        assert (answer is not None) is refused


def test_no_service_lies_before_a_known_birth_month():
    baby = Patient(birth_date=date(2026, 6, 15), birth_precision="month")
    answers = [
        policies.service_date(baby, on=day, today=date(2026, 11, 21)) for day in (date(2026, 5, 31), date(2026, 6, 1))
    ]
    assert [answer is None for answer in answers] == [False, True]


def test_impossible_births_are_refused():
    today = date(2026, 11, 21)
    assert policies.birth_date(date(1900, 1, 1), today=today) is not None
    assert policies.birth_date(date(2026, 11, 22), today=today) is not None
    assert policies.birth_date(date(2000, 1, 2), today=today, deceased_on=date(2000, 1, 1)) is not None
