"""The small chart: points by day, thresholds that apply, and a mark of its own for who was unable."""

from datetime import date
from decimal import Decimal

import pytest

from apps.physio import charts, measuring
from apps.physio.trends import BETTER, SAME, WORSE, Change
from tests.people import MAY, a_delivery, a_lost_leg, a_patient, a_score

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAYS = (MAY, date(2016, 5, 24), date(2016, 6, 21), date(2016, 8, 2))


@pytest.fixture
def patient(people):
    patient = a_patient(people)
    a_lost_leg(people, patient)
    return patient


def course(people, patient, *values, key="tug"):
    """A score a visit; None where the person was unable."""
    for on, value in zip(DAYS, values, strict=False):
        result = {"unable": True, "unable_reason": "Wound"} if value is None else {"total": Decimal(str(value))}
        a_score(people, patient, key=key, on=on, **result)
    (trend,), _tables = measuring.overview(patient, people.physio)
    return trend


def test_four_visits_are_four_points_in_the_order_of_their_days(people, patient):
    drawn = charts.chart(course(people, patient, 30.1, 24.8, 18.2, 14.2))
    across = [float(dot.x) for dot in drawn.dots]
    down = [float(dot.y) for dot in drawn.dots]
    assert len(drawn.dots) == 4
    assert across == sorted(across)
    assert down == sorted(down)  # the lower the time, the lower the point
    assert drawn.words.startswith("2016-05-10: 30.1 s; 2016-05-24: 24.8 s")


def test_all_of_it_lies_inside_the_drawing(people, patient):
    drawn = charts.chart(course(people, patient, 30.1, None, 18.2, 14.2))
    everything = [*drawn.dots, *drawn.unable, *drawn.days]
    assert all(0 <= float(mark.x) <= drawn.width and 0 <= float(mark.y) <= drawn.height for mark in everything)


def test_who_was_unable_is_below_the_scale_and_breaks_the_line(people, patient):
    drawn = charts.chart(course(people, patient, 30.1, 24.8, None, 14.2))
    assert (len(drawn.dots), len(drawn.unable)) == (3, 1)
    assert float(drawn.unable[0].y) > max(float(dot.y) for dot in drawn.dots)
    assert [line.count(",") for line in drawn.lines] == [2]
    assert "0" not in [mark.label for mark in drawn.scale]
    assert "2016-06-21: unable" in drawn.words


def test_a_threshold_is_drawn_from_the_first_value_to_the_better_side(people, patient):
    (level,) = charts.chart(course(people, patient, 30, 25)).levels
    assert level.label == "MDC 3.6 s"
    higher = charts.chart(course(people, a_patient_with_leg_lost(people), 60, 120, key="2mwt")).levels
    assert [line.label for line in higher] == ["", "MDC 34.3 m · MCID 37.2 m"]  # too close to say both


def a_patient_with_leg_lost(people):
    patient = a_patient(people)
    a_lost_leg(people, patient)
    return patient


def test_without_a_threshold_for_the_person_none_is_drawn(people):
    assert charts.chart(course(people, a_patient(people), 30, 25)).levels == []


def test_one_score_or_none_that_worked_makes_no_chart(people, patient):
    assert charts.chart(course(people, patient, 30)) is None
    assert charts.chart(course(people, a_patient(people), None, None)) is None


def test_equal_values_on_one_day_still_make_a_chart(people):
    patient = a_patient(people)
    for _ in range(2):
        a_score(people, patient)
    (trend,), _tables = measuring.overview(patient, people.physio)
    assert len(charts.chart(trend).dots) == 2


@pytest.mark.parametrize(
    ("key", "values", "verdict", "words"),
    [
        ("tug", (20, 15.5), BETTER, "−4.5 s since 2016-05-10: better"),
        ("tug", (15.5, 20), WORSE, "+4.5 s since 2016-05-10: worse"),
        ("2mwt", (60, 98.1), BETTER, "+38.1 m since 2016-05-10: better"),
        ("2mwt", (60, 60), SAME, "unchanged since 2016-05-10"),
        ("2mwt", (None, 60), BETTER, "was unable on 2016-05-10"),
        ("2mwt", (60, None), WORSE, "was able on 2016-05-10"),
        ("2mwt", (None, None), "", "unable as on 2016-05-10"),
    ],
)
def test_a_change_says_which_way_it_goes(people, patient, key, values, verdict, words):
    change = course(people, patient, *values, key=key).since_last
    assert (change.verdict, change.words) == (verdict, words)


def test_the_first_and_the_last_are_told_apart_from_three_on(people, patient):
    trend = course(people, patient, 30, 25)
    assert (trend.since_last.by, trend.since_first) == (Decimal(-5), None)
    trend = course(people, a_patient(people), 30, 25, 22)
    assert (trend.since_last.by, trend.since_first.by) == (Decimal(-3), Decimal(-8))


def test_after_another_aid_the_two_are_hardly_comparable(people, patient):
    leg = a_delivery(people, patient).device
    scores = [
        a_score(people, patient, on=on, worn_device=leg, walking_aid=aid)
        for on, aid in zip(DAYS, ("frame", "stick"), strict=False)
    ]
    assert Change(*scores).by_other_means
    assert not Change(scores[0], scores[0]).by_other_means
