"""Files to be made: asked for, taken by a worker under a lease, finished exactly once or given up with a message.

The job's row is the truth; a message to a worker only wakes it. Whoever holds a job holds it until `lease_until`
and proves it by the number of the attempt: a worker that was taken for dead can no longer write.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from apps.accounts.models import Language, User
from apps.centres.models import Centre
from apps.core.problems import refuse_if
from apps.reports import policies
from apps.reports.actions import snapshots
from apps.reports.models import JobCause, JobState, JobStep, Report, ReportFile, ReportJob, Snapshot

MAKE = "apps.reports.tasks.make"
LEASE = timedelta(seconds=90)
ATTEMPTS = 5
WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5))
WORKER_LOST = "worker_lost"


@transaction.atomic
def request(*, centre: Centre, month: date, language: str, by: User, at: datetime) -> ReportJob:
    """Ask for the month's file in a language; an unfinished job for it is given back instead of a second one.

    Raises Refused for a month that has not begun.
    """
    refuse_if(policies.ask_for_file(month, today=centre.local_date(at)))
    report = snapshots.current(centre=centre, month=month)
    job = _unfinished(report, language)
    if job is None:
        try:
            with transaction.atomic():
                job = ReportJob.objects.create(
                    report=report, language=Language(language), cause=JobCause.ASKED, asked_by=by, asked_at=at
                )
        except IntegrityError:  # asked twice at the same moment
            job = ReportJob.objects.unfinished().get(report=report, language=language, cause=JobCause.ASKED)
    wake(job.pk)
    return job


def _unfinished(report: Report, language: str) -> ReportJob | None:
    return ReportJob.objects.unfinished().filter(report=report, language=language).order_by("asked_at").first()


@transaction.atomic
def order_month_end(*, centre: Centre, month: date, at: datetime) -> list[ReportJob]:
    """The draft report of an ended month in every language: ordered once, however often this is called."""
    report = snapshots.current(centre=centre, month=month)
    ReportJob.objects.bulk_create(
        [
            ReportJob(report=report, language=language, cause=JobCause.MONTH_END, asked_at=at)
            for language in Language.values
        ],
        ignore_conflicts=True,
    )
    jobs = list(ReportJob.objects.unfinished().filter(report=report, cause=JobCause.MONTH_END))
    for job in jobs:
        wake(job.pk)
    return jobs


def wake(job_id: UUID) -> None:
    """Tell a worker, once the transaction is committed. A broker that is away only means waiting for the sweep."""

    def tell() -> None:
        current_app.send_task(MAKE, args=[str(job_id)])

    transaction.on_commit(tell, robust=True)


@transaction.atomic
def lease(*, job_id: UUID, at: datetime) -> ReportJob | None:
    """Take a job that nobody holds; None when it is done, held, or has used its attempts."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    taken = (
        ReportJob.objects.unfinished()
        .filter(free, pk=job_id, attempts__lt=ATTEMPTS)
        .update(state=JobState.RUNNING, step=JobStep.COUNTING, attempts=F("attempts") + 1, lease_until=at + LEASE)
    )
    return ReportJob.objects.select_related("report__centre", "asked_by").get(pk=job_id) if taken else None


def advance(*, job: ReportJob, step: JobStep, at: datetime) -> bool:
    """Show the step and renew the lease. False: the job is no longer ours."""
    return bool(_held(job).update(step=step, lease_until=at + LEASE))


@transaction.atomic
def finish(*, job: ReportJob, snapshot: Snapshot, content: bytes, sha256: str, at: datetime) -> bool:
    """Store the file and mark the job done, together. False, and nothing stored, when the job is no longer ours."""
    if not _held(job).update(state=JobState.DONE, step=JobStep.READY, error="", lease_until=None, finished_at=at):
        return False
    ReportFile.objects.bulk_create(
        [ReportFile(job=job, snapshot=snapshot, content=content, sha256=sha256, rendered_at=at)], ignore_conflicts=True
    )
    return True


def put_back(*, job: ReportJob, error: str, at: datetime) -> datetime | None:
    """After an error: to be tried again later; after its last attempt, given up with the code of the error.

    Returns when it may be tried again, None when it was given up or is no longer ours.
    """
    if job.attempts >= ATTEMPTS:
        _held(job).update(state=JobState.FAILED, error=error, lease_until=None, finished_at=at)
        return None
    again = at + WAITS[job.attempts - 1]
    waiting = _held(job).update(state=JobState.QUEUED, step=JobStep.WAITING, error=error, lease_until=again)
    return again if waiting else None


@transaction.atomic
def sweep(*, at: datetime) -> list[UUID]:
    """The jobs nobody works on though they should be: given up after their last attempt, else woken again."""
    left = ReportJob.objects.unfinished().filter(Q(lease_until=None) | Q(lease_until__lte=at))
    left.filter(attempts__gte=ATTEMPTS).update(
        state=JobState.FAILED, error=WORKER_LOST, lease_until=None, finished_at=at
    )
    woken = list(left.filter(attempts__lt=ATTEMPTS).order_by("asked_at").values_list("pk", flat=True)[:100])
    for job_id in woken:
        wake(job_id)
    return woken


def _held(job: ReportJob) -> "QuerySet[ReportJob]":
    """The row, only while it is ours: still running in the attempt we took."""
    return ReportJob.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
