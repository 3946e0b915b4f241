"""The demonstration's months went the way that people's months go, and the published totals still come out."""

from datetime import date
from decimal import Decimal

import pytest

from apps.centres.models import Centre, Month, MonthState
from apps.core.clock import now
from apps.desk.demo import load, plan, published
from apps.desk.demo.diary import Verb
from apps.desk.demo.months import APPROVED, after
from apps.devices.models import Delivery
from apps.physio.models import PhysioSession
from apps.reports import pending
from apps.reports.indicators import Scope, count
from apps.reports.models import Decision, Deed, OldFigure, Report, ReportJob, ReportStatus, SignOff, Verdict
from apps.reports.periods import Period
from tests import demo

FACTOR = 0.08
MAY, OCTOBER = date(2016, 5, 1), date(2016, 10, 1)
YEAR = Period(date(2016, 1, 1), date(2016, 12, 1))
UNTIL = date(2026, 11, 20)
S = ReportStatus


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """A small demonstration of 2016 in which a delivery of May came late."""
    with demo.kept(django_db_blocker, lambda: demo.load_year(factor=FACTOR)):
        yield plan.of_year(2016, demo.SEED, factor=FACTOR)


@pytest.fixture
def loaded(year, db):
    return year


def reports(code: str, month: date) -> list[Report]:
    return list(Report.objects.monthly().filter(centre__code=code, month=month).order_by("revision"))


def figure(report: Report, code: str) -> int:
    return report.seal.snapshot.content["figures"]["month"]["cells"][code]["total"]


def test_every_month_with_services_of_2016_is_approved_and_songrims_april_is_not(loaded):
    approved = Report.objects.filter(status=S.APPROVED).values_list("centre__code", "month")
    expected = {("RAK", month) for month in YEAR.months} | {("SON", month) for month in YEAR.months[4:]}
    assert set(approved) == expected
    assert Month.objects.filter(state=MonthState.APPROVED).count() == len(expected)


def test_months_are_submitted_and_approved_early_in_the_next_month_by_two_people(loaded):
    june = Report.objects.get(centre__code="RAK", month=date(2016, 6, 1))
    assert (june.submitted_at.date(), june.approved_at.date()) == (date(2016, 7, 4), date(2016, 7, 5))
    assert (june.submitted_by.username, june.approved_by.username) == ("rak.manager", "programme.manager")


def test_may_was_approved_on_5_june_and_revised_for_the_delivery_written_down_on_the_9th(loaded):
    first, second = reports("RAK", MAY)
    assert (first.status, first.approved_at.date()) == (S.SUPERSEDED, date(2016, 6, 5))
    assert (second.status, second.approved_at.date()) == (S.APPROVED, date(2016, 6, 10))
    assert figure(second, "PRO") + figure(second, "ORT") == figure(first, "PRO") + figure(first, "ORT") + 1
    assert second.reason


def test_the_late_delivery_is_one_of_the_plan_and_was_taken(loaded):
    (late,) = loaded.late
    delivery = Delivery.objects.get(late=True)
    assert (delivery.pk, delivery.service_date) == (loaded.ids[late.subject], late.on)
    assert Decision.objects.get().verdict == Verdict.TAKEN


def test_the_planned_totals_come_out_with_the_revision(loaded):
    for centre in Centre.objects.all():
        counted = count(Scope.of(centre), YEAR)
        planned = plan.tally(loaded, YEAR.first, YEAR.last, centre=centre.code)
        assert [counted[code].total for code in ("BEN", "PRO", "ORT", "WCH", "CRU", "PTS")] == list(
            vars(planned).values()
        )


def test_one_month_was_sent_back_once_and_has_words_since(loaded):
    sent_back = SignOff.objects.get(deed=Deed.REFUSED)
    assert (sent_back.report.centre.code, sent_back.report.month, bool(sent_back.comment)) == ("SON", OCTOBER, True)
    assert set(sent_back.report.narrative) == {"en", "ko"}


def test_may_is_told_in_both_languages(loaded):
    for code in ("RAK", "SON"):
        assert set(reports(code, MAY)[-1].narrative) == {"en", "ko"}


def test_files_are_ordered_of_the_revised_month_only(loaded):
    ordered = ReportJob.objects.values_list("report__centre__code", "report__month", "report__revision")
    assert set(ordered) == {("RAK", MAY, 1), ("RAK", MAY, 2)}
    assert len(ordered) == 8


def test_the_published_totals_without_records_stand_as_aggregates(loaded):
    entered = {
        (
            figure.centre.code,
            figure.provider,
            figure.first_month.year,
            figure.indicator or figure.label_en,
        ): figure.amount
        for figure in OldFigure.objects.select_related("centre")
    }
    hamhung = "Hamhung (Handicap International)"
    assert entered["SON", "", 2003, "CRP"] == 395
    assert entered["SON", "", 2002, "PROM"] == 32
    assert entered["RAK", hamhung, 2002, "mobility aids"] == 1200
    assert entered["RAK", "", 2015, "SRG"] == 102
    numbers = [value for row in published.rows() if not row["replay"] for value in row.values() if type(value) is int]
    assert sorted(entered.values()) == sorted(Decimal(number) for number in numbers)


def test_songrims_half_year_of_2002_is_six_months(loaded):
    half = OldFigure.objects.filter(centre__code="SON", first_month__year=2002)
    assert set(half.values_list("first_month", "last_month")) == {(date(2002, 7, 1), date(2002, 12, 1))}


def test_of_the_recent_months_one_is_validated_one_a_draft_and_something_came_up(loaded):
    assert load.load_recent(UNTIL, demo.SEED, say=demo.silent, factor=FACTOR)
    assert [one.status for one in reports("RAK", date(2026, 10, 1))] == [S.TO_VALIDATE]
    assert reports("SON", date(2026, 10, 1)) == []
    rakrang = Centre.objects.get(code="RAK")
    assert len(pending.waiting_late(rakrang, date(2026, 9, 1))) == 1
    assert count(Scope.of(rakrang), YEAR)["PRO"].total == plan.tally(
        loaded, YEAR.first, YEAR.last, centre="RAK"
    ).prostheses  # fmt: skip
    voided = PhysioSession.objects.exclude(voided_at=None).get()
    assert (voided.centre.code, voided.service_date.strftime("%Y-%m")) == ("SON", "2026-08")


@pytest.fixture(scope="module")
def whole() -> plan.Plan:
    return plan.of_year(2016, demo.SEED)


def test_what_comes_late_is_the_delivery_of_28_may_on_which_nothing_rests(whole):
    (late,) = whole.late
    assert (late.verb, late.centre, late.on) == (Verb.DELIVER, "RAK", date(2016, 5, 28))
    assert not [event for event in whole.events if event.person == late.person and event.at > late.at]


def test_nothing_is_signed_in_the_future():
    assert after(date(2190, 1, 1), APPROVED) <= now()
    assert after(MAY, APPROVED).date() == date(2016, 6, 5)
