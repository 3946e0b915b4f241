"""Files to be made: one at a time, taken by one worker, done once, given up after five attempts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from apps.core import jobs as core_jobs
from apps.core.jobs import JobState
from apps.core.pdf import FontMissing
from apps.core.problems import Refused
from apps.reports import document
from apps.reports.actions import jobs, making, month_end, snapshots
from apps.reports.models import JobCause, JobStep, Report, ReportFile, ReportJob
from tests.people import People, a_patient, a_session
from tests.reports.counts import JUNE, MAY
from tests.reports.signing import AT

MINUTE = timedelta(minutes=1)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The jobs that workers were told of; nobody goes to a broker."""
    told: list[object] = []
    monkeypatch.setattr(core_jobs, "wake", lambda _task, job_id: told.append(job_id))
    return told


@pytest.fixture
def job(people: People, woken: list[object]) -> ReportJob:
    return jobs.request(centre=people.rakrang, month=MAY, language="ko", by=people.manager, at=AT)


def test_asking_twice_gives_the_unfinished_job_back(people: People, job: ReportJob, woken: list[object]) -> None:
    again = jobs.request(centre=people.rakrang, month=MAY, language="ko", by=people.manager, at=AT + MINUTE)
    other = jobs.request(centre=people.rakrang, month=MAY, language="en", by=people.manager, at=AT)
    assert (again.pk, other.pk != job.pk) == (job.pk, True)
    assert woken == [job.pk, job.pk, other.pk]


def test_a_broker_that_is_away_does_not_stop_anybody_from_asking(
    people: People, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    def away(*_args: object, **_kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True) as told:
        asked = jobs.request(centre=people.rakrang, month=MAY, language="ko", by=people.manager, at=AT)
    assert len(told) == 1
    assert jobs.sweep(at=AT) == [asked.pk]


def test_a_month_to_come_has_no_report(people: People, woken: list[object]) -> None:
    with pytest.raises(Refused):
        jobs.request(centre=people.rakrang, month=date(2016, 7, 1), language="ko", by=people.manager, at=AT)


def test_only_one_worker_gets_the_job(job: ReportJob) -> None:
    assert jobs.lease(job_id=job.pk, at=AT) is not None
    assert jobs.lease(job_id=job.pk, at=AT + MINUTE) is None


def test_a_worker_taken_for_dead_can_no_longer_write(job: ReportJob) -> None:
    dead = jobs.lease(job_id=job.pk, at=AT)
    living = jobs.lease(job_id=job.pk, at=AT + core_jobs.LEASE)
    snapshot = snapshots.freeze(report=job.report, at=AT)
    stored = {"snapshot": snapshot, "content": b"x", "sha256": "0" * 64, "at": AT}
    assert not core_jobs.advance(job=dead, step=JobStep.STORING, at=AT)
    assert not jobs.finish(job=dead, **stored)
    assert jobs.finish(job=living, **stored)
    assert not jobs.finish(job=living, **stored)
    assert ReportFile.objects.count() == 1


@pytest.mark.usefixtures("quick")
def test_making_stores_one_file_and_is_done(people: People, job: ReportJob) -> None:
    a_session(people, a_patient(people))
    assert [making.make(job_id=job.pk) for _woken_three_times in range(3)] == [True, False, False]
    job.refresh_from_db()
    assert (job.state, job.step, job.attempts) == ("done", "ready", 1)
    assert bytes(job.file.content) == b"%PDF ('ko', 'internal', 'draft')"
    assert job.file.snapshot.prepared_by == str(people.manager)


def test_each_failure_waits_longer_and_the_fifth_gives_up(
    job: ReportJob, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(document, "of_snapshot", lambda *_: 1 / 0)
    waits = []
    for attempt in range(5):
        at = AT + attempt * timedelta(hours=1)
        for clock in (making, core_jobs):
            monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert not making.make(job_id=job.pk)
        job.refresh_from_db()
        waits.append(job.lease_until and job.lease_until - at)
    assert waits == [*core_jobs.WAITS, None]
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, core_jobs.BROKEN, 5)
    assert not making.make(job_id=job.pk)


def test_a_missing_font_says_so(job: ReportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_font(*_: object) -> bytes:
        raise FontMissing

    monkeypatch.setattr(document, "of_snapshot", no_font)
    making.make(job_id=job.pk)
    job.refresh_from_db()
    assert job.error == making.FONT_MISSING


def test_the_sweep_wakes_what_nobody_works_on(job: ReportJob) -> None:
    assert jobs.sweep(at=AT) == [job.pk]
    jobs.lease(job_id=job.pk, at=AT)
    assert jobs.sweep(at=AT + MINUTE) == []
    assert jobs.sweep(at=AT + core_jobs.LEASE) == [job.pk]


def test_the_sweep_gives_up_on_a_job_that_killed_five_workers(job: ReportJob) -> None:
    for attempt in range(5):
        assert jobs.lease(job_id=job.pk, at=AT + attempt * core_jobs.LEASE) is not None
    assert jobs.sweep(at=AT + 5 * core_jobs.LEASE) == []
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, core_jobs.WORKER_LOST)


def test_after_a_failure_it_can_be_asked_for_again(people: People, job: ReportJob) -> None:
    ReportJob.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="unexpected")
    again = jobs.request(centre=people.rakrang, month=MAY, language="ko", by=people.manager, at=AT)
    assert again.pk != job.pk


def month_ends() -> list[tuple[str, str, str]]:
    found = ReportJob.objects.filter(cause=JobCause.MONTH_END).order_by(
        "report__month", "report__centre__code", "language"
    )
    return [(job.report.centre.code, f"{job.report.month:%Y-%m}", job.language) for job in found]


@pytest.mark.usefixtures("people", "woken")
def test_the_month_just_over_is_ordered_once_in_both_languages() -> None:
    for _beat in range(3):
        month_end.order_due(at=AT)
    assert month_ends() == [(code, "2016-05", language) for code in ("RAK", "SON") for language in ("en", "ko")]
    assert list(Report.objects.values_list("revision", "status")) == [(1, "draft"), (1, "draft")]


@pytest.mark.usefixtures("people", "woken")
def test_the_month_ends_in_the_centres_own_time() -> None:
    """31 May 15:29Z is 23:59 at UTC+8:30."""
    month_end.order_due(at=datetime(2016, 5, 31, 15, 29, tzinfo=UTC))
    assert {month for _code, month, _language in month_ends()} == {"2016-04"}
    month_end.order_due(at=datetime(2016, 5, 31, 15, 30, tzinfo=UTC))
    assert {month for _code, month, _language in month_ends()} == {"2016-04", "2016-05"}


@pytest.mark.usefixtures("people", "woken")
def test_after_a_stop_of_months_none_is_missing_and_no_old_year_is_made_up() -> None:
    month_end.order_due(at=AT)
    month_end.order_due(at=datetime(2016, 9, 2, tzinfo=UTC))
    assert [month for code, month, language in month_ends() if (code, language) == ("RAK", "ko")] == [
        "2016-05", "2016-06", "2016-07", "2016-08",
    ]  # fmt: skip


def test_a_month_without_support_is_not_reported(people: People) -> None:
    assert month_end.due_months(people.songrim, today=date(2016, 4, 30)) == []
    assert month_end.due_months(people.songrim, today=date(2016, 5, 1)) == [date(2016, 4, 1)]


def test_an_asked_file_does_not_stand_in_the_way_of_the_month_end(people: People, job: ReportJob) -> None:
    month_end.order_due(at=AT)
    assert ("RAK", "2016-05", "ko") in month_ends()
    assert JUNE not in Report.objects.values_list("month", flat=True)
