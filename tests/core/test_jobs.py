"""Long work: taken by one worker, done once, tried again, given up, and never written by a worker taken for dead.

An export is the job here; what it makes does not matter.
"""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from apps.core import jobs
from apps.core.jobs import ATTEMPTS, BROKEN, LEASE, TOO_LONG, WAITS, WORKER_LOST, JobState
from apps.desk.models import Export
from tests.desk.lists import AT, asked_for
from tests.people import a_patient

pytestmark = pytest.mark.django_db
TASK = "apps.desk.tasks.make_export"
SECOND = timedelta(seconds=1)


@pytest.fixture
def woken(monkeypatch):
    told = []
    monkeypatch.setattr(jobs, "wake", lambda _task, job_id: told.append(job_id))
    return told


@pytest.fixture
def job(people, woken):
    a_patient(people)
    return asked_for(people)


def leased(job, at=AT, **start):
    return jobs.lease(Export.objects.all(), job_id=job.pk, at=at, **start)


def test_a_new_job_waits_and_one_worker_gets_it(job):
    assert (job.state, job.is_unfinished) == (JobState.QUEUED, True)
    taken = leased(job, done=3)
    assert (taken.state, taken.attempts, taken.lease_until, taken.done) == (JobState.RUNNING, 1, AT + LEASE, 3)
    assert leased(job, AT + LEASE - SECOND) is None


def test_progress_renews_the_lease(job):
    taken = leased(job)
    assert jobs.advance(job=taken, at=AT + SECOND, done=7)
    job.refresh_from_db()
    assert (job.done, job.lease_until) == (7, AT + SECOND + LEASE)


def test_a_worker_taken_for_dead_can_neither_advance_nor_finish_nor_put_back(job):
    dead, living = leased(job), leased(job, AT + LEASE)
    later = AT + LEASE + SECOND
    assert not jobs.advance(job=dead, at=later, done=1)
    assert not jobs.finish(job=dead, at=later, rows=1)
    assert jobs.put_back(job=dead, error=BROKEN, at=later) is None
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.rows) == (JobState.RUNNING, 2, "", None)
    assert jobs.finish(job=living, at=later, rows=2)


def test_what_is_done_is_done(job):
    taken = leased(job)
    assert jobs.finish(job=taken, at=AT + SECOND, rows=1)
    assert not jobs.finish(job=taken, at=AT + SECOND, rows=2)
    assert leased(job, AT + 2 * LEASE) is None
    job.refresh_from_db()
    assert (job.state, job.rows, job.lease_until, job.finished_at) == (JobState.DONE, 1, None, AT + SECOND)


def test_each_failure_waits_longer_and_the_last_gives_up(job):
    waits, at = [], AT
    for _attempt in range(ATTEMPTS):
        when = jobs.put_back(job=leased(job, at), error=BROKEN, at=at, done=0)
        waits.append(when and when - at)
        assert leased(job, at) is None
        at = when or at
    job.refresh_from_db()
    assert waits == [*WAITS, None]
    assert (job.state, job.error, job.finished_at) == (JobState.FAILED, BROKEN, at)


def test_the_sweep_wakes_what_nobody_works_on(job, woken):
    woken.clear()
    jobs.sweep(Export.objects.all(), task=TASK, at=AT)
    leased(job)
    assert jobs.sweep(Export.objects.all(), task=TASK, at=AT + LEASE - SECOND) == []
    assert jobs.sweep(Export.objects.all(), task=TASK, at=AT + LEASE) == [job.pk]
    assert woken == [job.pk, job.pk]


def test_the_sweep_gives_up_on_what_killed_five_workers(job):
    for attempt in range(ATTEMPTS):
        assert leased(job, AT + attempt * LEASE)
    assert jobs.sweep(Export.objects.all(), task=TASK, at=AT + ATTEMPTS * LEASE) == []
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, WORKER_LOST)


@pytest.mark.parametrize(
    ("problem", "code"),
    [(SoftTimeLimitExceeded(), TOO_LONG), (ValueError("김영수"), BROKEN), (LookupError(), "no_such_thing")],
)
def test_what_goes_wrong_stands_on_the_job_as_a_code(job, problem, code, caplog):
    def work(_job):
        raise problem

    assert not jobs.carried_out(leased(job), work, known={LookupError: "no_such_thing"})
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.QUEUED, code)
    assert "김영수" not in caplog.text


def test_the_work_is_done_with_the_job(job):
    assert jobs.carried_out(leased(job), lambda one: one.pk == job.pk)


def test_a_worker_is_told_only_after_the_commit(people, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda task, args: sent.append((task, args)))
    a_patient(people)
    with django_capture_on_commit_callbacks(execute=True):
        job = asked_for(people)
        assert sent == []
    assert sent == [(TASK, [str(job.pk)])]
