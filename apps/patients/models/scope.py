"""A row about a patient is seen by the centres that have access to the patient, for as long as they have it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from apps.centres.models.scope import member_of

if TYPE_CHECKING:
    from apps.accounts.models import User


def seen_by(user: "User", path: str = "patient__") -> Q:
    """Rows of patients whom one of the user's centres may see; `path` leads from the row to its patient.

    The condition joins, as do the others here: ask for distinct rows.
    """
    return Q(**{f"{path}accesses__active": True}) & member_of(user, f"{path}accesses__centre__")


def seen_from(centres: Iterable[Any], path: str = "patient__") -> Q:
    """Rows of patients whom one of these centres (or their keys) may see."""
    return Q(**{f"{path}accesses__active": True, f"{path}accesses__centre__in": centres})
