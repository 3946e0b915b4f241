"""Files to be made: asked for, or ordered at the end of a month; the work itself is a job like any other."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.models import Language, User
from apps.centres.models import Centre
from apps.core import jobs
from apps.core.problems import refuse_if
from apps.reports import policies
from apps.reports.actions import snapshots
from apps.reports.models import JobCause, JobStep, Report, ReportFile, ReportJob, Snapshot

MAKE = "apps.reports.tasks.make"


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
    jobs.wake(MAKE, job.pk)
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
    ordered = list(ReportJob.objects.unfinished().filter(report=report, cause=JobCause.MONTH_END))
    for job in ordered:
        jobs.wake(MAKE, job.pk)
    return ordered


def lease(*, job_id: UUID, at: datetime) -> ReportJob | None:
    """Take a job that nobody holds; None when it is done, held, or has used its attempts."""
    known = ReportJob.objects.select_related("report__centre", "asked_by")
    return jobs.lease(known, job_id=job_id, at=at, step=JobStep.COUNTING)


@transaction.atomic
def finish(*, job: ReportJob, snapshot: Snapshot, content: bytes, sha256: str, at: datetime) -> bool:
    """Store the file and mark the job done, together. False, and nothing stored, when the job is no longer ours."""
    if not jobs.finish(job=job, at=at, step=JobStep.READY):
        return False
    ReportFile.objects.bulk_create(
        [ReportFile(job=job, snapshot=snapshot, content=content, sha256=sha256, rendered_at=at)], ignore_conflicts=True
    )
    return True


def sweep(*, at: datetime) -> list[UUID]:
    """Wake or give up the jobs nobody works on though they should be."""
    return jobs.sweep(ReportJob.objects.all(), task=MAKE, at=at)
