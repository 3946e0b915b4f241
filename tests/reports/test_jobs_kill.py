"""A real worker killed with SIGKILL at five points, a broker that forgets everything, a job that cannot be made, beat
at the wrong time: exactly one file of each report. Run with -s for the table.
"""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from celery import current_app
from django.db import connection

from apps.core import jobs as core_jobs
from apps.core.clock import now
from apps.core.jobs import ATTEMPTS, JobState
from apps.reports import tasks
from apps.reports.actions import jobs, month_end
from apps.reports.models import JobCause, ReportFile, ReportJob
from apps.reports.periods import Period
from tests import worker as workers
from tests.people import People, a_patient, a_session
from tests.reports.counts import MAY
from tests.reports.dying_worker import POINTS
from tests.worker import until

HOOKS = ("-I", "tests.reports.dying_worker")


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    """The workers that a test starts; whichever still lives afterwards is killed."""
    current_app.control.purge()
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def asked(people: People, month: int, language: str = "ko") -> ReportJob:
    return jobs.request(
        centre=people.rakrang, month=date(2016, month, 1), language=language, by=people.manager, at=now()
    )


def state_of(job: ReportJob) -> str:
    return ReportJob.objects.values_list("state", flat=True).get(pk=job.pk)


def let_the_lease_run_out(job: ReportJob) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_reportjob SET lease_until = now() - interval '1 second' WHERE id = %s", [job.pk])


def forget_everything() -> None:
    """FLUSHDB, not FLUSHALL: tests that run side by side have their queues in other databases of this server."""
    with current_app.connection_for_write() as broker:
        broker.default_channel.client.flushdb()


def test_a_worker_killed_at_any_of_five_points_leaves_exactly_one_file(
    committed: People, started: list[subprocess.Popen[bytes]]
) -> None:
    """Each worker finishes what the one before it left behind, and is killed at the next point; the last one lives."""
    a_session(committed, a_patient(committed))
    of_points = {}
    for month, point in enumerate(POINTS, start=1):
        job = of_points[point] = asked(committed, month)
        started.append(workers.start(*HOOKS, DIE_AT=point, DIE_AT_JOB=str(job.pk)))
        assert started[-1].wait(workers.PATIENCE) == -9, point
        stored = ReportFile.objects.filter(job=job).count()
        assert (state_of(job), stored) == (("done", 1) if point == POINTS[-1] else ("running", 0)), point
        let_the_lease_run_out(job)
        jobs.sweep(at=now())
        tasks.make.delay(str(job.pk))  # and the broker delivers once more what was never acknowledged
    started.append(workers.start(*HOOKS))
    until(lambda: all(state_of(job) == JobState.DONE for job in of_points.values()))
    table = [f"\n{'killed':<40}{'attempts':>9}{'files':>6}\n"]
    for point, job in of_points.items():
        job.refresh_from_db()
        files = ReportFile.objects.filter(job=job).count()
        table.append(f"{point:<40}{job.attempts:>9}{files:>6}\n")
        assert (job.state, files, job.attempts) == ("done", 1, 1 if point == POINTS[-1] else 2)
    sys.stdout.writelines(table)


def test_a_wiped_broker_a_triple_delivery_and_a_job_that_cannot_be_made(
    committed: People, started: list[subprocess.Popen[bytes]]
) -> None:
    """What the broker forgot the sweep remembers; three messages make one file; the poisoned job is given up after five
    attempts, says so in words, and stands in nobody's way."""
    a_session(committed, a_patient(committed))
    forgotten = asked(committed, 1)
    forget_everything()
    thrice, poisoned = asked(committed, 2), asked(committed, 3)
    for _again in range(2):
        tasks.make.delay(str(thrice.pk))
    started.append(workers.start(*HOOKS, POISONED_JOB=str(poisoned.pk)))
    until(lambda: state_of(thrice) == JobState.DONE)
    assert state_of(forgotten) == JobState.QUEUED
    tasks.sweep.delay()
    for attempt in range(1, ATTEMPTS + 1):
        until(lambda attempt=attempt: tried(poisoned, attempt))
        let_the_lease_run_out(poisoned)
        tasks.sweep.delay()
    after = asked(committed, 4)
    until(lambda: {state_of(forgotten), state_of(after)} == {"done"})
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.error, poisoned.attempts) == ("failed", core_jobs.BROKEN, ATTEMPTS)
    assert str(core_jobs.WORDS[poisoned.error])
    made = dict.fromkeys((forgotten.pk, thrice.pk, after.pk), 1)
    assert {job: ReportFile.objects.filter(job=job).count() for job in made} == made
    assert ReportFile.objects.count() == len(made)


def tried(job: ReportJob, attempts: int) -> bool:
    return ReportJob.objects.filter(pk=job.pk, attempts=attempts).exclude(state=JobState.RUNNING).exists()


def test_two_beats_at_once_and_beat_down_for_months_order_every_month_once(committed: People) -> None:
    """Each instant is fired twice at the same moment; between June and October nobody was there."""
    for at in (
        datetime(2016, 6, 1, tzinfo=UTC),
        datetime(2016, 10, 3, tzinfo=UTC),
        datetime(2016, 10, 31, 20, tzinfo=UTC),
    ):
        with ThreadPoolExecutor(2) as both:
            list(both.map(order_due, [at, at]))
    ordered = ReportJob.objects.filter(cause=JobCause.MONTH_END)
    found = sorted(ordered.values_list("report__centre__code", "report__month", "language", "edition"))
    months = Period(MAY, date(2016, 10, 1)).months
    assert found == [
        (code, month, language, "internal") for code in ("RAK", "SON") for month in months for language in ("en", "ko")
    ]


def order_due(at: datetime) -> None:
    try:
        month_end.order_due(at=at)
    finally:
        connection.close()
