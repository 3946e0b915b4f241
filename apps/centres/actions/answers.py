"""Keep what the API answered, find it again for the same request, forget it after 35 days."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import StoredAnswer
from apps.core.problems import refuse

KEPT = timedelta(days=35)


def hold(key: UUID) -> None:
    """Until the transaction ends nobody else writes under this key: a twin waits, and then finds the answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"answer {key}"])


def find(*, user: User, key: UUID, fingerprint: str) -> StoredAnswer | None:
    """The answer this person got to the same request under the key, or None.

    Raises Refused ("key_reused") when the key was used for another request.
    """
    kept = StoredAnswer.objects.filter(user=user, key=key).first()
    if kept is not None and kept.fingerprint != fingerprint:
        refuse(_("This Idempotency-Key was used for another request. Make a new one."), code="key_reused")
    return kept


def keep(
    *, by: User, key: UUID, fingerprint: str, record: UUID, status: int, etag: str, location: str, body: str
) -> StoredAnswer:
    """Keep an answer, in the transaction that did what it says."""
    return StoredAnswer.objects.create(
        user=by, key=key, fingerprint=fingerprint, record=record, status=status, etag=etag, location=location,
        body=body,
    )  # fmt: skip


def purge(*, at: datetime) -> int:
    """Delete the answers older than 35 days. Returns how many were deleted."""
    deleted, _of_each = StoredAnswer.objects.older_than(at - KEPT).delete()
    return deleted
