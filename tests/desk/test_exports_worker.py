"""With a real worker, broker and database: one file however often it is woken, and none is lost with a worker."""

import subprocess
from datetime import timedelta

from celery import current_app

from apps.core import jobs
from apps.core.clock import now
from apps.core.jobs import LEASE, JobState
from apps.desk import tasks
from apps.desk.models import Export
from tests.desk.lists import asked_for, lines_of
from tests.people import People, a_patient
from tests.worker import until


def is_done(export: Export) -> bool:
    export.refresh_from_db()
    return bool(export.state == JobState.DONE)


def test_a_worker_makes_one_file_however_often_it_is_woken(committed: People, worker: subprocess.Popen[bytes]) -> None:
    patient = a_patient(committed)
    export = asked_for(committed, at=now(), file_format="xlsx")
    for _again in range(2):
        tasks.make_export.delay(str(export.pk))
    until(lambda: is_done(export))
    assert [line["Patient number"] for line in lines_of(export)] == [patient.number]
    assert (export.rows, export.attempts) == (1, 1)
    trail = Export.pgh_event_models["update"].objects.filter(pgh_obj_id=export.pk, pgh_label="update")  # type: ignore[attr-defined]
    assert {event.pgh_context["task"] for event in trail} == {"apps.desk.tasks.make_export"}


def test_what_a_killed_worker_left_behind_is_swept_up(committed: People, worker: subprocess.Popen[bytes]) -> None:
    a_patient(committed)
    export = asked_for(committed, at=now())
    current_app.control.purge()
    jobs.lease(Export.objects.all(), job_id=export.pk, at=now() - LEASE - timedelta(seconds=1))
    tasks.sweep_exports.delay()
    until(lambda: is_done(export))
    assert export.attempts == 2
