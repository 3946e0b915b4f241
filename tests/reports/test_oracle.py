"""The report against an independent count, over random histories; and every cell against its own rows."""

from datetime import date

from django.db import transaction
from hypothesis import HealthCheck, given, settings

from apps.reports.indicators import BANDS, COLUMNS, INDICATORS, CellRows, Figures, Scope, Status, count
from apps.reports.periods import Period, one_month
from tests.people import People
from tests.reports import oracle
from tests.reports.histories import Story, people_of_a_history, things_done

MAY = one_month(date(2016, 5, 1))
SPRING = Period(date(2016, 3, 1), date(2016, 6, 1))


def assert_adds_up(figures: Figures) -> None:
    for indicator in INDICATORS:
        cell = figures[indicator.code]
        if cell.status == Status.REPORTED:
            assert cell.total == sum(cell.value(band) for band in BANDS), indicator.code


def assert_equals_oracle(figures: Figures, scope: Scope) -> None:
    expected = oracle.count(list(scope.centres), list(figures.period.months))
    for code, columns in expected.items():
        cell = figures[code]
        if cell.status == Status.REPORTED:
            assert {band: float(cell.value(band)) for band in BANDS} == columns, code
        else:
            assert not any(columns.values()), code


def assert_equals_rows(figures: Figures, scope: Scope) -> None:
    for indicator in INDICATORS:
        for column in COLUMNS:
            shown = figures[indicator.code].value(column)
            rows = CellRows(scope, figures.period, indicator.code, column)
            _found, units, persons = rows.totals()
            assert shown is None or rows.figure(units, persons) == shown, (indicator.code, column)
            if column == "total":
                assert len({fact.patient_id for fact in rows.listed()}) == persons


@settings(
    max_examples=20, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(persons=people_of_a_history, events=things_done)
def test_figures_equal_an_independent_count(people: People, persons: list[dict], events: list[tuple]) -> None:
    """Columns add up to the total, and every column of every indicator is what the oracle finds."""
    with transaction.atomic():
        Story.begin(people, persons).tell(events)
        both = [people.rakrang, people.songrim]
        for scope in (*map(Scope.of, both), Scope.all(both)):
            for period in (MAY, SPRING):
                figures = count(scope, period)
                assert_adds_up(figures)
                assert_equals_oracle(figures, scope)
        transaction.set_rollback(True)


def test_every_cell_opens_exactly_its_rows(people: People) -> None:
    """Every indicator and column, one centre and both together, a month and several."""
    persons = [
        {"sex": "M", "birth_date": date(1998, 5, 20)}, {"sex": "F", "birth_date": None},
        {"sex": "F", "birth_date": date(2010, 1, 1)},
    ]  # fmt: skip
    kinds = ["prosthesis", "orthosis", "crutches", "stick", "chair", "session", "repair", "follow-up"]
    story = Story.begin(people, persons)
    story.tell(
        [
            (who, kind, songrim, date(2016, 5, 3 + place + who), "mine", "unknown")
            for place, kind in enumerate(kinds)
            for who in range(3)
            for songrim in (False, True)
            if (place + who) % 2 or not songrim
        ]
    )
    both = [people.rakrang, people.songrim]
    assert_equals_rows(count(Scope.of(people.rakrang), MAY), Scope.of(people.rakrang))
    assert_equals_rows(count(Scope.all(both), SPRING), Scope.all(both))


def test_the_overlap_is_what_centres_count_more_than_all_together(people: People) -> None:
    story = Story.begin(people, [{"sex": "M"}, {"sex": "F"}])
    story.tell([(who, "session", songrim, date(2016, 5, 3), "", "no") for who in (0, 1) for songrim in (False, True)])
    both = [people.rakrang, people.songrim]
    together = count(Scope.all(both), MAY)
    for indicator in INDICATORS:
        if indicator.persons:
            apart = sum(count(Scope.of(centre), MAY)[indicator.code].total or 0 for centre in both)
            assert apart - together[indicator.code].total == together[indicator.code].overlap
