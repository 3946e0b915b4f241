"""Whether a record already says what a tablet says: the same create again, or a field as it stands here."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.fields.files import FieldFile

from apps.sync.receiving.spoken import Said


def plain(row: models.Model, name: str) -> Any:
    """A field of a record as a tablet says it: a reference by its key."""
    field = row._meta.get_field(name)
    value = getattr(row, getattr(field, "attname", name))
    return str(value) if isinstance(value, FieldFile) else value


def same(here: Any, there: Any) -> bool:
    """Whether two values mean the same: nothing and an empty text or list do, and so do 1 and 1.0."""
    if isinstance(here, models.Model):
        here = here.pk
    if isinstance(there, models.Model):
        there = there.pk
    if isinstance(here, Decimal) or isinstance(there, Decimal):
        return here is not None and there is not None and Decimal(str(here)) == Decimal(str(there))
    if here in (None, "", [], {}) or there in (None, "", [], {}):
        return (here or None) == (there or None)
    return bool(here == there)


def differs(said: Said) -> bool:
    """Whether the record here says anything else than was sent, in the fields that were sent and that it has."""
    fields = {field.name for field in said.row._meta.concrete_fields}
    return any(not same(plain(said.row, name), value) for name, value in said.given.items() if name in fields)


def spelt(value: Any) -> Any:
    """A value for JSON."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value
