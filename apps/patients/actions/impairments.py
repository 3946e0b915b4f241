"""Record an impairment of one limb or body part, and correct it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.core.clock import now
from apps.core.problems import refuse, refuse_if
from apps.core.writing import locked, make_once, save
from apps.patients import contradictions, policies
from apps.patients.models import DatePrecision, Impairment, Patient

DATES = {"onset_on": "onset_precision", "amputated_on": "amputated_precision"}
FIELDS = frozenset(
    {
        "kind", "level", "side", "cause", *DATES.keys(), *DATES.values(), "stump_conditions", "stump_examined_on",
        "previously_fitted_elsewhere", "note",
    }
)  # fmt: skip


@transaction.atomic
def record(
    *, patient: Patient, kind: str, by: User, id: UUID | None = None, today: date | None = None, **details: Any
) -> Impairment:
    """Record an impairment. `details` are the fields named in FIELDS; a date without a precision is an exact one.

    Raises Refused ("invalid") for what cannot be: limb loss without level or side, a date before the birth; what is
    only odd is recorded. `today`: the latest date that is taken, the centre's today unless given. The same `id` again
    returns the one made before.
    """
    details = _known(details)
    _refuse_impossible(Impairment(patient=patient, kind=kind, **details), today=today)
    impairment, _created = make_once(
        Impairment, id, owner=("patient",), patient=patient, kind=kind, recorded_by=by, **details
    )
    return impairment


@transaction.atomic
def correct(
    *, impairment: Impairment, by: User, version: int | None = None, today: date | None = None, **details: Any
) -> Impairment:
    """Correct fields of an impairment; `today` as in `record`. Raises Refused ("stale", "invalid")."""
    details = _known(details)
    impairment = locked(impairment, version=version)
    for name, value in details.items():
        setattr(impairment, name, value)
    _refuse_impossible(impairment, today=today)
    save(impairment, *details)
    return impairment


def _refuse_impossible(impairment: Impairment, *, today: date | None) -> None:
    """Refuse an impairment that says too little of its limb, or has a date that cannot be."""
    given = {"kind": impairment.kind, "level": impairment.level, "side": impairment.side}
    refuse_if(policies.impairment(**given), code="invalid", field="side" if given["level"] else "level")
    refuse_if(policies.impairments.stump(impairment), code="invalid", field="stump_conditions")
    refuse_if(policies.impairments.sound(impairment), code="invalid", field="stump_conditions")
    refuse_if(policies.impairments.amputated(impairment), code="invalid", field="amputated_on")
    refuse_if(policies.impairments.examined(impairment), code="invalid", field="stump_examined_on")
    patient = impairment.patient
    today = today or patient.centre.local_date(now())
    for finding in contradictions.impossible(impairment, patient=patient, today=today):
        refuse(finding.words, code="invalid", field=finding.field)


def _known(details: dict[str, Any]) -> dict[str, Any]:
    """The details with each date and its precision together; TypeError for a foreign name."""
    unknown = details.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of an impairment: {sorted(unknown)}")
    for day, precision in DATES.items():
        if day in details and details[day] is None:
            details = {**details, precision: ""}
        elif day in details:
            details = {precision: DatePrecision.DAY, **details}
    return details
