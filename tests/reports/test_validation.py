"""A month on its way: submitted once it is over, sent back or approved, each said to whoever comes too late."""

from datetime import UTC, date, datetime

import pytest

from apps.accounts.models import User
from apps.centres.models import Month, MonthState
from apps.core.problems import Refused
from apps.devices.actions import deliveries
from apps.reports.actions import seals, validation
from apps.reports.models import Deed, Report, ReportJob, ReportStatus, SignOff
from apps.reports.snapshot import from_data
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.counts import APRIL, MAY
from tests.reports.signing import AT, HOUR, approved, broken_off, reopened, submitted

pytestmark = pytest.mark.usefixtures("in_english", "no_broker")


def state_of(people: People, month: date = MAY) -> str:
    return Month.objects.get(centre=people.rakrang, first_day=month).state


def test_submitting_closes_files_and_seals_the_month(people: People) -> None:
    a_session(people, a_patient(people))
    report = submitted(people, comment="  All in.  ")
    assert (report.status, report.submitted_by, report.submitted_at) == ("to_validate", people.manager, AT)
    assert state_of(people) == MonthState.CLOSING
    assert Month.objects.get().filed_by == people.manager
    assert from_data(report.seal.snapshot.content).figures["month"]["PTS"].total == 1
    signed = SignOff.objects.get()
    assert (signed.deed, signed.name, signed.comment, signed.seal) == ("submitted", "Manager", "All in.", report.seal)


def test_what_is_recorded_after_submitting_is_late_and_counted_nowhere(people: People) -> None:
    report = submitted(people)
    late = a_session(people, a_patient(people))
    assert late.late
    validation.refuse(report=report, comment="One session is missing.", by=people.manager, at=AT)
    with pytest.raises(Refused, match="came late"):
        submitted(people)


def test_a_month_that_is_not_over_or_not_begun_is_not_submitted(people: People) -> None:
    with pytest.raises(Refused, match="has not ended"):
        submitted(people, at=datetime(2016, 5, 31, 15, 29, tzinfo=UTC))  # 23:59 there
    with pytest.raises(Refused, match="has not begun"):
        submitted(people, at=datetime(2016, 4, 30, 15, 29, tzinfo=UTC))
    assert submitted(people, at=datetime(2016, 5, 31, 15, 30, tzinfo=UTC)).status == ReportStatus.TO_VALIDATE


def test_a_month_without_support_is_not_submitted(people: People) -> None:
    with pytest.raises(Refused, match="not supported"):
        submitted(people, centre=people.songrim, month=date(2016, 3, 1), by=people.songrim_manager)
    assert not Month.objects.exists()


def test_what_has_to_be_settled_stops_it(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "what_stops", lambda **_: "Two births lie after the service.")
    with pytest.raises(Refused, match="Two births"):
        submitted(people)
    assert not Month.objects.exclude(state=MonthState.OPEN).exists()


def test_submitting_twice_says_who_has_it_and_since_when(people: People) -> None:
    submitted(people)
    with pytest.raises(Refused, match="Revision 1 was submitted by Manager on 2016-06-01"):
        submitted(people, by=people.songrim_manager)
    assert SignOff.objects.count() == 1


def test_an_approved_month_is_not_submitted_again(people: People) -> None:
    approved(people)
    with pytest.raises(Refused, match="Revision 1 was approved by Manager on 2016-06-01"):
        submitted(people)


def test_approving_freezes_the_month_and_orders_its_files(people: People) -> None:
    report = approved(people)
    assert (report.status, report.approved_by, report.approved_at) == ("approved", people.manager, AT + HOUR)
    assert state_of(people) == MonthState.APPROVED
    assert ReportJob.objects.filter(report=report, cause="approved").count() == 4
    assert list(SignOff.objects.values_list("deed", flat=True)) == [Deed.SUBMITTED, Deed.APPROVED]


def test_the_signature_keeps_the_name_of_the_day(people: People) -> None:
    approved(people)
    people.manager.name = "Married Since"
    people.manager.save()
    assert set(SignOff.objects.values_list("name", flat=True)) == {"Manager"}


