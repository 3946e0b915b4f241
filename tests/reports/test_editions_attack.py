"""Somebody who knows the rule and holds every public report of a year tries to find out a hidden number of persons.

The attacker reckons with intervals over all cells of all months, years to date, both centres and both together, the
trend, and two revisions. The same attacker undoes the naive rule nearly always, so that failing means something.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.reports.editions import guarded
from apps.reports.editions.rule import said, total_said
from apps.reports.indicators import BANDS, Cell
from apps.reports.snapshot import MONTH, MonthReport
from tests.reports.attacker import Attacker, Contradiction, pinned, read_exact, read_public, relate, truth_of
from tests.reports.crowd import SCOPES, YEAR_OF, Crowd, Event, Someone, crowd

BAND_COUNTS = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 60)), min_size=5, max_size=5)
NARROW = 3


def reports_of(year: Crowd) -> list[MonthReport]:
    return [year.report(scope, month) for scope in SCOPES for month in range(1, year.months + 1)]


def as_published(year: Crowd, report: MonthReport) -> MonthReport:
    """The public edition, its trend from the exact cells of the months."""
    cells = {
        one.month: year.report(report.scope, one.month.month).figures[MONTH]["BEN"]
        for one in (year.report(report.scope, month) for month in range(1, report.month.month + 1))
    }
    return guarded(report, months={"BEN": cells})


def attack(year: Crowd, read: Callable[[Attacker, MonthReport], None]) -> tuple[Attacker, list[MonthReport]]:
    attacker, reports = Attacker(), reports_of(year)
    for report in reports:
        read(attacker, report if read is read_exact else guarded(report))
    relate(attacker, year.months)
    attacker.reckon()
    return attacker, reports


def found_out(year: Crowd, *, thorough: bool = False) -> list[object]:
    """What an attacker on the public edition pins. `thorough`: every hidden cell is tried, not only narrow ones."""
    attacker, reports = attack(year, read_public)
    truth = truth_of(reports)
    hidden = [key for key, count in truth.items() if 1 <= count <= 7 and key in attacker.low]
    attacker.try_ends([key for key in hidden if thorough or attacker.high[key] - attacker.low[key] <= NARROW])
    return list(pinned(attacker, truth))


# --- the attack -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("tens", range(30))
def test_nobody_is_found_out_in_three_hundred_years_of_two_months(tens: int) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        assert found_out(crowd(random.Random(seed), 2), thorough=not seed % 10) == [], seed


@pytest.mark.parametrize("seed", range(12))
def test_nobody_is_found_out_in_a_whole_year(seed: int) -> None:
    assert found_out(crowd(random.Random(seed), 12)) == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_nobody_is_found_out_whatever_the_year(seed: int, months: int) -> None:
    assert found_out(crowd(random.Random(seed), months)) == []


def test_the_naive_rule_is_undone_in_most_tables_by_the_same_attacker() -> None:
    """Hiding only the small cell: the rest of the row says what is missing."""
    undone = 0
    for seed in range(40):
        attacker, reports = attack(crowd(random.Random(seed), 2), read_exact)
        undone += bool(pinned(attacker, truth_of(reports)))
    assert undone >= 30


# --- one row, proven ------------------------------------------------------------------------------------


def possible(shown: list[object], total: object, totals: Callable[[int, list[int]], object]) -> Attacker:
    """A row on its own: which numbers lead to exactly what is printed."""
    attacker = Attacker()
    report = ("A", "BEN", MONTH, 1)
    for band, text in zip(BANDS, shown, strict=True):
        low, high = (1, 7) if text == "*" else (int(text) - 2, int(text) + 2) if text else (0, 0)  # type: ignore
        attacker.between((*report, band), low, high)
    low, high = sum(attacker.low.values()), sum(attacker.high.values())
    least = [attacker.low[*report, band] for band in BANDS]
    fits = [count for count in range(low, high + 1) if totals(count, spread(least, count, attacker)) == total]
    attacker.between((*report, "total"), fits[0], fits[-1])
    attacker.learn([(-1, (*report, "total")), *((1, (*report, band)) for band in BANDS)], 0, 0)
    attacker.reckon()
    return attacker


def spread(least: list[int], total: int, attacker: Attacker) -> list[int]:
    """Some parts within their bounds that add up to a total; which ones does not matter to what is printed."""
    parts, missing = list(least), total - sum(least)
    for place, band in enumerate(BANDS):
        more = min(missing, attacker.high["A", "BEN", MONTH, 1, band] - parts[place])
        parts[place] += more
        missing -= more
    return parts


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(BAND_COUNTS)
def test_no_row_gives_a_hidden_part_away(counts: list[int]) -> None:
    """Found by trying every total, not by the attacker's own idea of the rule."""
    attacker = possible([said(count) for count in counts], total_said(sum(counts), counts), total_said)
    hidden = [band for band, count in zip(BANDS, counts, strict=True) if 1 <= count <= 7]
    if sum(1 for count in counts if count) > 1 or sum(counts) > 7:
        assert all(
            attacker.low["A", "BEN", MONTH, 1, band] < attacker.high["A", "BEN", MONTH, 1, band] for band in hidden
        )


