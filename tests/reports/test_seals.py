"""What is sealed: the rows behind every cell, in one order under one checksum, each seal linked to the one before."""

from dataclasses import replace
from datetime import date

import pytest

from apps.reports import chain
from apps.reports.actions import seals, validation
from apps.reports.indicators import BANDS, BY_CODE, INDICATORS, CellRows, Scope
from apps.reports.models import Seal
from apps.reports.snapshot import checksum, periods_of
from tests.people import People, a_delivery, a_lost_leg, a_patient, a_session
from tests.reports.counts import APRIL, MAY
from tests.reports.signing import AT, submitted

ORDER = (chain.Link("RAK", 1, chain.BEGINNING, "a", "1", "x"), chain.Link("RAK", 2, "", "b", "1", "y"))


def linked() -> list[chain.Link]:
    first, second = ORDER
    first = replace(first, digest=first.computed())
    second = replace(second, previous=first.digest)
    return [first, replace(second, digest=second.computed())]


def a_busy_may(people: People) -> None:
    woman = a_patient(people, sex="F", birth_date=date(2001, 5, 20))
    a_delivery(people, woman, impairment=a_lost_leg(people, woman, cause="mine"))
    a_delivery(people, a_patient(people), key="CRU-AXIL", quantity=3)
    for month in (APRIL, MAY):
        a_session(people, woman, on=month.replace(day=12))


def test_a_chain_that_nobody_touched_holds() -> None:
    assert chain.torn([]) == []
    assert chain.torn(linked()) == []


@pytest.mark.parametrize(
    "change", [{"checksum": "z"}, {"rows_checksum": "z"}, {"rule_set": "2"}, {"centre": "SON"}, {"digest": "z"}]
)
def test_whatever_is_changed_in_a_link_breaks_it(change: dict[str, str]) -> None:
    first, second = linked()
    assert chain.torn([replace(first, **change), second])[0] == (1, "digest")


def test_a_link_that_was_made_again_after_a_change_breaks_the_next_one() -> None:
    first, second = linked()
    forged = replace(first, checksum="z")
    assert chain.torn([replace(forged, digest=forged.computed()), second]) == [(2, "previous")]


def test_a_link_that_is_missing_is_missed() -> None:
    assert (1, "gap") in chain.torn(linked()[1:])


def test_the_digest_is_the_one_anybody_can_compute() -> None:
    """printf 'RAK\n1\n000…\na\n1\nx' | sha256sum"""
    assert ORDER[0].computed() == "a51039a50fa5fabb785adb753a8c44b38049468b38b8bbddfae088bdf788d804"


def test_every_cell_of_all_four_periods_opens_the_rows_that_were_counted(people: People) -> None:
    a_busy_may(people)
    report = submitted(people)
    for name, period in periods_of(MAY).items():
        for indicator in INDICATORS:
            for column in ("total", *BANDS):
                cell = CellRows(Scope.of(people.rakrang), period, indicator.code, column)
                sealed = seals.rows_of(report.seal, name, indicator.code, column)
                live = cell.listed() if period.last_month.year == 2016 else []  # of 2015 nothing was reported
                assert sorted(sealed, key=repr) == sorted(live, key=repr)


def test_the_rows_of_a_part_are_its_own_and_pairs_have_those_of_the_units(people: People) -> None:
    a_busy_may(people)
    seal = submitted(people).seal
    assert sum(fact.units for fact in seals.rows_of(seal, "month", "CRP")) == 3
    assert len(seals.rows_of(seal, "month", "CRU", detail="CRU-AXIL")) == 1
    assert seals.rows_of(seal, "month", "CRU", detail="CRU-ELB") == []
    assert [fact.band for fact in seals.rows_of(seal, "year", "PTS", "girls")] == ["girls", "girls"]


@pytest.mark.parametrize("cell", [("month", "NONE"), ("week", "PRO"), ("month", "PRO", "everybody")])
def test_a_cell_that_does_not_exist_has_no_rows(people: People, cell: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no such cell"):
        seals.rows_of(submitted(people).seal, *cell)


def test_a_fact_comes_back_as_it_was_sealed(people: People) -> None:
    a_busy_may(people)
    facts = CellRows(Scope.of(people.rakrang), periods_of(MAY)["month"], "PRO").listed()
    assert [chain.as_fact(row) for row in chain.as_rows(facts)] == facts


def test_the_seal_covers_figures_rows_and_the_seal_before(people: People) -> None:
    a_busy_may(people)
    first, second = submitted(people, month=APRIL).seal, submitted(people).seal
    assert (first.position, first.previous) == (1, chain.BEGINNING)
    assert (second.position, second.previous) == (2, first.digest)
    second = Seal.objects.select_related("snapshot", "centre").get(pk=second.pk)
    assert second.rows_checksum == checksum(second.rows)
    assert second.digest == seals.link_of(second).computed()


def test_each_centre_has_a_chain_of_its_own(people: People) -> None:
    mine = submitted(people).seal
    theirs = submitted(people, centre=people.songrim, by=people.songrim_manager).seal
    assert (mine.position, theirs.position, theirs.previous) == (1, 1, chain.BEGINNING)


def test_a_report_that_was_sent_back_leaves_its_seal_in_the_chain(people: People) -> None:
    report = submitted(people)
    validation.refuse(report=report, comment="No.", by=people.manager, at=AT)
    assert [seal.position for seal in Seal.objects.all()] == [1]


def test_rows_of_a_period_that_was_not_reported_are_not_sealed(people: People) -> None:
    """Whoever waited in a month without a report stands behind no figure."""
    a_delivery(people, a_patient(people), prescribed_on=date(2015, 5, 3), on=date(2016, 5, 10))
    seal = submitted(people).seal
    assert seal.rows["month_before"] == []
    assert {row[0] for row in seal.rows["month"]} <= set(BY_CODE)
