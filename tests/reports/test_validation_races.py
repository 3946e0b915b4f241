"""Two people at the same moment, on real connections: nothing is lost between them, and nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from apps.centres.actions import months
from apps.centres.models import Month, MonthState
from apps.core.problems import Refused
from apps.core.writing import locked
from apps.reports import chain
from apps.reports.actions import reopening, seals, validation
from apps.reports.models import Reopening, Report, Seal, SignOff
from apps.reports.snapshot import from_data
from tests.people import People, a_patient, a_session
from tests.reports.counts import MAY
from tests.reports.signing import AT, HOUR, a_reopening, broken_off, second_manager, submitted

pytestmark = pytest.mark.usefixtures("no_broker")


def pressed(verb: Callable[[], Any]) -> str:
    """ "done", or the code of the refusal; on a connection of its own."""
    try:
        verb()
    except Refused as refusal:
        return refusal.code
    finally:
        connection.close()
    return "done"


def at_once(*verbs: Callable[[], Any]) -> list[str]:
    together = Barrier(len(verbs))

    def press(verb: Callable[[], Any]) -> str:
        together.wait(timeout=10)
        return pressed(verb)

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(future.result(timeout=60) for future in [pool.submit(press, verb) for verb in verbs])


def somebody_waits() -> bool:
    """Whether a connection waits for a lock of another one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def until(true: Callable[[], bool], running: Future[Any]) -> None:
    """Wait until it is so; fails when what should wait has ended instead."""
    for _try in range(400):
        if true():
            return
        assert not running.done(), "it should have waited"
        Event().wait(0.025)
    raise AssertionError("it never came to that")


def sessions_of(report: Report) -> int:
    """As the approver sees it: what the seal counts."""
    return from_data(report.seal.snapshot.content).figures["month"]["PTS"].total


def test_a_visit_being_saved_while_the_month_closes_is_waited_for_and_counted(committed: People) -> None:
    patient = a_patient(committed)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            session = a_session(committed, patient)  # holds May FOR SHARE until it is committed
            closing = pool.submit(pressed, lambda: submitted(committed))
            until(somebody_waits, closing)
        assert closing.result(timeout=60) == "done"
    assert (session.late, sessions_of(Report.objects.get())) == (False, 1)


