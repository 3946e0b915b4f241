"""Kept figures: as if they had been counted just now, whatever was done since; and counted once while nothing was."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apps.reports import kept
from apps.reports.actions import keeping
from apps.reports.actions.snapshots import one_state_of_the_rows
from apps.reports.indicators import Scope, count
from apps.reports.indicators import counting as exact
from apps.reports.models import ChangeMark, KeptFigures
from apps.reports.periods import one_month
from apps.reports.snapshot import SERIES, take
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.changes import Changes, changes
from tests.reports.counts import MAY
from tests.reports.histories import people_of_a_history, things_done
from tests.reports.keeping import assert_kept_is_counted, scopes, statements_of, warm


@settings(
    max_examples=10, deadline=None, derandomize=True, phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(persons=people_of_a_history, events=things_done, later=st.lists(changes, min_size=2, max_size=5))
def test_what_is_kept_equals_what_is_counted_after_every_change(
    people: People, persons: list[dict], events: list[tuple], later: list[tuple]
) -> None:
    with transaction.atomic():
        story = Changes.begin(people, persons)
        story.tell(events)
        warm(people)
        for change in later:
            story.make(*change)
            assert_kept_is_counted(people)
        transaction.set_rollback(True)


def test_while_nothing_changes_one_statement_reads_a_whole_report(people: People) -> None:
    a_delivery(people, a_patient(people))
    both = Scope.all([people.rakrang, people.songrim])
    first = take(both, MAY, counting=kept)
    assert first == take(both, MAY)
    periods, trends = list(first.figures.values()), [one_month(MAY)]
    asked = [figures.period for figures in periods]
    kept.counted(both, asked, trends, SERIES)
    assert statements_of(lambda: kept.counted(both, asked, trends, SERIES)) == 1


def test_after_a_change_only_the_months_from_it_on_are_counted_again(people: People, monkeypatch) -> None:
    patient = a_patient(people)
    months = [one_month(date(2016, month, 1)) for month in (4, 5, 6)]
    counted = []
    monkeypatch.setattr(exact, "count", lambda scope, period, **_: counted.append(period) or count(scope, period))
    for scope in scopes(people):
        kept.figures_of(scope, months)
    counted.clear()
    a_session(people, patient, on=MAY)
    kept.figures_of(Scope.of(people.rakrang), months)
    assert counted == months[1:]


def test_one_centre_counted_as_several_is_not_the_centre_alone(people: People) -> None:
    a_delivery(people, a_patient(people))
    alone, together = Scope.of(people.rakrang), Scope.all([people.rakrang])
    for scope in (alone, together, alone):
        assert kept.figures(scope, one_month(MAY)) == count(scope, one_month(MAY))


def test_centres_come_back_in_the_order_in_which_they_were_asked_for(people: People) -> None:
    turned = Scope.all([people.songrim, people.rakrang])
    for _time in range(2):
        assert kept.figures(turned, one_month(MAY)) == count(turned, one_month(MAY))


def test_a_programme_of_very_many_centres_is_kept_too(people: People, monkeypatch) -> None:
    monkeypatch.setattr(kept, "LONGEST_KEY", 64)
    monkeypatch.setattr(kept, "whole_name", lambda _scope: "RAK+" * 30)
    scope = Scope.of(people.rakrang)
    assert kept.figures(scope, one_month(MAY)) == kept.figures(scope, one_month(MAY))
    assert len(KeptFigures.objects.get().scope) == 64


def test_what_other_code_counted_is_not_read_and_let_go(people: People, monkeypatch) -> None:
    scope = Scope.of(people.rakrang)
    kept.figures(scope, one_month(MAY))
    KeptFigures.objects.update(rule_set="2026-1 other code", content={})
    assert kept.figures(scope, one_month(MAY)) == count(scope, one_month(MAY))
    keeping.fold(rules=kept.rules())
    assert KeptFigures.objects.get().rule_set == kept.rules()


def test_folded_marks_weigh_what_they_weighed(people: People) -> None:
    for _visit in range(3):
        a_session(people, a_patient(people), on=MAY)
    warm(people)
    before = {month: kept._weighed([one_month(month)]) for month in (date(2016, 4, 1), MAY, date(2016, 6, 1))}
    assert ChangeMark.objects.filter(month=MAY).count() > 1
    assert keeping.fold(rules=kept.rules()) > 0
    assert keeping.fold(rules=kept.rules()) == 0
    assert ChangeMark.objects.get(month=MAY).weight > 1
    assert before == {month: kept._weighed([one_month(month)]) for month in before}


def test_an_older_count_never_takes_the_place_of_a_newer_one(people: People) -> None:
    key = kept.Key("RAK", one_month(MAY))
    kept._keep({key: '{"new": true}'}, {MAY: 7})
    kept._keep({key: '{"new": false}'}, {MAY: 6})
    assert KeptFigures.objects.get().content == {"new": True}


def test_a_period_is_kept_once(people: People) -> None:
    kept.figures(Scope.of(people.rakrang), one_month(MAY))
    row = KeptFigures.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="one_kept_count_of_a_period"), transaction.atomic():
        row.save(force_insert=True)


def test_a_reader_with_a_view_of_its_own_keeps_nothing(committed: People) -> None:
    scope = Scope.of(committed.rakrang)
    with one_state_of_the_rows():
        assert kept.figures(scope, one_month(MAY)) == count(scope, one_month(MAY))
    assert not KeptFigures.objects.exists()


def test_a_change_committed_between_the_sum_and_the_count_is_not_lost(committed: People, monkeypatch) -> None:
    patient, scope = a_patient(committed), Scope.of(committed.rakrang)
    weighed, written = Event(), Event()

    def slow(scope, period, **_):
        weighed.set()
        assert written.wait(timeout=20)
        return count(scope, period)

    def write():
        assert weighed.wait(timeout=20)
        a_session(committed, patient, on=MAY)
        connection.close()
        written.set()

    monkeypatch.setattr(exact, "count", slow)
    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        before = kept.figures(scope, one_month(MAY))
        writer.result(timeout=20)
    assert before["PTS"].total is None  # of one state of the rows, in which nothing had been done
    assert kept.figures(scope, one_month(MAY))["PTS"].total == 1


def test_writers_of_the_same_month_do_not_wait_for_each_other(committed: People) -> None:
    first, second = a_patient(committed), a_patient(committed)
    a_session(committed, first, on=MAY)

    def write():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            a_session(committed, second, on=MAY)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        a_session(committed, first, on=MAY)
        pool.submit(write).result(timeout=20)


def test_what_is_rolled_back_leaves_what_is_kept_as_it_was(people: People) -> None:
    patient, scope = a_patient(people), Scope.of(people.rakrang)
    kept.figures(scope, one_month(MAY))
    with transaction.atomic():
        a_session(people, patient, on=MAY)
        assert kept.figures(scope, one_month(MAY))["PTS"].total == 1
        transaction.set_rollback(True)
    assert kept.figures(scope, one_month(MAY)) == count(scope, one_month(MAY))
    assert_kept_is_counted(people)
