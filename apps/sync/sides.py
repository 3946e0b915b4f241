"""Both sides of a conflict in words: what stands here, and what the tablet says."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.core.problems import Text
from apps.sync.labels import OTHER_FIELDS
from apps.sync.models import Conflict
from apps.sync.registry import KINDS

NOTHING = "–"


@dataclass(frozen=True)
class Side:
    """One field; `guarded`: its values are not for the reader."""

    label: Text
    current: str
    proposed: str
    guarded: bool = False


def sides(conflict: Conflict, *, guarded: bool) -> list[Side]:
    """The fields of a conflict, those that differ first. `guarded`: with what only some roles see."""
    model, zone = KINDS[conflict.type].model, conflict.centre.zone
    hidden = () if guarded else getattr(model, "GUARDED", ())
    if conflict.field:
        both = conflict.current, conflict.proposed
        return [_side(model, conflict.field, both, zone, guarded=conflict.field in hidden)]
    current, proposed = conflict.current or {}, _after(conflict.proposed or {})
    named = [*proposed, *(name for name in ("state",) if name in current and name not in proposed)]
    found = [
        _side(model, name, (current.get(name), proposed.get(name)), zone, guarded=name in hidden) for name in named
    ]
    return sorted(found, key=lambda one: one.current == one.proposed)


def _after(proposed: Any) -> dict[str, Any]:
    """What was to be: of changed fields the new values."""
    return {name: value[1] if _is_change(value) else value for name, value in proposed.items()}


def _is_change(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and not isinstance(value[0], dict)


def _side(model: type[models.Model], name: str, both: tuple[Any, Any], zone: ZoneInfo, *, guarded: bool) -> Side:
    label = label_of(model, name)
    if guarded:
        return Side(label, "", "", guarded=True)
    current, proposed = (worded(model, name, value, zone) for value in both)
    return Side(label, current, proposed)


def label_of(model: type[models.Model], name: str) -> Text:
    """What a field is called on the pages."""
    return capfirst(str(OTHER_FIELDS.get(name) or getattr(_field(model, name), "verbose_name", name)))


def worded(model: type[models.Model], name: str, value: Any, zone: ZoneInfo) -> str:
    """A value as the pages say it: a choice by its label, a reference by what it refers to, an instant in `zone`."""
    field = _field(model, name)
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, models.DateTimeField):
        at = parse_datetime(str(value))
        return f"{localtime(at, zone):%Y-%m-%d %H:%M}" if at is not None else str(value)
    if isinstance(field, models.ForeignKey):
        return _referred(field.related_model, value)
    choices = dict(getattr(getattr(field, "base_field", field), "flatchoices", None) or ())
    if isinstance(value, list):
        return ", ".join(str(choices.get(one, one)) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return str(choices.get(value, value))


def _referred(model: Any, key: Any) -> str:
    """What a key refers to, by its name; the key where there is nothing such."""
    try:
        found = model._base_manager.filter(pk=UUID(str(key))).first()
    except (ValueError, ValidationError):
        found = None
    return str(found) if found is not None else _("Not here")


def _field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
