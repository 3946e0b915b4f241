"""Decide what to do with what a tablet meant and the server did not do: keep what is here, or take what it says."""

from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from apps.accounts.models import User
from apps.core.problems import refuse
from apps.core.writing import locked, save
from apps.sync.models import Conflict, ConflictCode, Resolution
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.spoken import Changes, Outcome, Receives, Said
from apps.sync.receiving.understanding import placed, understood

DECIDED = ("resolved_at", "resolved_by", "resolution", "resolution_reason")


@transaction.atomic
def keep(*, conflict: Conflict, reason: str, by: User, at: datetime, version: int | None = None) -> Conflict:
    """Leave everything as it is here; what the tablet said stays readable in the conflict.

    The same decision again changes nothing. Raises Refused without a reason, and ("stale") when somebody has decided
    otherwise meanwhile.
    """
    return _decided(conflict, Resolution.KEPT, reason=reason, by=by, at=at)


@transaction.atomic
def take(*, conflict: Conflict, reason: str, by: User, at: datetime, version: int | None = None) -> Conflict:
    """Do what the tablet meant, by the verb of the house and in the name of whoever decides.

    A field is written as the tablet says; what was not possible is tried once more; what came under the key of another
    record becomes a record of its own. Raises Refused as `keep` does, and as the verb does when it is still not
    possible.
    """
    decided = _decided(conflict, Resolution.TAKEN, reason=reason, by=by, at=at)
    if decided.resolved_at == at:
        batch = Batch(conflict.operation.tablet, at, actor=by)
        receives, said = _meant(decided, batch)
        try:
            with transaction.atomic():
                receives.does(batch, said)
        except IntegrityError:
            refuse(_("This cannot stand beside what is recorded. Change that first, or keep what is here."))
    return decided


def _decided(conflict: Conflict, resolution: Resolution, *, reason: str, by: User, at: datetime) -> Conflict:
    if not reason.strip():
        refuse(_("Say why."), code="invalid", field="reason")
    conflict = locked(conflict)
    if conflict.resolved_at is not None:
        if conflict.resolution != resolution:
            refuse(_("Somebody else has decided this in the meantime."), code="stale", version=conflict.version)
        return conflict
    conflict.resolved_at, conflict.resolved_by = at, by
    conflict.resolution, conflict.resolution_reason = resolution, reason.strip()
    save(conflict, *DECIDED)
    return conflict


def _meant(conflict: Conflict, batch: Batch) -> tuple[Receives, Said]:
    """The operation of a conflict with the records it speaks of as they are now; of a change, the one field alone.

    Raises Refused when they are no longer there for this centre.
    """
    payload: dict[str, Any] = dict(conflict.operation.payload)
    if conflict.code == ConflictCode.ID_EXISTS:
        payload["id"] = str(uuid5(conflict.operation_id, "a record of its own"))
    one = understood(payload)
    said = one if isinstance(one, Outcome) else placed(batch, [one])[0]
    if isinstance(one, Outcome) or isinstance(said, Outcome):
        refuse(_("What this is about is no longer here. Keep what is here."))
    receives = one[1]
    if not isinstance(said.values, Changes):
        return receives, said
    proposed = {conflict.field: getattr(said.values.new, conflict.field)}
    return receives, replace(said, values=receives.values(**proposed))
