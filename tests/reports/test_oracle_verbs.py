"""The report against the oracle over what the product's own verbs leave behind, and every cell against its rows."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, note, settings

from apps.reports.indicators import COLUMNS, INDICATORS, CellRows, Figures, Scope, count
from apps.reports.periods import Period, one_month
from tests.people import People
from tests.reports import oracle
from tests.reports.comparing import assert_agrees, assert_months_make_the_year, compiled_once
from tests.reports.lives import DEEDS, Deed, Life, Told, told_histories

HISTORIES = 100
MAY = one_month(date(2016, 5, 1))
SPRING, YEAR = Period(date(2016, 4, 1), date(2016, 6, 1)), Period(date(2016, 1, 1), date(2016, 12, 1))


def test_what_the_verbs_write_is_counted_as_the_oracle_counts_it(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Merges and undone ones, moves, shared care, voids, late records: a month, a quarter and the year of each."""
    compiled_once(monkeypatch)
    told: Counter[str] = Counter()
    both = [people.rakrang, people.songrim]

    @settings(
        max_examples=HISTORIES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(history=told_histories)
    def each(history: Told) -> None:
        with transaction.atomic():
            note(repr(history))
            happened = Life.begin(people, history.persons).live(history.deeds)
            connection.check_constraints()
            rows = oracle.History()
            assert_agrees(rows, both[:1], MAY)
            assert_agrees(rows, both[1:], SPRING)
            assert_months_make_the_year(rows, both, assert_agrees(rows, both, YEAR))
            told.update({"histories", *happened})
            transaction.set_rollback(True)

    each()
    assert told["histories"] >= HISTORIES
    assert {deed for deed in DEEDS if not told[deed]} == set()


def assert_equals_rows(figures: Figures, scope: Scope) -> None:
    for indicator in INDICATORS:
        for column in COLUMNS:
            shown = figures[indicator.code].value(column)
            rows = CellRows(scope, figures.period, indicator.code, column)
            _found, units, persons = rows.totals()
            assert shown is None or indicator.figure(units, persons) == shown, (indicator.code, column)
            if column == "total":
                assert len({fact.patient_id for fact in rows.listed()}) == persons


def test_every_cell_opens_exactly_its_rows(people: People) -> None:
    """Every indicator and column, one centre and both together, a month and several."""
    persons = [
        {"sex": "M", "birth_date": date(1998, 5, 20)}, {"sex": "F", "birth_date": None},
        {"sex": "F", "birth_date": date(2010, 1, 1)},
    ]  # fmt: skip
    kinds = ["prosthesis", "orthosis", "crutches", "stick", "chair", "session", "repair", "follow-up", "cancel"]
    story = Life.begin(people, persons)
    story.live(
        [
            Deed(kind, who, songrim, date(2016, 5, 3 + place + who), "mine")
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
    story = Life.begin(people, [{"sex": "M"}, {"sex": "F"}])
    story.live([Deed(what, who, songrim, date(2016, 5, 3)) for who in (0, 1) for songrim in (False, True)
                for what in ("session", "order")])  # fmt: skip
    both = [people.rakrang, people.songrim]
    together = count(Scope.all(both), MAY)
    for indicator in INDICATORS:
        if indicator.persons:
            apart = sum(count(Scope.of(centre), MAY)[indicator.code].total or 0 for centre in both)
            assert apart - together[indicator.code].total == together[indicator.code].overlap


def test_what_waits_or_was_closed_in_a_month_without_report_counts_nowhere(people: People) -> None:
    """IND-27: a device cancelled in a month of which nothing else is known is in no month, and so in no year; who waits
    there is not in the figure of the centres together either."""
    story = Life.begin(people, [{"sex": "M"}, {"sex": "F"}])
    story.live(
        [
            Deed("session", 0, False, date(2016, 5, 3)), Deed("order", 0, False, date(2016, 5, 3)),
            Deed("cancel", 0, False, date(2016, 6, 3)), Deed("order", 1, True, date(2016, 5, 3)),
        ]
    )  # fmt: skip
    both = Scope.all([people.rakrang, people.songrim])
    assert (count(both, MAY)["WAI"].total, count(both, MAY)["WAI"].overlap) == (1, 0)
    year = count(Scope.of(people.rakrang), YEAR)
    assert (year["NDV"].total, CellRows(Scope.of(people.rakrang), YEAR, "NDV").count()) == (0, 0)
