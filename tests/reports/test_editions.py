"""The public edition: what it hides, what it leaves exact, and that everything shown comes from it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from apps.reports import charts, document
from apps.reports.editions import (
    PROFILE,
    Hidden,
    content,
    edition_name,
    from_content,
    guarded,
    is_public,
    legend,
    profile_of,
)
from apps.reports.editions.rule import said, total_said
from apps.reports.indicators import ALL, BANDS, INDICATORS, Cell, Lead
from apps.reports.layout import number
from apps.reports.snapshot import MONTH, YEAR, MonthReport, as_data, checksum
from tests.reports.specimen import PREPARED, specimen

DEVICES = ("PRO", "ORT", "REP", "WCH", "TRI", "REI", "CRU", "CRP", "WLK", "PTS", "NDV")


def with_cell(code: str, cell: Cell, *, period: str = MONTH, report: MonthReport | None = None) -> MonthReport:
    """The specimen with one figure changed."""
    report = report or specimen()
    figures = report.figures[period]
    return replace(report, figures={**report.figures, period: replace(figures, cells={**figures.cells, code: cell})})


def with_notes(period: str = MONTH, report: MonthReport | None = None, **notes: int) -> MonthReport:
    report = report or specimen()
    figures = report.figures[period]
    named = {code.replace("_", "-"): count for code, count in notes.items()}
    return replace(report, figures={**report.figures, period: replace(figures, notes={**figures.notes, **named})})


def women(count: int, **others: int) -> Cell:
    return Cell.of({"women": count, **others})


# --- the rule -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, "*"), (7, "*"), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1211, 1210)]
)
def test_one_to_seven_are_hidden_more_are_rounded_and_none_is_none(count: int, shown: object) -> None:
    assert said(count) == shown


def test_a_total_is_rounded_on_its_own_and_not_added_up() -> None:
    assert total_said(8 + 9 + 4, (8, 9, 4)) == 20
    assert total_said(12 + 12, (12, 12)) == 25


@pytest.mark.parametrize(
    ("parts", "shown"), [((8, 8, 1), 20), ((13, 1, 1, 1, 1), 20), ((7, 7, 7, 7), 25), ((12, 12, 12, 7), 40)]
)
def test_a_total_that_would_give_a_part_away_is_rounded_the_other_way(parts: tuple[int, ...], shown: int) -> None:
    assert total_said(sum(parts), parts) == shown


def test_a_total_without_hidden_parts_never_moves() -> None:
    assert total_said(8 + 8 + 13 + 13, (8, 8, 13, 13)) == 40


# --- persons --------------------------------------------------------------------------------------------


def test_beneficiaries_of_the_month_are_said_by_the_rule_in_all_columns() -> None:
    cell = guarded(with_cell("BEN", women(9, men=23, girls=3, boys=0, other=1))).figures[MONTH]["BEN"]
    assert [cell.value(column) for column in ("total", *BANDS)] == [35, 10, 25, "*", 0, "*"]


def test_the_year_to_date_of_persons_is_a_total_alone() -> None:
    cell = guarded(specimen()).figures[YEAR]["BEN"]
    assert cell.total == 1210
    assert {cell.value(band) for band in BANDS} == {Hidden.WITHHELD}


@pytest.mark.parametrize("code", ["BENNEW", "NEWPRO", "NEWORT", "PTP"])
def test_persons_that_add_up_or_stand_beside_exact_counts_are_said_from_january_on_only(code: str) -> None:
    public = guarded(specimen())
    assert public.figures[MONTH][code].total == Hidden.WITHHELD
    assert public.figures[YEAR][code].total == 1210


@pytest.mark.parametrize(("code", "beside"), [("PTP", "PTS"), ("NEWPRO", "PRO"), ("NEWORT", "ORT")])
@pytest.mark.parametrize("period", [MONTH, YEAR])
def test_beside_few_sessions_or_devices_their_persons_are_not_said(code: str, beside: str, period: str) -> None:
    """Also the year to date, by the month it ends with: three sessions more are three patients more at most."""
    assert guarded(with_cell(beside, women(7), period=period)).figures[YEAR][code].total == Hidden.WITHHELD
    assert guarded(with_cell(beside, women(8), period=period)).figures[YEAR][code].total == 1210


def test_of_centres_together_what_is_made_of_exact_counts_is_not_said() -> None:
    report = specimen()
    both = {name: replace(figures, scope=ALL) for name, figures in report.figures.items()}
    public = guarded(replace(report, scope=ALL, figures=both))
    assert public.figures[YEAR]["PTP"].total == Hidden.WITHHELD
    assert public.figures[YEAR]["BENNEW"].total == 1210


@pytest.mark.parametrize(("overlap", "shown"), [(0, None), (7, None), (8, 10), (None, None)])
def test_a_small_overlap_is_not_said_not_even_as_none(overlap: int | None, shown: int | None) -> None:
    report = with_cell("BEN", Cell.of({"women": 40}, overlap=overlap))
    assert guarded(report).figures[MONTH]["BEN"].overlap == shown


# --- what tells a guarded fact ------------------------------------------------------------------------


def test_mine_survivors_are_said_as_persons_although_they_are_counted_in_devices() -> None:
    report = with_notes(MONTH, with_notes(YEAR, PROM_BASE=60), PROM_BASE=20)
    report = with_cell("PROM", women(3, men=2), period=YEAR, report=report)
    public = guarded(report)
    assert public.figures[YEAR]["PROM"].total == Hidden.SMALL
    assert public.figures[MONTH]["PROM"].total == Hidden.WITHHELD


def test_mine_survivors_are_not_said_beside_few_known_causes() -> None:
    report = with_notes(MONTH, with_notes(YEAR, PROM_BASE=7), PROM_BASE=20)
    assert guarded(report).figures[YEAR]["PROM"].total == Hidden.WITHHELD


def test_notes_in_persons_follow_the_rule_and_notes_in_devices_stay() -> None:
    notes = guarded(with_notes(BEN_NOBIRTH=3, BEN_ESTIMATED=22, PROM_UNKNOWN=2, BEN_LATE=1)).figures[MONTH].notes
    assert (notes["BEN-NOBIRTH"], notes["BEN-ESTIMATED"]) == (Hidden.SMALL, 20)
    assert (notes["PROM-UNKNOWN"], notes["BEN-LATE"]) == (2, 1)


def test_group_events_stand_only_beside_a_number_of_patients() -> None:
    """Fourteen attendances in two events are at least seven patients."""
    few = with_cell("PTP", women(7), period=YEAR, report=with_notes(YEAR, PTS_GROUP=14, PTS_EVENTS=2))
    assert guarded(few).figures[YEAR].notes["PTS-EVENTS"] == Hidden.WITHHELD
    assert guarded(few).figures[YEAR].notes["PTS-GROUP"] == 14
    assert guarded(with_notes(YEAR, PTS_EVENTS=2)).figures[YEAR].notes["PTS-EVENTS"] == 2


def test_the_median_of_few_devices_is_somebodys_own_waiting_time() -> None:
    report = specimen()
    times = (Lead("prosthesis", 7, Decimal(21), Decimal(40)), Lead("orthosis", 8, Decimal(9), Decimal(12)))
    month = replace(report.figures[MONTH], lead=times)
    few, enough = guarded(replace(report, figures={**report.figures, MONTH: month})).figures[MONTH].lead
    assert (few.devices, few.median, few.ninetieth) == (7, None, None)
    assert enough == times[1]


# --- what stays -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", DEVICES)
def test_devices_repairs_and_sessions_stay_exact(code: str) -> None:
    report, public = specimen(), guarded(specimen())
    for name, figures in report.figures.items():
        assert public.figures[name][code] == figures[code]
        assert public.figures[name].details.get(code) == figures.details.get(code)


def test_every_indicator_is_either_said_exactly_or_hidden_by_decision() -> None:
    """A new indicator in persons must not slip through: whoever adds one decides here."""
    exact = guarded(specimen()).figures[MONTH].cells.items() - specimen().figures[MONTH].cells.items()
    assert {code for code, _cell in exact} == {one.code for one in INDICATORS} - set(DEVICES)


def test_what_was_not_reported_stays_not_reported() -> None:
    public = guarded(specimen())
    assert public.figures["year_before"]["BEN"] == specimen().figures["year_before"]["BEN"]
    assert public.trend_before == specimen().trend_before


# --- trend, revisions, content ---------------------------------------------------------------------------


def test_the_trend_of_persons_shows_the_months_whose_parts_are_known() -> None:
    report = replace(specimen(), trend={"BEN": (None, 30, 17, 4, 1211), "PRO": (1, 2, 3, 4, 5)})
    months = {"BEN": {date(2016, 3, 1): women(8, men=8, girls=1), date(2016, 4, 1): women(4)}}
    public = guarded(report, months=months)
    assert public.trend["BEN"] == (None, Hidden.WITHHELD, 20, Hidden.SMALL, 1210)
    assert public.trend["PRO"] == (1, 2, 3, 4, 5)


def test_a_revision_repeats_persons_that_changed_by_fewer_than_eight() -> None:
    """One late record, and 7 has become 8: "*" before and 10 after would say so."""
    first = with_cell("BEN", women(7))
    second = with_cell("PRO", women(41), report=with_cell("BEN", women(8)))
    public = guarded(second, earlier=[first])
    assert public.figures[MONTH]["BEN"] == guarded(first).figures[MONTH]["BEN"]
    assert public.figures[MONTH]["PRO"].total == 41


def test_many_small_revisions_add_up_to_a_change_that_is_said() -> None:
    counts = (20, 25, 27, 28, 33)
    reports = [with_cell("BEN", women(count)) for count in counts]
    told = [guarded(one, earlier=reports[:place]).figures[MONTH]["BEN"].total for place, one in enumerate(reports)]
    assert told == [20, 20, 20, 30, 30]


def test_a_revision_that_reports_what_was_not_reported_is_said_at_once() -> None:
    reports = [with_cell("BEN", Cell(specimen().figures["year_before"].status)), with_cell("BEN", women(9))]
    assert guarded(reports[1], earlier=reports[:1]).figures[MONTH]["BEN"].total == 10


def test_content_says_its_edition_and_reads_back() -> None:
    public = guarded(specimen())
    again = from_content(content(public))
    assert again == public
    assert (content(public)["edition"], profile_of(again), is_public(again)) == ("public", PROFILE, True)
    assert from_content(content(specimen())) == specimen()
    assert content(specimen()) == as_data(specimen())


def test_the_public_edition_is_the_same_whatever_hides_behind_a_star() -> None:
    """Even its checksum: that of exact figures would let a reader try all seven."""
    reports = [with_cell("BEN", women(20, girls=girls, boys=8 - girls)) for girls in range(1, 8)]
    assert len({checksum(content(guarded(report))) for report in reports}) == 1


# --- as it reads ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
def test_hidden_figures_read_as_stars(language: str) -> None:
    with translation.override(language):
        assert (number(Hidden.SMALL), number(Hidden.WITHHELD)) == ("*", "**")  # type: ignore[arg-type]


def test_the_document_is_made_from_the_public_edition_alone() -> None:
    with translation.override("en"):
        html = document.as_html(guarded(specimen()), PREPARED)
    assert "1,210" in html
    assert '<td class="number">*</td>' in html
    assert checksum(as_data(specimen())) not in html


def test_charts_leave_a_gap_and_say_the_star_where_a_figure_is_hidden() -> None:
    with translation.override("en"):
        drawn = charts.charts(guarded(specimen()))
    assert "Women *" in drawn[3].svg
    assert "Girls 0" not in drawn[3].svg
    assert "Women 3" not in drawn[3].svg


def test_a_hidden_month_is_a_gap_in_the_trend_and_not_a_bar_of_no_length() -> None:
    report = guarded(replace(specimen(), trend={**specimen().trend, "BEN": (9, 3, 0, 40, 1211)}))
    assert charts.drawn(report.trend["BEN"]) == (None, None, None, None, 1210)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_only_the_public_edition_explains_its_stars(language: str) -> None:
    with translation.override(language):
        assert legend(specimen()) == ()
        assert [line.count("*") for line in legend(guarded(specimen()))] == [1, 2, 0, 0, 0]
        assert edition_name(guarded(specimen())) != edition_name(specimen())
