"""What a tablet is told: one schema for each kind of record, from the columns it is written from."""

import inspect
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.core.sync_spec import Travels
from apps.sync.registry import KINDS

Schema = dict[str, Any]
NAMES = {one.model: kind for kind, one in KINDS.items()}
TYPES: tuple[tuple[Any, Schema], ...] = (
    (models.UUIDField, {"type": "string", "format": "uuid"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.BooleanField, {"type": "boolean"}),
    (models.IntegerField, {"type": "integer"}),
    (models.DecimalField, {"type": "number"}),
    (models.CharField, {"type": "string"}),
    (models.TextField, {"type": "string"}),
    (models.JSONField, {}),
)


def record(kind: Travels) -> Schema:
    """The `data` of a change. A guarded field is missing where the tablet's user may not see it."""
    columns = {name: kind.model._meta.get_field(name) for name in kind.fields}
    properties = {kind.renamed.get(name, name): column(one) for name, one in columns.items()}
    for name in kind.guarded:
        properties[kind.renamed.get(name, name)]["x-georeum-guarded"] = True
    always = [kind.renamed.get(name, name) for name in kind.fields if name not in kind.guarded]
    return {
        "title": kind.kind,
        "description": inspect.cleandoc(kind.model.__doc__ or ""),
        "type": "object",
        "properties": properties,
        "required": always,
    }


def column(field: Any) -> Schema:
    """A column as its JSON type: null where it may be, one of its choices, a reference by key."""
    if isinstance(field, models.ForeignKey):
        found = column(field.target_field)
        if field.related_model in NAMES:
            found["x-georeum-of"] = NAMES[field.related_model]
    elif isinstance(field, ArrayField):
        found = {"type": "array", "items": column(field.base_field)}
    else:
        found = dict(next(schema for known, schema in TYPES if isinstance(field, known)))
    if field.choices:
        found["enum"] = [*([""] if field.blank else []), *(value for value, _label in field.flatchoices if value != "")]
    elif getattr(field, "max_length", None) and "format" not in found and found.get("type") == "string":
        found["maxLength"] = field.max_length
    return _or_null(found) if field.null else found


def _or_null(found: Schema) -> Schema:
    if "type" in found:
        found["type"] = [found["type"], "null"]
    if "enum" in found:
        found["enum"] = [*found["enum"], None]
    return found
