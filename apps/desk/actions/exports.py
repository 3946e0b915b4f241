"""Lists taken out of the system: asked for with a reason, made by a worker, taken, and deleted after a week.

Only whoever asked may take the file; that it was asked for, why, and each time it was taken stays on record.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, User
from apps.centres.models import Centre
from apps.core import jobs
from apps.core.problems import refuse_if
from apps.core.writing import find_made, make_once
from apps.desk import policies
from apps.desk.listings import CENTRE, LISTINGS, Asked
from apps.desk.models import Export, ExportDownload

MAKE = "apps.desk.tasks.make_export"
KEPT = timedelta(days=7)
NOT_ALLOWED, FILTERS_GONE = "export_not_allowed", "export_filters_gone"
# What whoever waits is told.
WORDS = {
    **jobs.WORDS,
    NOT_ALLOWED: _("Lists may no longer be taken out of all of these centres by whoever asked for it."),
    FILTERS_GONE: _("Something that the list was filtered by no longer exists. Filter it again and ask once more."),
}


@transaction.atomic
def request(
    *,
    listing: str,
    query: str,
    centres: Sequence[Centre],
    reason: str,
    file_format: str,
    language: str,
    by: User,
    at: datetime,
    guarded: bool = False,
    id: UUID | None = None,
) -> Export:
    """Ask for a list of these centres as it is filtered; twice with the same key is one export.

    Raises Refused when there is nothing in it, too much for the format, or too many are being made for this person.
    """
    made = find_made(Export, id, asked_by=by, listing=listing)
    if made is not None:
        return made
    asked = Asked(LISTINGS[listing], query=query, user=by, centres=centres)
    kept = asked.kept(without=[CENTRE])
    refuse_if(
        policies.export(
            unfinished=Export.objects.unfinished().filter(asked_by=by).count(),
            rows=asked.exportable.count(),
            query=kept,
            file_format=file_format,
        )
    )
    export, created = make_once(
        Export, id, owner=("asked_by", "listing"), asked_by=by, asked_at=at, listing=listing, query=kept,
        reason=reason, file_format=file_format, language=Language(language), guarded=guarded,
    )  # fmt: skip
    if created:
        export.centres.set(centres)
        jobs.wake(MAKE, export.pk)
    return export


def lease(*, job_id: UUID, at: datetime) -> Export | None:
    """Take an export that nobody holds; None when it is done, held, or has used its attempts."""
    return jobs.lease(Export.objects.listed(), job_id=job_id, at=at, done=0)


def refuse_for_good(*, export: Export, error: str, at: datetime) -> None:
    """What another attempt would not change: the export fails at once, with the code of what is wrong."""
    held = Export.objects.filter(pk=export.pk, state=jobs.JobState.RUNNING, attempts=export.attempts)
    held.update(state=jobs.JobState.FAILED, error=error, lease_until=None, finished_at=at)


def sweep(*, at: datetime) -> list[UUID]:
    """Wake or give up the exports nobody works on though they should be."""
    return jobs.sweep(Export.objects.all(), task=MAKE, at=at)


@transaction.atomic
def hand_out(*, export: Export, by: User, at: datetime) -> bytes:
    """The file, for whoever asked for it; that it was taken is recorded. Raises Refused when it is not there."""
    fresh = Export.objects.select_for_update().get(pk=export.pk)
    refuse_if(policies.download(fresh))
    ExportDownload.objects.create(export=fresh, by=by, at=at)
    return fresh.file


def purge(*, at: datetime) -> int:
    """Delete the files that are older than a week; their rows stay. Returns how many were deleted."""
    old = Export.objects.filter(finished_at__lte=at - KEPT, purged_at=None, content__isnull=False)
    return old.update(content=None, purged_at=at)