@pytest.mark.parametrize("counts", [(8, 8, 1, 0, 0), (13, 1, 1, 1, 1), (7, 7, 7, 7, 0), (12, 12, 12, 7, 0)])
def test_rounding_alone_would_give_these_away(counts: tuple[int, ...]) -> None:
    """Why a total is moved: without that, the attacker pins every part of these rows."""
    plain = possible([said(count) for count in counts], said(sum(counts)), lambda total, _parts: said(total))
    assert plain.low == plain.high
    moved = possible([said(count) for count in counts], total_said(sum(counts), counts), total_said)
    assert all(moved.low["A", "BEN", MONTH, 1, band] < moved.high["A", "BEN", MONTH, 1, band]
               for band, count in zip(BANDS, counts, strict=True) if 1 <= count <= 7)  # fmt: skip


# --- revisions and the trend ----------------------------------------------------------------------------


def late_record(seed: int) -> tuple[MonthReport, MonthReport]:
    """A month, and the same month when one more person's visit has come in."""
    year = crowd(random.Random(seed), 1)
    newcomer = Someone(999, "F", 300, "other", True, True)
    return year.report("A", 1), year.with_one_more(Event(newcomer, "A", 1, "seen")).report("A", 1)


def compared(first: MonthReport, second: MonthReport, public: MonthReport) -> list[object]:
    """What somebody pins who knows that the second revision holds exactly one more visit than the first."""
    attacker = Attacker()
    read_public(attacker, guarded(first))
    later = replace(public, scope="later")
    read_public(attacker, later)
    for column in ("total", *BANDS):
        attacker.learn([(1, ("later", "BEN", MONTH, 1, column)), (-1, ("A", "BEN", MONTH, 1, column))], 0, 1)
    attacker.reckon()
    truth = truth_of([first], ["BEN"]) | truth_of([replace(second, scope="later")], ["BEN"])
    return list(pinned(attacker, truth))


def test_one_late_record_would_be_seen_between_two_revisions_guarded_each_on_its_own() -> None:
    """ "*" and then 10: seven, if one came to it."""
    assert any(compared(*pair, guarded(pair[1])) for pair in map(late_record, range(60)))


def test_two_revisions_tell_no_more_than_one() -> None:
    for seed in range(60):
        first, second = late_record(seed)
        public = guarded(second, earlier=[first])
        assert public.figures[MONTH]["BEN"] == guarded(first).figures[MONTH]["BEN"]
        assert compared_as_kept(first, public) == []


def compared_as_kept(first: MonthReport, public: MonthReport) -> list[object]:
    """The attacker knows that the second revision repeats the first: it says the same of the same figures."""
    attacker = Attacker()
    read_public(attacker, guarded(first))
    read_public(attacker, public)
    attacker.reckon()
    return list(pinned(attacker, truth_of([first], ["BEN", "FOL", "WAI"])))


@pytest.mark.parametrize("seed", range(40))
def test_the_trend_says_of_a_month_what_its_own_report_says(seed: int) -> None:
    """Else two roundings of one total would show which of them was moved, and why."""
    year = crowd(random.Random(seed), 3)
    last = as_published(year, year.report("A", 3))
    own = [guarded(year.report("A", month)).figures[MONTH]["BEN"].total for month in (1, 2, 3)]
    assert last.trend["BEN"] == tuple(own)


# --- the attacker himself, and what is left -------------------------------------------------------------


def test_the_attacker_notices_what_cannot_be() -> None:
    attacker = Attacker()
    attacker.between(("A", "BEN", MONTH, 1, "total"), 1, 2)
    attacker.between(("A", "BEN", MONTH, 1, "women"), 3, 4)
    attacker.at_most(("A", "BEN", MONTH, 1, "women"), ("A", "BEN", MONTH, 1, "total"))
    with pytest.raises(Contradiction):
        attacker.reckon()


def test_the_known_limit_six_months_of_seven_people_of_whom_nobody_came_twice() -> None:
    """Kept as a test, so that nobody believes more than is true: 42 people read as 45, which cannot be fewer."""
    grown, child = 100, date(YEAR_OF, 1, 1).toordinal() // 30 - 100
    ages = [("F", grown)] * 28 + [("M", grown)] * 13 + [("F", child)]
    people = [Someone(number, sex, born, "other", True, True) for number, (sex, born) in enumerate(ages)]
    events = tuple(Event(who, "A", who.number // 7 + 1, "seen") for who in people)
    attacker, reports = attack(Crowd(6, events, ()), read_public)
    assert {key[:4] for key in pinned(attacker, truth_of(reports, ["BEN"]))} >= {
        ("A", "BEN", MONTH, month) for month in range(1, 7)
    }


def test_the_year_of_the_attack_is_the_one_the_reports_are_of() -> None:
    year = crowd(random.Random(1), 2)
    assert {report.month.year for report in reports_of(year)} == {YEAR_OF}
    assert isinstance(reports_of(year)[0].figures[MONTH]["BEN"], Cell)
