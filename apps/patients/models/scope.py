"""A row about a patient is seen by the centres that have access to the patient, for as long as they have it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from apps.centres.models.scope import member_of

if TYPE_CHECKING:
    from apps.accounts.models import User


def seen_by(user: "User", path: str = "patient__") -> Q:
    """Rows of patients whom one of the user's centres may see; `path` leads from the row to its one patient, "" is
    the patient."""
    return _has_access(path, member_of(user))


def seen_from(centres: Iterable[Any], path: str = "patient__") -> Q:
    """Rows of patients whom one of these centres (or their keys) may see."""
    return _has_access(path, Q(centre__in=centres))


def _has_access(path: str, of_centres: Q) -> Q:
    """EXISTS rather than IN: beside an OR it is looked up row by row, where IN would gather a million keys first."""
    accesses = apps.get_model("patients", "PatientAccess")._default_manager
    patient = path.removesuffix("__") or "pk"
    return Q(Exists(accesses.filter(of_centres, patient=OuterRef(patient), active=True)))
