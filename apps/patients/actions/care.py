"""Note that somebody is lost or stays away, that they come again, and that a death was noted in error."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pghistory
from django.db import transaction

from apps.accounts.models import User
from apps.core.clock import now
from apps.core.ids import among
from apps.core.problems import refuse_if
from apps.core.writing import locked, save
from apps.patients import policies
from apps.patients.models import Patient

FIELDS = ("care_ended_on", "care_ended_as", "care_end_reason", "care_end_note")


@transaction.atomic
def end(
    *,
    patient: Patient,
    ended_as: str,
    reason: str,
    on: date,
    by: User,
    note: str = "",
    version: int | None = None,
    today: date | None = None,
) -> Patient:
    """Lost to follow-up or dropped out, since a day and for a reason (`CareEnd`, `CareEndReason`).

    What is open stays open. `today`: the latest date that is taken, the centre's today unless given. Raises Refused
    ("stale", for the dead, when it is on record already).
    """
    patient = locked(patient, version=version)
    refuse_if(policies.care.still_comes(patient))
    today = today or patient.centre.local_date(now())
    refuse_if(policies.care.end(patient, on=on, today=today, reason=reason, note=note), code="invalid")
    patient.care_ended_on, patient.care_ended_as = on, ended_as
    patient.care_end_reason, patient.care_end_note = reason, note.strip()
    save(patient, *FIELDS)
    return patient


@transaction.atomic
def resume(*, patient: Patient, by: User, version: int | None = None) -> Patient:
    """The person comes again. The audit trail, and with it the timeline, keeps the time away."""
    patient = locked(patient, version=version)
    refuse_if(policies.care.resume(patient))
    _resumed(patient)
    return patient


def served(*, patient: Patient, on: date, by: User) -> None:
    """Whoever is served after they were given up has come again. Call inside the transaction that records it."""
    served_many({patient.pk: on}, by=by)


def served_many(days: Mapping[UUID, date], *, by: User) -> None:
    """As `served`, for many: the person's key → the day they were served.

    One statement for all who come as always, and asked of the database, because a person may have been read long ago.
    """
    if not days:
        return
    away = Patient.objects.select_for_update().filter(pk__in=among(days), care_ended_on__lte=max(days.values()))
    for patient in away.order_by("pk"):
        if patient.care_ended_on is not None and patient.care_ended_on <= days[patient.pk]:
            _resumed(patient)


@transaction.atomic
def revive(*, patient: Patient, reason: str, by: User, version: int | None = None) -> Patient:
    """Take back a death that was noted in error; the reason goes into the audit trail. Raises Refused without one."""
    patient = locked(patient, version=version)
    refuse_if(policies.care.revive(patient, reason=reason), code="invalid", field="reason")
    with pghistory.context(reason=reason.strip()):
        patient.deceased_on = None
        save(patient, "deceased_on")
    return patient


def _resumed(patient: Patient) -> None:
    patient.care_ended_on, patient.care_ended_as, patient.care_end_reason, patient.care_end_note = None, "", "", ""
    save(patient, *FIELDS)
