"""Appointments as tablets send them: booked, moved, and what became of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from apps.centres.access import Permission
from apps.core.models import Record
from apps.patients.actions import appointments
from apps.patients.models import AppointmentKind, AppointmentState
from apps.patients.policies.appointments import LONGEST, SHORTEST
from apps.sync.merge import Care
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.spoken import Made, Receives, Said
from apps.sync.receiving.types import Colleague, Instant, Values
from apps.sync.registry import KINDS

BOOK = Permission.BOOK_APPOINTMENTS
LONGEST_AWAY = timedelta(days=366)  # nobody booked longer ago than that and was not heard of since
Note = Annotated[str, Meta(max_length=300)]
Minutes = Annotated[int, Meta(ge=SHORTEST, le=LONGEST)]


class Booking(Values):
    """Who comes when, for what, to whom; null: still open."""

    kind: AppointmentKind
    starts_at: Instant
    minutes: Minutes | UnsetType = UNSET
    provider: Colleague | UnsetType | None = UNSET
    note: Note | UnsetType = UNSET


class Moving(Values):
    """What of an appointment is different."""

    kind: AppointmentKind | UnsetType = UNSET
    starts_at: Instant | UnsetType = UNSET
    minutes: Minutes | UnsetType = UNSET
    provider: Colleague | UnsetType | None = UNSET
    note: Note | UnsetType = UNSET


def _booked_at(batch: Batch, starts_at: datetime) -> datetime:
    """When an appointment was made: before its day, however long ago the tablet was heard of; by our clock."""
    return max(min(starts_at, batch.at), batch.at - LONGEST_AWAY)


def appointment_booked(batch: Batch, said: Said) -> Record:
    return appointments.book(
        id=said.operation.id, patient=said.person, centre=batch.centre, by=batch.by, **_booking(batch, said)
    )


def appointments_booked(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    entries = [appointments.Entry(patient=one.person, id=one.operation.id, **_booking(batch, one)) for one in group]
    return appointments.book_many(entries, centre=batch.centre, by=batch.by)


def _booking(batch: Batch, said: Said) -> dict[str, Any]:
    """The arguments of a booking."""
    return {**said.given, "at": _booked_at(batch, said.values.starts_at)}


def appointment_moved(batch: Batch, said: Said) -> Record:
    as_it_is = {name: getattr(said.row, name) for name in appointments.FIELDS}
    given = {**as_it_is, **said.given}
    at = _booked_at(batch, given["starts_at"])
    return appointments.change(appointment=said.row, by=batch.by, at=at, **given)


class WhatBecame(Values):
    """Came, did not come, was called off; or booked again, where that was noted wrongly."""

    state: AppointmentState


NOTES: dict[AppointmentState, Any] = {
    AppointmentState.ARRIVED: appointments.note_arrival,
    AppointmentState.MISSED: appointments.note_missed,
    AppointmentState.CANCELLED: appointments.cancel,
    AppointmentState.BOOKED: appointments.take_back,
}


def appointment_noted(batch: Batch, said: Said) -> Record:
    noted: Record = NOTES[said.values.state](appointment=said.row, by=batch.by, at=batch.at)
    return noted


CARE = {**dict.fromkeys(appointments.FIELDS, Care.IDENTITY), "note": Care.NOTE}
APPOINTMENT = KINDS["appointment"]
RECEIVES = (
    Receives(APPOINTMENT, "create", Booking, appointment_booked, BOOK, many=appointments_booked, new=True),
    Receives(APPOINTMENT, "change", Moving, appointment_moved, BOOK, care=CARE, ordered=True, own=("id",)),
    Receives(APPOINTMENT, "note", WhatBecame, appointment_noted, BOOK, field_work=True, ordered=True, own=("id",)),
)
