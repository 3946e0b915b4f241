"""With a real worker, broker and database: however often it is woken, one file; whoever dies, the file is made."""

import subprocess
from datetime import UTC, date, datetime, timedelta

from celery import current_app

from apps.core.clock import now
from apps.core.jobs import LEASE, JobState
from apps.reports import tasks
from apps.reports.actions import jobs
from apps.reports.models import ReportFile, ReportJob
from tests.people import People, a_patient, a_session
from tests.reports.counts import MAY
from tests.worker import until


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
    trail = ReportJob.pgh_event_models["update"].objects.filter(pgh_obj_id=job.pk, pgh_label="update")  # type: ignore[attr-defined]
    assert {(event.pgh_context["source"], event.pgh_context["task"]) for event in trail} == {("task", jobs.MAKE)}


def test_what_a_dead_worker_left_behind_is_swept_up(committed: People, worker: subprocess.Popen[bytes]) -> None:
    """Its message is lost and its lease expired: the sweep, sent by beat each minute, wakes another worker."""
    people = committed
    a_session(people, a_patient(people))
    job = jobs.request(centre=people.rakrang, month=MAY, language="en", by=people.manager, at=now())
    current_app.control.purge()
    jobs.lease(job_id=job.pk, at=now() - LEASE - timedelta(seconds=1))
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
