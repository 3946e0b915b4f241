"""The audit trail: one row per insert, update and delete of people's data, written by PostgreSQL itself.

Triggers write the rows, so bulk statements and plain SQL are recorded too. The context says who (user),
from where (address, page or command); `pgh_db_role` says which database login did it when nobody else does.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models.expressions import Func
from pghistory.models import Event

M = TypeVar("M", bound=models.Model)
# The library's own condition would overlook the fields that the image leaves out.
ANY_CHANGE = pgtrigger.Condition("OLD.* IS DISTINCT FROM NEW.*")


class CurrentUser(Func):
    """PostgreSQL's `current_user`, for a column default."""

    template = "current_user"
    output_field = models.TextField()


class AuditEvent(Event):
    """Base of every event table. Append-only: UPDATE, DELETE and TRUNCATE are refused by triggers and grants."""

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_db_role = models.TextField(db_default=CurrentUser(), editable=False)

    class Meta:
        abstract = True


def tracked(model: type[M]) -> type[M]:
    """Class decorator: record every change of `model`'s rows in its own event table.

    Each event is a whole row image with `pgh_label` insert, update or delete and the acting user's context.
    """
    return _tracked(model, exclude=())


def tracked_without(*fields: str) -> Callable[[type[M]], type[M]]:
    """As `tracked`, but the image leaves out what must not be kept for ever; its change still makes an event."""

    def decorate(model: type[M]) -> type[M]:
        return _tracked(model, exclude=fields)

    return decorate


def _tracked(model: type[M], *, exclude: Sequence[str]) -> type[M]:
    tracker = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(condition=ANY_CHANGE) if exclude else pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        append_only=True,
    )
    decorated: type[M] = tracker(model)
    return decorated
