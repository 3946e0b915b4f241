"""What happens in the centres meanwhile, by the product's verbs: people move, records are merged, months are closed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from threading import Event
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.desk.bench import population
from apps.desk.simulation.book import Book
from apps.desk.simulation.ground import Place, phone
from apps.desk.simulation.plan import Plan
from apps.devices.actions import devices
from apps.devices.models import Device, State
from apps.patients.actions import merges, patients, services, transfers
from apps.patients.models import Merge, MergeState, Patient, PatientAccess, TransferKind
from apps.physio.actions import sessions
from apps.physio.models import PhysioSession
from apps.reports.actions import validation

WORK = {
    "transfer": 6, "merge": 4, "undo": 2, "void": 4, "correct": 12, "session": 10, "device": 6, "month": 1,
}  # fmt: skip


@dataclass
class Office:
    """`stop`: the day is over. `closed`: months that were closed, so that each is closed once."""

    plan: Plan
    places: list[Place]
    book: Book
    stop: Event
    closed: set[tuple[UUID, date]] = field(default_factory=set)

    def work(self) -> None:
        """One thing after the other until it is told to stop; what the state forbids, or the database cannot, is
        left."""
        self.dice: Random = self.plan.dice("office")
        try:
            while not self.stop.wait(self.dice.uniform(0, 1) * self.plan.pace):
                what = self.dice.choices(list(WORK), list(WORK.values()))[0]
                self.try_to(what, getattr(self, what))
        finally:
            connection.close()

    def try_to(self, what: str, verb: Callable[[], Any]) -> None:
        try:
            outcome = "done" if verb() is not None else "nothing to do"
        except Refused:
            outcome = "refused"
        except (DatabaseError, InterfaceError):
            connection.close()
            outcome = "database away"
        self.book.count("office", f"{what}: {outcome}")

    # -- who and what

    def place(self) -> Place:
        return self.dice.choice(self.places)

    def people(self, place: Place) -> list[Patient]:
        """Those whom the centre sees and who may leave it, in an order that does not change."""
        seen = PatientAccess.objects.filter(centre=place.centre, active=True).values("patient")
        rows = Patient.objects.filter(pk__in=seen, merged_into=None).exclude(pk__in=self.faithful)
        return list(rows.order_by("pk")[:60])

    @property
    def faithful(self) -> list[UUID]:
        return [key for place in self.places for key in place.faithful]

    def one(self, rows: Any) -> Any:
        found = list(rows.order_by("pk")[:200])
        return self.dice.choice(found) if found else None

    def mine(self) -> UUID:
        """The key of a record to be made here."""
        key = new_id()
        self.book.ours.add(key)
        return key

    # -- what is done

    def transfer(self) -> Any:
        """Somebody moves to the other centre, or is served by both from now on."""
        here, there = self.dice.sample(self.places, 2)
        people = self.people(here)
        if not people:
            return None
        kind = self.dice.choice((TransferKind.MOVE, TransferKind.MOVE, TransferKind.SHARE))
        asked = transfers.request(
            patient=self.dice.choice(people), from_centre=here.centre, to_centre=there.centre, kind=kind,
            reason="Lives there now.", by=here.managers[0], at=now(),
        )  # fmt: skip
        return transfers.answer(transfer=asked, accept=True, by=there.managers[0], at=now())

    def merge(self) -> Any:
        """Two records turn out to be one person."""
        place = self.place()
        people = self.people(place)
        if len(people) < 2:
            return None
        survivor, loser = self.dice.sample(people, 2)
        asker, decider = place.managers
        asked = merges.request(
            survivor=survivor, loser=loser, reason="The same person.", centre=place.centre, by=asker, at=now()
        )
        return merges.decide(merge=asked, approve=True, by=decider, at=now())

    def undo(self) -> Any:
        """Or two after all."""
        found = self.one(Merge.objects.filter(state=MergeState.APPROVED))
        return found and merges.undo(merge=found, reason="Two people.", by=self.places[0].managers[1], at=now())

    def void(self) -> Any:
        place = self.place()
        found = self.one(PhysioSession.objects.filter(centre=place.centre, voided_at=None))
        return found and services.void(service=found, reason="Not given.", by=place.managers[0], at=now())

    def correct(self) -> Any:
        """The same people of whom the tablets speak."""
        place = self.place()
        seen = PatientAccess.objects.filter(centre=place.centre, active=True).values("patient")
        rows = list(Patient.objects.filter(pk__in=seen, merged_into=None).order_by("pk")[:8])
        if not rows:
            return None
        details = self.dice.choice(
            ({"phone": phone(self.dice)}, {"name_hangul": population.name(self.dice, "M")[0] or "김철수"},
             {"village": f"마을 {self.dice.randint(1, 99)}"}, {"sex": self.dice.choice("MF")})
        )  # fmt: skip
        return patients.correct(patient=self.dice.choice(rows), by=place.managers[0], **details)

    def session(self) -> Any:
        place = self.place()
        people, centre = self.people(place), place.centre
        if not people:
            return None
        at = centre.noon(centre.today() - timedelta(days=self.dice.randint(0, 40)))
        return sessions.record(
            patient=self.dice.choice(people), centre=centre, by=place.managers[0], at=at, minutes=30, id=self.mine()
        )

    def device(self) -> Any:
        """A step of a device that a tablet may be stepping on too."""
        place = self.place()
        waiting = Device.objects.filter(centre=place.centre, state__in=(State.MEASURED, State.PRESCRIBED))
        device = self.one(waiting.select_related("centre", "device_type"))
        if device is None:
            return None
        said = {"device": device, "on": place.centre.today(), "by": place.managers[0]}
        if device.state == State.MEASURED:
            return devices.advance(to=State.IN_FABRICATION, draw_serial=True, **said)
        return devices.hold(reason="part-missing", **said)

    def month(self) -> Any:
        """A month that is over is submitted and approved; what comes for it from now on is late."""
        place = self.place()
        centre: Centre = place.centre
        first = (centre.today().replace(day=1) - timedelta(days=1)).replace(day=1)
        if self.dice.random() < 0.5:
            first = (first - timedelta(days=1)).replace(day=1)
        if (centre.pk, first) in self.closed:
            return None
        by, other = place.managers
        report = validation.submit(centre=centre, month=first, by=by, at=now())
        self.closed.add((centre.pk, first))
        return validation.approve(report=report, by=other, at=now(), files=False)
