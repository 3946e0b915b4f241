"""Book an appointment, move it, and note what became of it. Overlaps are told by the form and refused by nobody."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, make_once, refuse_stale, save
from apps.patients import policies
from apps.patients.models import Appointment, AppointmentState, Patient

FIELDS = ("kind", "starts_at", "minutes", "provider", "note")


@transaction.atomic
def book(
    *,
    patient: Patient,
    centre: Centre,
    kind: str,
    starts_at: datetime,
    by: User,
    minutes: int = 30,
    provider: User | None = None,
    note: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
) -> Appointment:
    """Book the person at the centre; `at` is when that is done (default: now). The same `id` again returns the
    appointment booked before.

    Raises Refused for the dead, a merged record, a centre that does not serve the person, and ("invalid") for a day
    that is past, a length beyond reason, or a provider who does not treat people there.
    """
    patient = locked(patient)
    made = find_made(Appointment, id, patient=patient)
    if made is not None:
        return made
    refuse_if(policies.appointments.book(patient, centre=centre))
    refuse_if(policies.appointments.when(starts_at, centre=centre, at=at or now()), code="invalid", field="on")
    refuse_if(policies.appointments.length(minutes), code="invalid", field="minutes")
    _refuse_stranger(provider, centre)
    appointment, _created = make_once(
        Appointment, id, owner=("patient",), patient=patient, centre=centre, kind=kind, starts_at=starts_at,
        minutes=minutes, provider=provider, note=note.strip(), booked_by=by,
    )  # fmt: skip
    return appointment


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
        _refuse_stranger(provider, appointment.centre)
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


def _refuse_stranger(provider: User | None, centre: Centre) -> None:
    if provider is not None:
        refuse_if(policies.appointments.provider(provider, centre=centre), code="invalid", field="provider")
