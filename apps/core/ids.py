"""Keys are UUIDv7: made by whoever makes the record, desk or tablet, and ordered by time."""

import uuid
from collections.abc import Iterable

import uuid_utils.compat
from django.db.models.expressions import RawSQL


def new_id() -> uuid.UUID:
    """A fresh time-ordered UUIDv7; inserting in time order keeps the index dense."""
    return uuid_utils.compat.uuid7()


def among(keys: Iterable[uuid.UUID]) -> RawSQL:
    """Many keys for a filter, `pk__in=among(keys)`: as one text, which costs a fifth of hundreds of parameters."""
    return RawSQL("SELECT unnest(%s::uuid[])", [listed(keys)])


def listed(keys: Iterable[uuid.UUID]) -> str:
    """Many keys as a uuid[] of PostgreSQL's."""
    return "{" + ",".join([key.hex for key in keys]) + "}"
