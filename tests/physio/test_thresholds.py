"""A threshold is shown to those of the population its source studied, and to nobody else."""

from datetime import date
from decimal import Decimal

import pytest

from apps.patients.actions import impairments
from apps.patients.models import Impairment
from apps.physio import measuring
from apps.physio.models import OutcomeScore, Population, Threshold
from apps.physio.thresholds import applying, populations
from apps.physio.trends import Change
from tests.people import a_lost_leg, a_patient, a_score

pytestmark = pytest.mark.django_db
LEG, STROKE, SPINE, PAIN = (
    Population.LOWER_LIMB_AMPUTATION, Population.STROKE, Population.SPINAL_CORD_INJURY, Population.CHRONIC_PAIN,
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "group"),
    [
        ({"kind": "amputation", "level": "transtibial", "side": "L"}, LEG),
        ({"kind": "amputation", "level": "hemipelvectomy", "side": "R"}, LEG),
        ({"kind": "amputation", "level": "partial-foot", "side": "L"}, None),
        ({"kind": "amputation", "level": "transradial", "side": "L"}, None),
        ({"kind": "congenital-absence", "level": "transtibial", "side": "L"}, None),
        ({"kind": "hemiplegia", "side": "L", "cause": "stroke"}, STROKE),
        ({"kind": "hemiplegia", "side": "L", "cause": "other"}, None),
        ({"kind": "hemiplegia", "side": "L"}, None),
        ({"kind": "spinal-cord", "cause": "mine"}, SPINE),
        ({"kind": "clubfoot", "side": "L"}, None),
    ],
)
def test_the_population_follows_from_the_impairment(facts, group):
    found = populations([Impairment(**facts)], guarded=True)
    assert found == {Population.ANYONE, *([group] if group else [])}


def test_a_cause_is_known_only_to_whoever_may_know_it():
    stroke = Impairment(kind="hemiplegia", side="L", cause="stroke")
    assert STROKE not in populations([stroke], guarded=False)


@pytest.mark.parametrize(
    ("days", "values", "chronic"),
    [
        ((date(2016, 1, 1), date(2016, 5, 1)), (4, 3), True),
        ((date(2016, 1, 1), date(2016, 3, 1)), (4, 3), False),
        ((date(2016, 1, 1), date(2016, 5, 1)), (4, 0), False),
        ((), (), False),
    ],
)
def test_pain_is_chronic_after_three_months(people, days, values, chronic):
    patient = a_patient(people)
    rows = [a_score(people, patient, key="nprs", on=on, total=Decimal(v)) for on, v in zip(days, values, strict=True)]
    assert (PAIN in populations([], guarded=True, scores=rows)) is chronic


def test_each_threshold_names_where_it_comes_from():
    rows = list(Threshold.objects.select_related("instrument"))
    told = {(row.instrument.key, row.kind, row.population): str(row.value.normalize()) for row in rows}
    assert told["2mwt", "mcid", LEG] == "37.2"
    assert told["tug", "mdc", LEG] == "3.6"
    assert told["nprs", "mcid", PAIN] == "2"
    assert all(any(letter.isdigit() for letter in row.source) for row in rows)


def test_of_several_populations_only_ones_own_count():
    rows = list(Threshold.objects.filter(instrument__key="tug"))
    assert [str(row.value) for row in applying(rows, {STROKE})] == ["3.20"]
    assert applying(rows, {Population.ANYONE}) == []


@pytest.mark.parametrize(("later", "yes"), [("10.6", True), ("10.7", False), ("17.8", True)])
def test_a_change_reaches_a_threshold_from_its_value_on_in_either_direction(later, yes):
    tug = Threshold.objects.select_related("instrument").get(instrument__key="tug", population=LEG)
    first, second = (
        OutcomeScore(instrument=tug.instrument, total=Decimal(value), service_date=date(2016, 5, day))
        for value, day in (("14.2", 1), (later, 2))
    )
    assert [reached.yes for reached in Change(first, second, [tug]).reached] == [yes]


def test_on_the_page_it_stands_only_where_it_applies(client, people):
    with_leg_lost, other = a_patient(people), a_patient(people)
    a_lost_leg(people, with_leg_lost)
    for patient in (with_leg_lost, other):
        a_score(people, patient)
    shown = {patient: measuring.overview(patient, people.physio)[0][0].thresholds for patient in (with_leg_lost, other)}
    assert [row.population for row in shown[with_leg_lost]] == [LEG]
    assert shown[other] == []


def test_the_receptionist_does_not_learn_of_a_stroke_by_a_threshold(people):
    patient = a_patient(people)
    impairments.record(patient=patient, kind="hemiplegia", side="L", cause="stroke", by=people.physio)
    a_score(people, patient)
    assert measuring.overview(patient, people.physio)[0][0].thresholds
    assert measuring.overview(patient, people.receptionist)[0][0].thresholds == []
