"""The rows behind a data quality page: each kind finds exactly its own."""

from datetime import date

import pytest

from apps.patients import contradictions
from apps.patients.actions import impairments
from apps.patients.models import Cause, Impairment, ImpairmentKind, Level, Patient
from apps.patients.models.limb import ARM, LEG, ODD_CAUSES
from tests.people import a_lost_leg, a_patient

TODAY = date(2016, 5, 10)


@pytest.fixture
def patient(people):
    return a_patient(people, birth_date=date(1970, 7, 1), birth_precision="year")


def put(people, patient, **values):
    """An impairment as no verb would leave it: recorded before the rules, or contradicted by a later correction."""
    limb = a_lost_leg(people, patient)
    Impairment.objects.filter(pk=limb.pk).update(**values)
    return Impairment.objects.get(pk=limb.pk)


@pytest.mark.parametrize(
    ("values", "code", "rows"),
    [
        ({"onset_on": date(2017, 7, 1), "onset_precision": "year"}, "in-the-future", "in_the_future"),
        ({"amputated_on": date(2016, 6, 15), "amputated_precision": "month"}, "in-the-future", "in_the_future"),
        ({"onset_on": date(1969, 7, 1), "onset_precision": "year"}, "before-birth", "outside_life"),
        ({"stump_examined_on": date(1969, 12, 31)}, "before-birth", "outside_life"),
        ({"onset_on": date(2001, 1, 1), "onset_precision": "day", "amputated_on": date(2000, 7, 1),
          "amputated_precision": "year"}, "amputated-before-onset", "in_wrong_order"),
        ({"amputated_on": date(2001, 1, 1), "amputated_precision": "day", "stump_examined_on": date(2000, 1, 1)},
         "examined-before-amputation", "in_wrong_order"),
    ],
)  # fmt: skip
def test_words_and_rows_agree_on_impossible_dates(people, patient, values, code, rows):
    limb = put(people, patient, **values)
    assert [one.code for one in contradictions.impossible(limb, patient=patient, today=TODAY)] == [code]
    found = {name: set(select(name)) for name in ("in_the_future", "outside_life", "in_wrong_order")}
    assert found == {name: ({limb} if name == rows else set()) for name in found}


def select(name):
    return Impairment.objects.in_the_future(TODAY) if name == "in_the_future" else getattr(Impairment.objects, name)()


@pytest.mark.parametrize(
    "values",
    [
        {"onset_on": date(2016, 7, 1), "onset_precision": "year"},
        {"onset_on": date(2016, 5, 15), "onset_precision": "month"},
        {"onset_on": date(1970, 7, 1), "onset_precision": "year"},
        {"onset_on": date(1970, 1, 1), "onset_precision": "day"},
        {"onset_on": date(2000, 12, 31), "onset_precision": "day", "amputated_on": date(2000, 7, 1),
         "amputated_precision": "year"},
    ],
)  # fmt: skip
def test_what_is_only_imprecise_is_in_no_list(people, patient, values):
    limb = put(people, patient, **values)
    assert contradictions.impossible(limb, patient=patient, today=TODAY) == []
    assert not any(select(name).exists() for name in ("in_the_future", "outside_life", "in_wrong_order"))


def test_a_date_after_death_lies_outside_life(people, patient):
    limb = put(people, patient, onset_on=date(2010, 1, 1), onset_precision="day")
    Patient.objects.update(deceased_on=date(2009, 1, 1))
    assert list(Impairment.objects.outside_life()) == [limb]


def test_a_lost_limb_without_cause_and_a_sided_kind_without_side(people, patient):
    leg = a_lost_leg(people, patient)
    a_lost_leg(people, patient, side="R", cause="not-known")
    foot = impairments.record(patient=patient, kind="clubfoot", by=people.doctor)
    impairments.record(patient=patient, kind="polio", by=people.doctor)
    assert list(Impairment.objects.without_cause()) == [leg]
    assert list(Impairment.objects.without_side()) == [foot]


@pytest.mark.parametrize("kind", ImpairmentKind)
def test_words_and_rows_agree_on_odd_causes(people, patient, kind):
    limb = a_lost_leg(people, patient)
    loss = kind in ("amputation", "congenital-absence")
    for cause in Cause:
        Impairment.objects.update(kind=kind, cause=cause, level=limb.level if loss else "")
        told = contradictions.odd_cause(Impairment.objects.get()) is not None
        assert (told, Impairment.objects.with_odd_cause().exists()) == (cause in ODD_CAUSES.get(kind, ()),) * 2


def test_a_not_known_or_other_cause_is_never_odd():
    assert not {Cause.NOT_KNOWN, Cause.OTHER} & {cause for causes in ODD_CAUSES.values() for cause in causes}


def test_every_level_is_of_one_limb():
    assert sorted(LEG + ARM) == sorted(Level)
    assert [level.place for level in LEG] == sorted(level.place for level in LEG)


@pytest.mark.parametrize(
    ("first", "second", "later_is_odd"),
    [
        ("transtibial", "transtibial", True),
        ("transfemoral", "transtibial", True),
        ("transtibial", "transfemoral", False),
        ("transtibial", "transradial", False),
        ("hemipelvectomy", "partial-hand", False),
        ("shoulder-disarticulation", "partial-hand", True),
    ],
)
def test_words_and_rows_agree_on_a_limb_lost_twice(people, patient, first, second, later_is_odd):
    one, two = (a_lost_leg(people, patient, level=level) for level in (first, second))
    odd = [limb for limb in (one, two) if contradictions.lost_twice(limb, [one, two])]
    assert odd == list(Impairment.objects.lost_twice()) == ([two] if later_is_odd else [])


def test_the_dates_say_which_loss_came_first(people, patient):
    thigh = a_lost_leg(people, patient, level="transfemoral", amputated_on=date(2010, 1, 1))
    shin = a_lost_leg(people, patient, onset_on=date(2000, 1, 1))
    assert list(Impairment.objects.lost_twice()) == []
    shin = impairments.correct(impairment=shin, onset_on=date(2012, 1, 1), by=people.doctor)
    assert list(Impairment.objects.lost_twice()) == [shin]
    assert contradictions.lost_twice(shin, [thigh]).code == "lost-twice"


def test_the_other_side_or_another_person_is_another_limb(people, patient):
    a_lost_leg(people, patient)
    a_lost_leg(people, patient, side="R")
    a_lost_leg(people, a_patient(people))
    assert not Impairment.objects.lost_twice().exists()
