"""Late records wait on their month: counted nowhere until somebody takes them into a revision of it (IND-21)."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices.actions import deliveries
from apps.devices.models import Delivery
from apps.physio.actions import sessions
from apps.reports.actions import decisions, reopening, validation
from apps.reports.indicators import CellRows, Scope, count
from apps.reports.models import Decision, Report
from apps.reports.pending import MonthPending, waiting_late, waiting_months
from apps.reports.periods import one_month
from apps.reports.snapshot import from_data
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.counts import APRIL, JANUARY, JUNE, MAY, between, monthly, together
from tests.reports.signing import HOUR, approved, reopened

pytestmark = pytest.mark.usefixtures("in_english", "no_broker")

FIFTH_OF_JUNE = datetime(2016, 6, 5, 1, tzinfo=UTC)
NINTH_OF_JUNE = datetime(2016, 6, 9, 1, tzinfo=UTC)
LATE_IN_MAY = date(2016, 5, 28)
WHY = "Belongs to another programme."


@pytest.fixture
def may(people: People) -> Report:
    """May with one prosthesis, approved on 5 June."""
    a_delivery(people, a_patient(people))
    return approved(people, at=FIFTH_OF_JUNE)


def rows(*services: object) -> list[tuple[str, object]]:
    return [(service._meta.model_name, service.pk) for service in services]  # type: ignore[attr-defined]


def a_late_delivery(people: People, **details: object) -> Delivery:
    """The fitting of 28 May that the tablet brings on 9 June."""
    return a_delivery(people, a_patient(people, name_hangul="리순희", sex="F"), on=LATE_IN_MAY, **details)


def the_effect(people: People, service: object) -> str:
    pending = MonthPending(people.rakrang, MAY)
    (record,) = (one for one in pending.late if one.key[1] == service.pk)  # type: ignore[attr-defined]
    return pending.effects_of_late([record])[record.key].words


def pro(people: People) -> tuple[object, ...]:
    """PRO of May, of June, of June's year to date, of the quarter, and of May of both centres together."""
    place = people.rakrang
    figures = (
        monthly(place, MAY), monthly(place, JUNE), between(place, JANUARY, JUNE), between(place, APRIL, JUNE),
        together([place, people.songrim]),
    )  # fmt: skip
    return tuple(one["PRO"].total or 0 for one in figures)


def test_a_fitting_of_may_that_comes_after_its_approval_counts_once_it_is_taken(
    people: People, may: Report, second: User
) -> None:
    """IND-21: stored, late, never in June's PRO; the second revision of May has it."""
    late = a_late_delivery(people)
    a_session(people, late.patient, on=date(2016, 6, 2))  # June is reported too
    assert (late.late, waiting_late(people.rakrang, MAY)) == (True, rows(late))
    assert pro(people) == (1, 0, 1, 1, 1)
    reopened(people, second, may)
    decisions.take(centre=people.rakrang, month=MAY, rows=rows(late), by=people.manager, at=NINTH_OF_JUNE)
    assert pro(people) == (2, 0, 2, 2, 2)
    submitted = validation.submit(centre=people.rakrang, month=MAY, by=people.manager, at=NINTH_OF_JUNE)
    revised = validation.approve(report=submitted, by=second, at=NINTH_OF_JUNE)
    of_revisions = [from_data(one.seal.snapshot.content).figures["month"]["PRO"].total for one in (may, revised)]
    assert (revised.revision, of_revisions) == (2, [1, 2])


def test_the_effect_says_what_would_change_and_that_persons_do_not(people: People, may: Report) -> None:
    """IND-21: "PRO 1 → 2, BEN unchanged", of somebody who is in the report already."""
    known = Delivery.objects.get().patient
    late = a_delivery(people, known, on=LATE_IN_MAY, side="R")
    assert the_effect(people, late) == "PRO 1 → 2, BEN unchanged"
    assert the_effect(people, a_late_delivery(people)) == "BEN 1 → 2, BENNEW 1 → 2, NEWPRO 1 → 2, PRO 1 → 2"


