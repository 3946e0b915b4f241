"""What every room does when it records or voids a counted service."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.actions import months
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse, refuse_if
from apps.core.writing import locked, save
from apps.patients import policies
from apps.patients.actions import care
from apps.patients.models import CountedService, Patient

S = TypeVar("S", bound=CountedService)


def placed(*, patient: Patient, centre: Centre, at: datetime, by: User, came: bool = True) -> dict[str, Any]:
    """The fields that place a service in time and in the books; call inside the transaction that writes it.

    Returns patient, centre, at, service_date (local), late, recorded_by. Raises Refused when the date lies in
    the future, before the person's birth or after their death. Somebody who was given up and is served has come
    again; `came=False`: expected, and did not come.
    """
    service_date: date = centre.local_date(at)
    today = centre.local_date(now())
    refusal = policies.service_date(patient, on=service_date, today=today, living=came)
    refuse_if(refusal, code="invalid", field="on")
    if came:
        care.served(patient=patient, on=service_date, by=by)
    return {
        "patient": patient,
        "centre": centre,
        "at": at,
        "service_date": service_date,
        "late": months.is_late(centre=centre, on=service_date),
        "recorded_by": by,
    }


@transaction.atomic
def void(*, service: S, reason: str, by: User, at: datetime, version: int | None = None) -> S:
    """Void a counted service: it stays on record with the reason and is no longer counted (IND-13).

    Voiding again changes nothing. Raises Refused without a reason.
    """
    if not reason.strip():
        refuse(_("Say why this is voided."), code="invalid", field="reason")
    service = locked(service, version=version)
    if service.voided_at is None:
        months.hold(centre=service.centre, on=service.service_date)  # a figure of it changes
        service.voided_at, service.voided_by, service.void_reason = at, by, reason.strip()
        save(service, "voided_at", "voided_by", "void_reason")
    return service
