"""The life of this database (MUST 15). A restored one begins another life, and every tablet starts again from empty.

What tablets wrote since the backup comes back with their next push: they keep it 35 days, under its own keys.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from apps.core.clock import now
from apps.sync.models import Epoch


@dataclass(frozen=True)
class Begun:
    """The epoch that began, the one before it, and how many changes the feed holds to begin with."""

    epoch: UUID
    before: UUID
    changes: int


def current() -> UUID:
    """The epoch of this database; its first one begins when it is first asked for."""
    with connection.cursor() as cursor:  # asked at every call, and not worth the making of a query
        cursor.execute("SELECT epoch FROM sync_epoch")
        row: tuple[UUID] | None = cursor.fetchone()
    if row is not None:
        return row[0]
    return Epoch.objects.get_or_create(only=True, defaults={"epoch": uuid4(), "since": now()})[0].epoch


@transaction.atomic
def begin(*, at: datetime) -> Begun:
    """Begin a new epoch, after a backup was restored and before anybody works with it.

    Cursors of before are refused from now on. The numbers of the feed go on behind the highest one in it, whatever
    the restored sequence says; no record and no operation is touched.
    """
    before = current()
    epoch = Epoch.objects.select_for_update().get(only=True)
    epoch.epoch, epoch.since = uuid4(), at
    epoch.save(update_fields=["epoch", "since"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('sync_seq', greatest((SELECT last_value FROM sync_seq),"
            " (SELECT coalesce(max(seq), 1) FROM sync_change))), (SELECT count(*) FROM sync_change)"
        )
        _last, changes = cursor.fetchone()
    return Begun(epoch=epoch.epoch, before=before, changes=changes)