def test_effects_are_those_of_counting_with_the_record_taken(people: People, may: Report, second: User) -> None:
    """Also of several late records of one person, each alone and all together."""
    person = a_patient(people, name_hangul="리순희")
    late = [a_session(people, person, on=date(2016, 5, day)) for day in (3, 4, 5)] + [a_late_delivery(people)]
    late.append(a_delivery(people, person, key="CRU-AXIL", on=LATE_IN_MAY))
    reopened(people, second, may)
    pending, scope = MonthPending(people.rakrang, MAY), Scope.of(people.rakrang)
    effects = pending.effects_of_late(pending.waiting)
    for service in late:
        (key,) = rows(service)
        assert_tells(effects[key].changes, scope, [service.pk])
    assert_tells(pending.joint_of_late(pending.waiting).changes, scope, [one.pk for one in late])


def assert_tells(changes: tuple, scope: Scope, taking: list) -> None:
    """The changes are exactly the totals that differ."""
    now, then = count(scope, one_month(MAY)), count(scope, one_month(MAY), taking=taking)
    differing = {code: (now[code].total, then[code].total) for code in now.cells if now[code] != then[code]}
    assert {one.code: (one.before, one.after) for one in changes} == differing


def test_fifty_late_records_are_counted_in_a_few_statements(
    people: People, may: Report, django_assert_max_num_queries
) -> None:
    persons = [a_patient(people, name_hangul=f"리순{letter}") for letter in "가나다라마"]
    for person in persons:
        for day in (2, 3):
            a_session(people, person, on=date(2016, 5, day))
    pending = MonthPending(people.rakrang, MAY)
    with django_assert_max_num_queries(20):
        assert len(pending.effects_of_late(pending.waiting)) == 10
        assert pending.joint_of_late(pending.waiting).changes


def test_a_voided_or_absent_or_test_persons_late_record_does_not_wait(people: People, may: Report) -> None:
    late = a_late_delivery(people)
    sessions.record(
        patient=late.patient, centre=people.rakrang, at=people.rakrang.noon(LATE_IN_MAY), minutes=30, attended=False,
        by=people.physio,
    )  # fmt: skip
    a_session(people, a_patient(people, is_test=True))
    deliveries.void(delivery=late, reason="Wrong person", by=people.manager, at=NINTH_OF_JUNE)
    assert waiting_late(people.rakrang, MAY) == []


def test_months_on_which_records_wait_are_known_with_their_number(people: People, may: Report) -> None:
    for _ in range(2):
        a_late_delivery(people)
    assert waiting_months([people.rakrang, people.songrim]) == {(people.rakrang.pk, MAY): 2}
    assert waiting_months([people.songrim]) == {}


def test_approved_figures_take_nothing_in(people: People, may: Report) -> None:
    late = a_late_delivery(people)
    with pytest.raises(Refused, match="being drafted"):
        decisions.take(centre=people.rakrang, month=MAY, rows=rows(late), by=people.manager, at=NINTH_OF_JUNE)
    assert not Decision.objects.exists()


def test_what_is_left_out_never_counts(people: People, may: Report, second: User) -> None:
    late = a_late_delivery(people)
    with pytest.raises(Refused, match="Say why"):
        decisions.decline(centre=people.rakrang, month=MAY, rows=rows(late), reason=" ", by=second, at=NINTH_OF_JUNE)
    decisions.decline(centre=people.rakrang, month=MAY, rows=rows(late), reason=WHY, by=second, at=NINTH_OF_JUNE)
    assert waiting_late(people.rakrang, MAY) == []
    assert pro(people) == (1, 0, 1, 1, 1)
    assert CellRows(Scope.of(people.rakrang), one_month(MAY), "PRO").count() == 1


def test_the_order_of_a_delivery_that_was_left_out_does_not_wait_less_than_nobody(people: People, may: Report) -> None:
    late = a_late_delivery(people)
    usual = {"centre": people.rakrang, "month": MAY, "by": people.manager, "at": NINTH_OF_JUNE}
    decisions.decline(**usual, rows=rows(late), reason=WHY)
    assert the_effect(people, late) == "BEN 1 → 2, BENNEW 1 → 2, NEWPRO 1 → 2, PRO 1 → 2"


def test_while_a_revision_is_drafted_one_may_think_again(people: People, may: Report, second: User) -> None:
    late = a_late_delivery(people)
    usual = {"centre": people.rakrang, "month": MAY, "rows": rows(late), "by": second, "at": NINTH_OF_JUNE}
    decisions.decline(**usual, reason=WHY)
    draft = reopened(people, second, may)
    (taken,) = decisions.take(**usual)
    assert (taken.report, taken.reason, pro(people)[0]) == (draft, "", 2)
    decisions.decline(**usual, reason="After all not.")
    assert (Decision.objects.get().verdict, pro(people)[0]) == ("declined", 1)
    kept = Decision.pgh_event_model.objects.order_by("pgh_id").values_list("verdict", flat=True)
    assert list(kept) == ["declined", "taken", "declined"]


