"""What every catalogue does with its rows: give a key once, put a row in its place, write only what differs.

A change that is on record already is no change, so that Save pressed twice is one; a key that another row has is said
in words.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from apps.core.models import Record
from apps.core.problems import refuse
from apps.core.writing import make_once, save

R = TypeVar("R", bound=Record)
TAKEN = _("There is one like this already. A retired one can be offered again.")


def made_once(model: type[R], id: UUID | None, *, owner: tuple[str, ...], field: str, **details: Any) -> R:
    """A new row under a client-made key. `owner` are the fields by which it is the only one of its kind; where another
    row has them already, Refused ("invalid") is raised at `field`."""
    try:
        with transaction.atomic():
            return make_once(model, id, owner=owner, **details)[0]
    except IntegrityError:
        if not model._default_manager.filter(**{name: details[name] for name in owner}).exists():
            raise
        refuse(TAKEN, code="invalid", field=field)


def written(record: R, details: dict[str, Any], *checks: Callable[[R], None]) -> R:
    """The locked record with its details; the checks raise Refused before it is saved."""
    for name, value in details.items():
        setattr(record, name, value)
    for check in checks:
        check(record)
    save(record, *details)
    return record


def nothing_new(record: Record, details: dict[str, Any]) -> bool:
    """Whether all of it is on record already."""
    return all(getattr(record, name) == value for name, value in details.items())


def placed(details: dict[str, Any], beside: models.QuerySet[Any]) -> dict[str, Any]:
    """The details with a position: as given, else behind those it stands beside."""
    if details.get("position") is not None:
        return details
    last = beside.aggregate(last=Max("position"))["last"] or 0
    return {**details, "position": last + 1}


def known(details: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The details; TypeError for a foreign name."""
    if unknown := details.keys() - names:
        raise TypeError(f"not a field of the catalogue: {sorted(unknown)}")
    return details
