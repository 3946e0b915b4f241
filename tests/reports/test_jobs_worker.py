"""With a real worker, broker and database: however often it is woken, one file; whoever dies, the file is made."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from celery import current_app
from django.conf import settings

from apps.core.clock import now
from apps.reports import tasks
from apps.reports.actions import jobs
from apps.reports.models import JobState, ReportFile, ReportJob
from tests import servers
from tests.people import People, a_patient, a_session
from tests.reports.counts import MAY

PATIENCE = 90.0
PREFIX = f"test-{os.getpid()}"


def database_of_the_test() -> str:
    """The test database's address for another process."""
    name = settings.DATABASES["default"]["NAME"]
    given = os.environ.get("DATABASE_URL")
    return f"{given.rpartition('/')[0]}/{name}" if given else servers.database_url(name)


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the product as it runs in production, on the test's own database."""
    current_app.control.purge()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "-P",
            "solo",
            "-l",
            "warning",
            "-n",
            f"{PREFIX}@test",
        ],
        env={**os.environ, "DATABASE_URL": database_of_the_test(), "GEOREUM_DATABASE_ROLE": "web"},
    )
    yield process
    process.kill()
    process.wait()


def until(happened: Callable[[], bool]) -> None:
    """Wait for something the worker does; fails after PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "the worker did not get there"
        time.sleep(0.2)


def finished(*expected: ReportJob) -> bool:
    return ReportJob.objects.filter(pk__in=[job.pk for job in expected], state=JobState.DONE).count() == len(expected)


def test_a_job_woken_three_times_makes_one_file(committed: People, worker: subprocess.Popen[bytes]) -> None:
    people = committed
    a_session(people, a_patient(people))
    job = jobs.request(centre=people.rakrang, month=MAY, language="ko", by=people.manager, at=now())
    for _again in range(2):
        tasks.make.delay(str(job.pk))
    until(lambda: finished(job))
    tasks.make.delay(str(job.pk))
    (file,) = ReportFile.objects.filter(job=job)
    assert bytes(file.content).startswith(b"%PDF-1.7")
    assert file.snapshot.prepared_by == str(people.manager)


def test_what_a_dead_worker_left_behind_is_swept_up(committed: People, worker: subprocess.Popen[bytes]) -> None:
    """Its message is lost and its lease expired: the sweep, sent by beat each minute, wakes another worker."""
    people = committed
    a_session(people, a_patient(people))
    job = jobs.request(centre=people.rakrang, month=MAY, language="en", by=people.manager, at=now())
    current_app.control.purge()
    jobs.lease(job_id=job.pk, at=now() - jobs.LEASE - timedelta(seconds=1))
    tasks.sweep.delay()
    until(lambda: finished(job))
    assert ReportFile.objects.filter(job=job).count() == 1


def test_beat_firing_twice_makes_each_month_end_draft_once(committed: People, worker: subprocess.Popen[bytes]) -> None:
    tasks.month_end.delay()
    tasks.month_end.delay()
    until(lambda: ReportJob.objects.count() == 4 and finished(*ReportJob.objects.all()))
    this_month = datetime.now(UTC).astimezone(committed.rakrang.zone).date().replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    made = ReportFile.objects.values_list("job__report__centre__code", "job__report__month", "job__language")
    expected = {
        (code, date(last_month.year, last_month.month, 1), one) for code in ("RAK", "SON") for one in ("ko", "en")
    }
    assert set(made) == expected
    assert len(made) == 4
