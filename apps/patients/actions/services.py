"""What every room does when it records or voids a counted service."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.actions import months
from apps.centres.models import Centre
from apps.centres.models.month import month_of
from apps.core.clock import now
from apps.core.problems import Refused
from apps.core.writing import all_locked, locked, save, save_many
from apps.patients import policies
from apps.patients.actions import care
from apps.patients.models import CountedService, Patient

S = TypeVar("S", bound=CountedService)
VOIDED = ("voided_at", "voided_by", "void_reason")


class Meeting(NamedTuple):
    """Somebody served, or expected (`came=False`), at an instant."""

    patient: Patient
    at: datetime
    came: bool = True


def placed(
    *, patient: Patient, centre: Centre, at: datetime, by: User, came: bool = True, today: date | None = None
) -> dict[str, Any]:
    """The fields that place a service in time and in the books; call inside the transaction that writes it.

    Returns patient, centre, at, service_date (local), late, recorded_by. Raises Refused when the date lies in
    the future, before the person's birth or after their death. Somebody who was given up and is served has come
    again; `came=False`: expected, and did not come. `today`: the latest date that is taken, the centre's today unless
    given.
    """
    (found,) = placed_many([Meeting(patient, at, came)], centre=centre, by=by, today=today)
    if isinstance(found, Refused):
        raise found
    return found


def placed_many(
    meetings: Sequence[Meeting], *, centre: Centre, by: User, today: date | None = None
) -> list[dict[str, Any] | Refused]:
    """As `placed`, for many at once: each with its fields or why not, in their order. A query a month, one for all.

    Whoever is placed counts as served: what else may refuse one is asked before.
    """
    today = today or centre.local_date(now())
    late: dict[date, bool] = {}
    found: list[dict[str, Any] | Refused] = []
    for one in meetings:
        on = centre.local_date(one.at)
        refusal = policies.service_date(one.patient, on=on, today=today, living=one.came)
        if refusal is not None:
            found.append(Refused(refusal, code="invalid", field="on"))
            continue
        month = month_of(on)
        if month not in late:
            late[month] = months.is_late(centre=centre, on=on)
        found.append({
            "patient": one.patient, "centre": centre, "at": one.at, "service_date": on, "late": late[month],
            "recorded_by": by,
        })  # fmt: skip
    days: dict[UUID, date] = {}  # the last one of each
    for one, fields in zip(meetings, found, strict=True):
        if one.came and isinstance(fields, dict):
            days[one.patient.pk] = max(fields["service_date"], days.get(one.patient.pk, date.min))
    care.served_many(days, by=by)
    return found


@transaction.atomic
def void(*, service: S, reason: str, by: User, at: datetime, version: int | None = None) -> S:
    """Void a counted service: it stays on record with the reason and is no longer counted (IND-13).

    Voiding again changes nothing. Raises Refused without a reason.
    """
    if refused := unsaid(reason):
        raise refused
    service = locked(service, version=version)
    if service.voided_at is None:
        months.hold(centre=service.centre, on=service.service_date)  # a figure of it changes
        service.voided_at, service.voided_by, service.void_reason = at, by, reason.strip()
        save(service, *VOIDED)
    return service


@transaction.atomic(savepoint=False)
def void_many(reasons: Sequence[tuple[S, str]], *, by: User, at: datetime) -> list[S | Refused]:
    """As `void`, for many different services of one kind, each with its reason: for each the service, or why not, in
    their order. A query a month, one for all."""
    made: list[S | Refused] = []
    voided: list[S] = []
    services = all_locked([service for service, _reason in reasons])
    for service, (_as_read, reason) in zip(services, reasons, strict=True):
        refused = unsaid(reason)
        made.append(refused or service)
        if refused is None and service.voided_at is None:
            service.voided_at, service.voided_by, service.void_reason = at, by, reason.strip()
            voided.append(service)
    for centre, month in {(one.centre, month_of(one.service_date)) for one in voided}:
        months.hold(centre=centre, on=month)
    save_many(voided, *VOIDED)
    return made


def unsaid(reason: str) -> Refused | None:
    """Why nothing is voided for such a reason."""
    return None if reason.strip() else Refused(_("Say why this is voided."), code="invalid", field="reason")
