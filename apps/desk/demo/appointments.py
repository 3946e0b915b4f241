"""The desk's appointment book around the last day of the plan: who came, who did not, who is expected.

Appointments are counted nowhere, so that this moves no figure. Keys are seeded like all others.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.desk.demo.accounts import workers
from apps.desk.demo.diary import clock
from apps.desk.demo.ids import dice, seeded_id
from apps.desk.demo.plan import RECENT, Plan
from apps.patients.actions import appointments
from apps.patients.models import Appointment, AppointmentKind, Patient, PatientAccess

BEFORE, AFTER, SUNDAY = 6, 10, 6  # days round the last one
A_DAY = (7, 11)
KNOWN_SINCE = timedelta(days=300)
HOURS = [time(hour, minute) for hour in (8, 9, 10, 11, 13, 14, 15, 16) for minute in (30, 0)]
K = AppointmentKind
# Role → what people come to it for, and for how many minutes.
FOR = {
    "technician": ((K.MEASURING, 45), (K.FITTING, 60), (K.DELIVERY, 45), (K.REPAIR, 30), (K.REVIEW, 30)),
    "physiotherapist": ((K.PHYSIOTHERAPY, 30), (K.PHYSIOTHERAPY, 45)),
    "doctor": ((K.ASSESSMENT, 30),),
}
SHARES = {"technician": 5, "physiotherapist": 4, "doctor": 1}


def add(plan: Plan, staff: dict[str, User]) -> None:
    """Fill the book of each centre; only the recent part has a last day that is today."""
    if plan.label != RECENT:
        return
    last = max(event.on for event in plan.events)
    for centre in Centre.objects.all():
        rng = dice(plan.seed, "appointments", centre.code)
        people = _served(centre, last)
        rng.shuffle(people)
        for on in (last + timedelta(days=nth) for nth in range(-BEFORE, AFTER + 1)):
            if people and (on.weekday() != SUNDAY or on == last):
                for booked in _day(plan.seed, rng, centre, on, people, staff):
                    _note(booked, rng, last, staff[workers(centre.code, "receptionist")[0]])


def _served(centre: Centre, last: date) -> list[Patient]:
    """Those whom the centre has come to know in the last months and who may come, in the order of their numbers."""
    known = PatientAccess.objects.filter(centre=centre, active=True, since__gte=last - KNOWN_SINCE).values("patient")
    may_come = Patient.objects.filter(deceased_on=None, care_ended_on=None, merged_into=None, is_test=False)
    return list(may_come.filter(pk__in=known).order_by("number"))


def _day(
    seed: int, rng: Random, centre: Centre, on: date, people: list[Patient], staff: dict[str, User]
) -> Iterator[Appointment]:
    """So many different people, each at an hour of their own."""
    number = min(rng.randint(*A_DAY), len(people))
    for patient, hour in zip(rng.sample(people, number), sorted(rng.sample(HOURS, number)), strict=True):
        role = rng.choices(list(SHARES), list(SHARES.values()))[0]
        kind, minutes = rng.choice(FOR[role])
        provider = staff[rng.choice(workers(centre.code, role))]
        starts_at = clock(on, hour)
        asked = starts_at - timedelta(days=rng.randint(3, 14))
        yield appointments.book(
            patient=patient, centre=centre, kind=kind, starts_at=starts_at, minutes=minutes, provider=provider,
            at=asked, by=staff[workers(centre.code, "receptionist")[0]],
            id=seeded_id(seed, f"{patient.pk}/{on}", asked),
        )  # fmt: skip


def _note(booked: Appointment, rng: Random, last: date, by: User) -> None:
    """What became of it: of the days before the last one nearly everything is noted, of that one the morning."""
    soon: datetime = booked.starts_at + timedelta(minutes=20)
    if soon > now() or booked.on > last or (booked.on == last and booked.clock > "10:00"):
        return
    luck = rng.random()
    if luck < 0.78:
        appointments.note_arrival(appointment=booked, by=by, at=soon)
    elif luck < 0.90:
        appointments.note_missed(appointment=booked, by=by, at=soon)
    elif luck < 0.96:
        appointments.cancel(appointment=booked, by=by, at=soon)
