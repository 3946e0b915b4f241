"""Files to be made: asked for, or ordered when a month ends or is approved; the work itself is a job like any other.

A job says what the report was when it was asked for: the file stands for that moment, whatever becomes of the report
while a worker gets to it, and can be made again for ever.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import product
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.models import Language, User
from apps.centres.models import Centre
from apps.core import jobs
from apps.core.problems import refuse_if
from apps.reports import policies, publishing
from apps.reports.actions import snapshots
from apps.reports.models import Edition, JobCause, JobStep, Report, ReportFile, ReportJob, Snapshot

MAKE = "apps.reports.tasks.make"


@transaction.atomic
def request(
    *, language: str, by: User, at: datetime, edition: str = Edition.INTERNAL, report: Report | None = None,
    centre: Centre | None = None, month: date | None = None,
) -> ReportJob:  # fmt: skip
    """Ask for a report's file in a language and an edition; an unfinished job for it is given back, no second one made.

    `report`, or the `centre` and `month` whose newest revision is meant. Raises Refused for months that have not begun,
    and for the public edition of what is not approved.
    """
    if report is None:
        if centre is None or month is None:
            raise ValueError("a report, or a centre and a month")
        refuse_if(policies.ask_for_file(month, today=centre.local_date(at)))
        report = snapshots.current(centre=centre, month=month)
    refuse_if(policies.ask_for_file(report.month, today=max(place.local_date(at) for place in report.places)))
    refuse_if(publishing.why_not(report, edition))
    job = _unfinished(report, language, edition)
    if job is None:
        try:
            with transaction.atomic():
                job = ReportJob.objects.create(
                    report=report, language=Language(language), edition=Edition(edition), status=report.status,
                    cause=JobCause.ASKED, asked_by=by, asked_at=at,
                )  # fmt: skip
        except IntegrityError:  # asked twice at the same moment
            wanted = {"language": language, "edition": edition, "cause": JobCause.ASKED}
            job = ReportJob.objects.unfinished().get(report=report, **wanted)
    jobs.wake(MAKE, job.pk)
    return job


def _unfinished(report: Report, language: str, edition: str) -> ReportJob | None:
    """One that will make the same file: of the report as it stands now."""
    found = ReportJob.objects.unfinished().filter(
        report=report, language=language, edition=edition, status=report.status
    )
    return found.order_by("asked_at").first()


@transaction.atomic
def order_month_end(*, centre: Centre, month: date, at: datetime) -> list[ReportJob]:
    """The draft report of an ended month in every language: ordered once, however often this is called."""
    report = snapshots.current(centre=centre, month=month)
    return _ordered(report, JobCause.MONTH_END, [Edition.INTERNAL], at)


@transaction.atomic
def order_approved(*, report: Report, at: datetime) -> list[ReportJob]:
    """The files of an approved report in every language and edition: ordered once, however often this is called."""
    return _ordered(report, JobCause.APPROVED, list(Edition), at)


def _ordered(report: Report, cause: JobCause, editions: Iterable[Edition], at: datetime) -> list[ReportJob]:
    """The database knows each of them once; those that are not done yet are woken again."""
    ReportJob.objects.bulk_create(
        [
            ReportJob(report=report, language=language, edition=edition, status=report.status, cause=cause, asked_at=at)
            for language, edition in product(Language.values, editions)
        ],
        ignore_conflicts=True,
    )
    ordered = list(ReportJob.objects.unfinished().filter(report=report, cause=cause))
    for job in ordered:
        jobs.wake(MAKE, job.pk)
    return ordered


def lease(*, job_id: UUID, at: datetime) -> ReportJob | None:
    """Take a job that nobody holds; None when it is done, held, or has used its attempts."""
    known = ReportJob.objects.select_related("report__centre", "asked_by")
    return jobs.lease(known, job_id=job_id, at=at, step=JobStep.COUNTING)


@transaction.atomic
def finish(*, job: ReportJob, snapshot: Snapshot, content: bytes, sha256: str, at: datetime, layout: str = "") -> bool:
    """Store the file and mark the job done, together. False, and nothing stored, when the job is no longer ours."""
    if not jobs.finish(job=job, at=at, step=JobStep.READY):
        return False
    made = ReportFile(job=job, snapshot=snapshot, content=content, sha256=sha256, rendered_at=at, layout=layout)
    ReportFile.objects.bulk_create([made], ignore_conflicts=True)
    return True


def sweep(*, at: datetime) -> list[UUID]:
    """Wake or give up the jobs nobody works on though they should be."""
    return jobs.sweep(ReportJob.objects.all(), task=MAKE, at=at)
