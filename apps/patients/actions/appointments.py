"""Book appointments, move one, and note what became of it. Overlaps are told by the form and refused by nobody."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import adding
from apps.core.clock import now
from apps.core.problems import Refused, Text, refuse_if
from apps.core.writing import all_locked, find_made, locked, make_once, refuse_stale, save
from apps.patients import policies
from apps.patients.models import Appointment, AppointmentState, Patient

FIELDS = ("kind", "starts_at", "minutes", "provider", "note")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who comes when, for how many `minutes`, to whom; `at` is when that is booked (default: now)."""

    patient: Patient
    kind: str
    starts_at: datetime
    id: UUID | None = None
    minutes: int = 30
    provider: User | None = None
    note: str = ""
    at: datetime | None = None


@transaction.atomic
def book(*, patient: Patient, centre: Centre, by: User, id: UUID | None = None, **given: Any) -> Appointment:
    """Book the person at the centre. `given`: the fields of `Entry`. The same `id` again returns the appointment booked
    before.

    Raises Refused for the dead, a merged record, a centre that does not serve the person, and ("invalid") for a day
    that is past, a length beyond reason, or a provider who does not treat people there.
    """
    patient = locked(patient)
    made = find_made(Appointment, id, patient=patient)
    if made is not None:
        return made
    (fields,) = _prepared([Entry(patient=patient, id=id, **given)], centre=centre, by=by)
    if isinstance(fields, Refused):
        raise fields
    appointment, _created = make_once(Appointment, id, owner=("patient",), **fields)
    return appointment


@transaction.atomic(savepoint=False)
def book_many(entries: Sequence[Entry], *, centre: Centre, by: User) -> list[Appointment | Refused]:
    """As `book`, for many at once: for each the appointment, or why not, in their order.

    Their keys are new ones. Raises IntegrityError, and writes nothing, when the database refuses one of them.
    """
    people = all_locked([one.patient for one in entries])
    fresh = [replace(one, patient=patient) for one, patient in zip(entries, people, strict=True)]
    prepared = _prepared(fresh, centre=centre, by=by)
    return adding.add_each(Appointment, (one.id for one in entries), prepared)


@transaction.atomic
def change(
    *,
    appointment: Appointment,
    kind: str,
    starts_at: datetime,
    by: User,
    minutes: int,
    provider: User | None = None,
    note: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Appointment:
    """Move or correct what is still to come; `at` as in `book`. Raises Refused ("stale", and as `book` does); a day or
    a provider that stays as it was is not asked about again."""
    appointment = locked(appointment, version=version)
    refuse_if(policies.appointments.change(appointment))
    if starts_at != appointment.starts_at:
        refusal = policies.appointments.when(starts_at, centre=appointment.centre, at=at or now())
        refuse_if(refusal, code="invalid", field="on")
    refuse_if(policies.appointments.length(minutes), code="invalid", field="minutes")
    if provider is not None and provider.pk != appointment.provider_id:
        refusal = policies.appointments.provider(provider, centre=appointment.centre)
        refuse_if(refusal, code="invalid", field="provider")
    appointment.kind, appointment.starts_at, appointment.minutes = kind, starts_at, minutes
    appointment.provider, appointment.note = provider, note.strip()
    save(appointment, *FIELDS)
    return appointment


def note_arrival(*, appointment: Appointment, by: User, at: datetime, version: int | None = None) -> Appointment:
    """The person came. Counted nowhere: what is done for them then is. Raises Refused as `_note` does."""
    return _note(appointment, to=AppointmentState.ARRIVED, at=at, version=version)


def note_missed(*, appointment: Appointment, by: User, at: datetime, version: int | None = None) -> Appointment:
    """The person did not come."""
    return _note(appointment, to=AppointmentState.MISSED, at=at, version=version)


def cancel(*, appointment: Appointment, by: User, at: datetime, version: int | None = None) -> Appointment:
    """The appointment was called off."""
    return _note(appointment, to=AppointmentState.CANCELLED, at=at, version=version)


def take_back(*, appointment: Appointment, by: User, at: datetime, version: int | None = None) -> Appointment:
    """A note was wrong: the appointment is booked again, as it was."""
    return _note(appointment, to=AppointmentState.BOOKED, at=at, version=version)


@transaction.atomic
def _note(appointment: Appointment, *, to: AppointmentState, at: datetime, version: int | None) -> Appointment:
    """Noting the same again changes nothing. Raises Refused ("stale", and what the table or the hour forbids)."""
    appointment = locked(appointment)
    if appointment.state != to:
        refuse_stale(appointment, version)
        refuse_if(policies.appointments.note(appointment, to=to, at=at))
        appointment.state = to
        save(appointment, "state")
    return appointment


def _prepared(entries: Sequence[Entry], *, centre: Centre, by: User) -> list[dict[str, Any] | Refused]:
    """The fields of each appointment, of people who are locked, or why it cannot be."""
    at_centre = Patient.objects.of_centre(centre).filter(pk__in={one.patient.pk for one in entries})
    served = set(at_centre.values_list("pk", flat=True))
    providers = {one.provider for one in entries if one.provider is not None}
    strange = {one: policies.appointments.provider(one, centre=centre) for one in providers}
    return [
        _refusal(one, centre, served, strange) or {
            "patient": one.patient, "centre": centre, "kind": one.kind, "starts_at": one.starts_at,
            "minutes": one.minutes, "provider": one.provider, "note": one.note.strip(), "booked_by": by,
        }
        for one in entries
    ]  # fmt: skip


def _refusal(
    entry: Entry, centre: Centre, served: Container[UUID], strange: Mapping[User, Text | None]
) -> Refused | None:
    """`served`: whom the centre serves; `strange`: why a provider is none there."""
    starts, made = entry.starts_at, entry.at or now()
    try:
        refuse_if(policies.appointments.book(entry.patient, centre=centre, served=entry.patient.pk in served))
        refuse_if(policies.appointments.when(starts, centre=centre, at=made), code="invalid", field="on")
        refuse_if(policies.appointments.length(entry.minutes), code="invalid", field="minutes")
        if entry.provider is not None:
            refuse_if(strange[entry.provider], code="invalid", field="provider")
    except Refused as refused:
        return refused
    return None