def test_sending_back_needs_a_comment_and_opens_the_month(people: People) -> None:
    report = submitted(people)
    with pytest.raises(Refused, match="Say what is wrong"):
        validation.refuse(report=report, comment="  ", by=people.manager, at=AT)
    back = validation.refuse(report=report, comment="Repairs are missing.", by=people.manager, at=AT)
    assert (back.status, back.seal, back.submitted_by, back.submitted_at) == ("draft", None, None, None)
    assert state_of(people) == MonthState.OPEN
    assert back.seals.count() == 1
    assert not a_session(people, a_patient(people)).late


def test_what_was_sent_back_is_submitted_anew_with_what_it_then_counts(people: People) -> None:
    first = submitted(people)
    validation.refuse(report=first, comment="One is missing.", by=people.manager, at=AT)
    a_session(people, a_patient(people))
    second = submitted(people, at=AT + HOUR)
    assert [seal.position for seal in second.seals.all()] == [1, 2]
    assert from_data(second.seal.snapshot.content).figures["month"]["PTS"].total == 1


def test_the_same_figures_sent_back_and_submitted_again_are_two_seals_of_one_snapshot(people: People) -> None:
    report = submitted(people)
    validation.refuse(report=report, comment="Look again.", by=people.manager, at=AT)
    submitted(people, at=AT + HOUR)
    assert (report.seals.count(), report.snapshots.count()) == (2, 1)


@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_a_draft_is_neither_approved_nor_sent_back(people: People, verb: str) -> None:
    draft = Report.objects.create(centre=people.rakrang, month=MAY)
    said = {"comment": "No."}
    with pytest.raises(Refused, match="Revision 1 is a draft"):
        getattr(validation, verb)(report=draft, by=people.manager, at=AT, **said)


def test_a_verdict_on_what_changed_since_it_was_read_is_refused(people: People) -> None:
    report = submitted(people)
    with pytest.raises(Refused, match="changed this record") as refused:
        validation.approve(report=report, by=people.manager, at=AT, version=report.version - 1)
    assert refused.value.code == "stale"


def test_a_void_after_approval_leaves_the_approved_figures_as_they_are(people: People) -> None:
    """IND-14"""
    delivery = a_delivery(people, a_patient(people))
    report = approved(people)
    deliveries.void(delivery=delivery, reason="Entered twice.", by=people.technician, at=AT)
    report.refresh_from_db()
    assert from_data(report.seal.snapshot.content).figures["month"]["PRO"].total == 1
    assert [fact.id for fact in seals.rows_of(report.seal, "month", "PRO")] == [delivery.pk]


def test_a_further_revision_is_approved_by_a_second_person_and_replaces_the_first(people: People, second: User) -> None:
    first = approved(people)
    reopened(people, second, first)
    report = submitted(people, at=AT + 4 * HOUR)
    with pytest.raises(Refused, match="You submitted this revision yourself"):
        validation.approve(report=report, by=people.manager, at=AT + 5 * HOUR)
    validation.approve(report=report, by=second, at=AT + 5 * HOUR)
    assert list(Report.objects.order_by("revision").values_list("status", flat=True)) == ["superseded", "approved"]


def test_a_closing_that_was_interrupted_is_finished_by_submitting_again(people: People) -> None:
    broken_off(people)
    assert (state_of(people), Report.objects.get().status) == (MonthState.CLOSING, "draft")
    assert submitted(people, at=AT + HOUR).status == "to_validate"


def test_a_closing_that_was_interrupted_can_be_given_up(people: People) -> None:
    broken_off(people)
    again = {"centre": people.rakrang, "month": MAY, "by": people.manager, "at": AT}
    validation.open_again(**again)
    assert state_of(people) == MonthState.OPEN
    with pytest.raises(Refused, match="The month is open"):
        validation.open_again(**again)


def test_what_was_submitted_is_not_opened_by_the_way(people: People) -> None:
    submitted(people)
    with pytest.raises(Refused, match="waits to be validated"):
        validation.open_again(centre=people.rakrang, month=MAY, by=people.manager, at=AT)


def test_each_month_goes_its_own_way(people: People) -> None:
    approved(people)
    submitted(people, month=APRIL)
    assert (state_of(people, MAY), state_of(people, APRIL)) == (MonthState.APPROVED, MonthState.CLOSING)