def test_what_an_approved_revision_took_can_be_left_out_by_a_further_one_only(
    people: People, may: Report, second: User
) -> None:
    late = a_late_delivery(people)
    usual = {"centre": people.rakrang, "month": MAY, "rows": rows(late), "by": people.manager, "at": NINTH_OF_JUNE}
    reopened(people, second, may)
    decisions.take(**usual)
    submitted = validation.submit(centre=people.rakrang, month=MAY, by=people.manager, at=NINTH_OF_JUNE)
    revised = validation.approve(report=submitted, by=second, at=NINTH_OF_JUNE)
    with pytest.raises(Refused, match="revision 2"):
        decisions.decline(**usual, reason=WHY)
    asked = reopening.ask(report=revised, reason="Not ours.", by=people.manager, at=NINTH_OF_JUNE)
    reopening.grant(reopening=asked, by=second, at=NINTH_OF_JUNE)
    decisions.decline(**usual, reason=WHY)
    assert pro(people)[0] == 1


def test_a_draft_is_not_submitted_while_a_late_record_waits(people: People, may: Report, second: User) -> None:
    a_late_delivery(people)
    reopened(people, second, may)
    with pytest.raises(Refused, match="came late"):
        validation.submit(centre=people.rakrang, month=MAY, by=people.manager, at=NINTH_OF_JUNE)


def test_pressed_twice_is_decided_once(people: People, may: Report, second: User) -> None:
    late = a_late_delivery(people)
    reopened(people, second, may)
    first, again = (
        decisions.take(centre=people.rakrang, month=MAY, rows=rows(late, late), by=second, at=at)
        for at in (NINTH_OF_JUNE, NINTH_OF_JUNE + HOUR)
    )
    assert first == again
    assert (Decision.objects.get().version, Decision.objects.get().decided_at) == (1, NINTH_OF_JUNE)


@pytest.mark.parametrize("which", ["on time", "another month", "another centre", "nothing"])
def test_only_late_records_of_this_month_are_decided_on(people: People, may: Report, which: str) -> None:
    stray = {
        "on time": lambda: rows(Delivery.objects.get()),
        "another month": lambda: rows(a_session(people, a_patient(people), on=date(2016, 4, 3))),
        "another centre": lambda: rows(a_session(people, a_patient(people, centre=people.songrim))),
        "nothing": lambda: [("delivery", new_id())],
    }[which]()
    with pytest.raises(Refused, match="no longer waits"):
        decisions.decline(centre=people.rakrang, month=MAY, rows=stray, reason=WHY, by=people.manager, at=NINTH_OF_JUNE)


def a_decision(may: Report, people: People, **details: object) -> Decision:
    usual = {
        "centre": people.rakrang, "month": MAY, "kind": "late", "model": "delivery", "row_id": new_id(),
        "verdict": "taken", "report": may, "decided_by": people.manager, "decided_at": NINTH_OF_JUNE,
    }  # fmt: skip
    return Decision.objects.create(**{**usual, **details})


@pytest.mark.parametrize(
    ("constraint", "details"),
    [
        ("only_late_records_are_taken", {"kind": "changed"}),
        ("only_late_records_are_taken", {"row_version": 3}),
        ("declined_with_a_reason", {"verdict": "declined"}),
        ("verdict_is_known", {"verdict": "perhaps", "reason": "x"}),
    ],
)
def test_decisions_that_cannot_be(people: People, may: Report, constraint: str, details: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_decision(may, people, **details)


@pytest.mark.parametrize(
    ("constraint", "details"),
    [
        ("one_decision_on_a_late_record", {}),
        ("one_decision_on_a_change", {"kind": "changed", "verdict": "declined", "reason": "x", "row_version": 7}),
    ],
)
def test_nothing_is_decided_on_twice(people: People, may: Report, constraint: str, details: dict[str, object]) -> None:
    same = {"row_id": new_id(), **details}
    a_decision(may, people, **same)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_decision(may, people, **same)
