"""Make one file: count, freeze, lay out, store. The slow part holds no transaction."""

import hashlib
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from apps.core.clock import now
from apps.core.pdf import FontMissing
from apps.reports import document
from apps.reports.actions import jobs, snapshots
from apps.reports.models import JobStep, ReportJob

log = structlog.get_logger(__name__)
FONT_MISSING, TOO_LONG, BROKEN = "font_missing", "too_long", "unexpected"


def make(*, job_id: UUID) -> bool:
    """Take the job and make its file. False when somebody else holds it, it is done, or it went wrong.

    What went wrong stands on the job as a code; nothing of the report goes into a log.
    """
    job = jobs.lease(job_id=job_id, at=now())
    if job is None:
        return False
    try:
        return _made(job)
    except FontMissing:
        error = FONT_MISSING
    except SoftTimeLimitExceeded:
        error = TOO_LONG
    except Exception as problem:  # whatever it was, the person who waits is told
        error = BROKEN
        log.error("report_job_failed", job=str(job.pk), attempt=job.attempts, kind=type(problem).__name__)
    jobs.put_back(job=job, error=error, at=now())
    return False


def _made(job: ReportJob) -> bool:
    snapshot = snapshots.freeze(report=job.report, at=now(), by=job.asked_by)
    if not jobs.advance(job=job, step=JobStep.RENDERING, at=now()):
        return False
    content = document.of_snapshot(snapshot, job.language)
    if not jobs.advance(job=job, step=JobStep.STORING, at=now()):
        return False
    digest = hashlib.sha256(content).hexdigest()
    return jobs.finish(job=job, snapshot=snapshot, content=content, sha256=digest, at=now())
