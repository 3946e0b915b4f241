"""Make one file: count or take what was sealed, lay out, store. The slow part holds no transaction."""

import hashlib
from uuid import UUID

from apps.core import jobs as core_jobs
from apps.core.clock import now
from apps.core.pdf import FontMissing
from apps.reports import document
from apps.reports.actions import jobs, snapshots
from apps.reports.models import JobStep, ReportJob, Snapshot
from apps.reports.signed import seal_of

FONT_MISSING = "font_missing"


def make(*, job_id: UUID) -> bool:
    """Take the job and make its file. False when somebody else holds it, it is done, or it went wrong."""
    job = jobs.lease(job_id=job_id, at=now())
    if job is None:
        return False
    return core_jobs.carried_out(job, _made, known={FontMissing: FONT_MISSING}, step=JobStep.WAITING)


def _made(job: ReportJob) -> bool:
    snapshot = _snapshot(job)
    if not core_jobs.advance(job=job, step=JobStep.RENDERING, at=now()):
        return False
    content = document.of_snapshot(snapshot, job.language, job.edition, job.status, job.asked_at)
    if not core_jobs.advance(job=job, step=JobStep.STORING, at=now()):
        return False
    digest = hashlib.sha256(content).hexdigest()
    layout = document.layout_digest()
    return jobs.finish(job=job, snapshot=snapshot, content=content, sha256=digest, layout=layout, at=now())


def _snapshot(job: ReportJob) -> Snapshot:
    """What was sealed when the file was asked for; of a draft the figures as they are now."""
    seal = seal_of(job.report, job.status, job.asked_at)
    if seal is not None:
        return seal.snapshot
    return snapshots.freeze(report=job.report, at=now(), by=job.asked_by)
