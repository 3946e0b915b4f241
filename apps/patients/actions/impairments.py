"""Record an impairment of one limb or body part, and correct it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.core.problems import refuse_if
from apps.core.writing import locked, make_once, save
from apps.patients import policies
from apps.patients.models import Impairment, Patient

FIELDS = frozenset({"kind", "level", "side", "cause", "onset_on", "previously_fitted_elsewhere", "note"})


@transaction.atomic
def record(*, patient: Patient, kind: str, by: User, id: UUID | None = None, **details: Any) -> Impairment:
    """Record an impairment. `details`: level, side, cause, onset_on, previously_fitted_elsewhere, note.

    Raises Refused when limb loss has no level or side. The same `id` again returns the one made before.
    """
    refuse_if(
        policies.impairment(kind=kind, level=details.get("level", ""), side=details.get("side", "")), code="invalid"
    )
    impairment, _created = make_once(
        Impairment, id, owner=("patient",), patient=patient, kind=kind, recorded_by=by, **details
    )
    return impairment


@transaction.atomic
def correct(*, impairment: Impairment, by: User, version: int | None = None, **details: Any) -> Impairment:
    """Correct fields of an impairment; raises Refused ("stale", "invalid")."""
    unknown = details.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of an impairment: {sorted(unknown)}")
    impairment = locked(impairment, version=version)
    for name, value in details.items():
        setattr(impairment, name, value)
    refuse_if(policies.impairment(kind=impairment.kind, level=impairment.level, side=impairment.side), code="invalid")
    save(impairment, *details)
    return impairment