def test_a_visit_that_comes_while_the_month_is_being_counted_is_late_and_not_counted(
    committed: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, sealing = a_patient(committed), seals.seal

    def slowly(**details: Any) -> Seal:
        """Between the two halves of submitting somebody saves a visit."""
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(pressed, lambda: a_session(committed, patient)).result(timeout=20) == "done"
        return sealing(**details)

    monkeypatch.setattr(seals, "seal", slowly)
    report = submitted(committed)
    assert (patient.physiosessions.get().late, sessions_of(report)) == (True, 0)


@pytest.mark.parametrize("attempt", range(3))
def test_every_visit_saved_while_the_month_closes_is_either_counted_or_late(committed: People, attempt: int) -> None:
    patients = [a_patient(committed) for _one in range(4)]
    visits = [lambda patient=patient: a_session(committed, patient) for patient in patients]
    assert set(at_once(lambda: submitted(committed), *visits)) == {"done"}
    late = sum(patient.physiosessions.get().late for patient in patients)
    assert sessions_of(Report.objects.get()) + late == 4


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_submit_at_once_one_does(committed: People, attempt: int) -> None:
    a_session(committed, a_patient(committed))
    assert at_once(*[lambda: submitted(committed)] * 2) == ["done", "not_allowed_now"]
    assert (Seal.objects.count(), SignOff.objects.count(), Report.objects.get().status) == (1, 1, "to_validate")


def test_of_two_who_approve_at_once_one_does(committed: People) -> None:
    report = submitted(committed)
    verb = lambda: validation.approve(report=report, by=committed.manager, at=AT + HOUR)  # noqa: E731
    assert at_once(verb, verb) == ["done", "not_allowed_now"]
    assert SignOff.objects.filter(deed="approved").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_of_approving_and_sending_back_at_once_one_happens(committed: People, attempt: int) -> None:
    report, by = submitted(committed), committed.manager
    verdicts = [
        lambda: validation.approve(report=report, by=by, at=AT),
        lambda: validation.refuse(report=report, comment="No.", by=by, at=AT),
    ]
    assert at_once(*verdicts) == ["done", "not_allowed_now"]
    pair = (Report.objects.get().status, Month.objects.get().state)
    assert pair in {("approved", MonthState.APPROVED), ("draft", MonthState.OPEN)}


@pytest.mark.parametrize("attempt", range(3))
def test_opening_again_while_somebody_finishes_leaves_month_and_report_agreed(committed: People, attempt: int) -> None:
    broken_off(committed)
    again = {"centre": committed.rakrang, "month": MAY, "by": committed.manager, "at": AT}
    at_once(lambda: submitted(committed), lambda: validation.open_again(**again))
    pair = (Report.objects.get().status, Month.objects.get().state)
    assert pair in {("to_validate", MonthState.CLOSING), ("draft", MonthState.OPEN)}


def test_months_of_a_centre_submitted_at_once_follow_each_other_in_the_chain(committed: People) -> None:
    """Both centres and three months: each centre has a chain of its own, without gaps and without branches."""
    places = [committed.rakrang, committed.songrim]
    months = [MAY.replace(month=month) for month in (4, 5, 6)]
    verbs = [
        lambda centre=centre, month=month: submitted(committed, centre=centre, month=month, at=AT + 24 * 60 * HOUR)
        for centre in places
        for month in months
    ]
    assert set(at_once(*verbs)) == {"done"}
    for centre in places:
        links = [seals.link_of(seal) for seal in Seal.objects.filter(centre=centre).order_by("position")]
        assert ([link.position for link in links], chain.torn(links)) == ([1, 2, 3], [])


def test_a_word_written_while_the_month_is_sealed_is_sealed_or_refused(committed: People) -> None:
    """The second half begins anew when somebody wrote into the report after it had looked."""
    report = Report.objects.create(centre=committed.rakrang, month=MAY)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Report.objects.filter(pk=report.pk).update(narrative_en="A busy month.")
            submitting = pool.submit(pressed, lambda: submitted(committed))
            until(somebody_waits, submitting)
        assert submitting.result(timeout=60) == "done"
    report.refresh_from_db()
    assert from_data(report.seal.snapshot.content).narrative == {"en": "A busy month."}


def test_asked_twice_at_once_to_reopen_one_request_waits(committed: People) -> None:
    report = validation.approve(report=submitted(committed), by=committed.manager, at=AT)
    verb = lambda: a_reopening(committed, report)  # noqa: E731
    assert at_once(verb, verb) == ["done", "not_allowed_now"]
    assert Reopening.objects.count() == 1


def test_of_granting_and_declining_at_once_one_happens(committed: People) -> None:
    second = second_manager(committed)
    asked = a_reopening(committed)
    verbs = [
        lambda: reopening.grant(reopening=asked, by=second, at=AT),
        lambda: reopening.decline(reopening=asked, answer="No.", by=second, at=AT),
    ]
    assert at_once(*verbs) == ["done", "not_allowed_now"]
    asked.refresh_from_db()
    assert Report.objects.count() == (2 if asked.granted else 1)


@pytest.mark.parametrize("verdict", ["approve", "refuse"])
def test_a_decision_on_a_late_record_and_a_verdict_do_not_wait_for_each_other(committed: People, verdict: str) -> None:
    """Both lock the month before the report."""
    report, verb = submitted(committed), getattr(validation, verdict)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            months.hold(centre=committed.rakrang, on=MAY)
            deciding = pool.submit(pressed, lambda: verb(report=report, comment="No.", by=committed.manager, at=AT))
            until(somebody_waits, deciding)
            locked(report)
        assert deciding.result(timeout=60) == "done"
