"""Writes a plan, event by event in the order they happened, through the same verbs as the browser."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from apps.accounts.models import User
from apps.centres.actions import months
from apps.centres.models import Centre
from apps.desk.demo.diary import Event, Verb
from apps.desk.demo.people import Limb
from apps.desk.demo.plan import Plan
from apps.devices.actions import aftercare, deliveries, devices, fittings
from apps.devices.checklists import NO, YES, checklist_for
from apps.devices.models import Delivery, Device, DeviceType, State
from apps.patients.actions import episodes, goals, impairments, patients, signatures
from apps.patients.models import Assessment, Episode, Impairment, Patient
from apps.physio.actions import sessions

M = TypeVar("M", bound=models.Model)


class Writer:
    """Gives each event to its verb, and keeps what was made so that nothing is read twice."""

    def __init__(self, plan: Plan, staff: dict[str, User]) -> None:
        self.plan, self.staff = plan, staff
        self.centres = {centre.code: centre for centre in Centre.objects.all()}
        self.types = {kind.key: kind for kind in DeviceType.objects.offered()}
        self.limbs = {limb.key: limb for person in plan.people.values() for limb in person.limbs}
        self.made: dict[str, Any] = {}
        self.verbs: dict[Verb, Callable[[Event], Any]] = {verb: getattr(self, verb.value) for verb in Verb}

    def write(self) -> Iterator[Event]:
        """Write every event but those that come late; gives each one back when it is written."""
        late = {(event.verb, event.subject) for event in self.plan.late}
        for event in self.plan.events:
            if (event.verb, event.subject) not in late:
                self.write_one(event)
                yield event

    def write_one(self, event: Event) -> None:
        """Write one event."""
        made = self.verbs[event.verb](event)
        if isinstance(made, models.Model):
            self.made[event.subject] = made

    # --- what an event is about ---------------------------------------------------------------

    def by(self, event: Event) -> User:
        return self.staff[event.by]

    def centre(self, event: Event) -> Centre:
        return self.centres[event.centre]

    def id(self, event: Event) -> UUID:
        return self.plan.ids[event.subject]

    def found(self, model: type[M], subject: str) -> M:
        """What was made under this subject: by this run, or by the part of the demo loaded before."""
        if subject not in self.made:
            self.made[subject] = model._default_manager.get(pk=self.plan.ids[subject])
        made: M = self.made[subject]
        return made

    def patient(self, event: Event) -> Patient:
        return self.found(Patient, event.person)

    def device(self, event: Event) -> Device:
        return self.found(Device, event.facts.get("device", event.subject))

    def at(self, event: Event) -> dict[str, Any]:
        return {"at": event.at, "by": self.by(event), "id": self.id(event)}

    def on(self, event: Event) -> dict[str, Any]:
        return {"on": event.on, "by": self.by(event)}

    # --- people -------------------------------------------------------------------------------------

    def register(self, event: Event) -> Patient:
        person = self.plan.people[event.person]
        return patients.register(
            centre=self.centre(event), id=self.id(event), migrated=person.migrated,
            paper_number=person.paper_number, **person.identity, **self.on(event),
        )  # fmt: skip

    def welcome(self, event: Event) -> None:
        patients.grant_access(patient=self.patient(event), centre=self.centre(event), **self.on(event))

    def impair(self, event: Event) -> Impairment:
        limb: Limb = self.limbs[event.subject]
        examined = {"stump_examined_on": event.on} if limb.facts.get("stump_conditions") else {}
        return impairments.record(
            patient=self.patient(event), kind=limb.kind, level=limb.level, side=limb.side, by=self.by(event),
            id=self.id(event), **limb.facts, **examined,
        )  # fmt: skip

    def open_episode(self, event: Event) -> Episode:
        return episodes.open_episode(
            patient=self.patient(event), centre=self.centre(event), id=self.id(event), **event.facts, **self.on(event)
        )

    def assess(self, event: Event) -> Assessment:
        return episodes.assess(**self.in_episode(event), **self.at(event))

    def sign(self, event: Event) -> None:
        facts = {**event.facts, "assessment": self.found(Assessment, event.facts["assessment"])}
        signatures.sign(**facts, **self.at(event))

    def set_goal(self, event: Event) -> None:
        goals.set_goal(**self.in_episode(event), **self.on(event), id=self.id(event))

    def close_episode(self, event: Event) -> None:
        reached = {self.plan.ids[subject]: state for subject, state in event.facts["goals"].items()}
        facts = {**event.facts, "goals": reached}
        episodes.close(episode=self.found(Episode, event.subject), **facts, **self.on(event))

    def in_episode(self, event: Event) -> dict[str, Any]:
        """The facts, with the episode itself where one is named."""
        named = event.facts.get("episode")
        return {**event.facts, "episode": self.found(Episode, named)} if named else event.facts

    def death(self, event: Event) -> None:
        patients.note_death(patient=self.patient(event), **self.on(event))

    # --- devices -------------------------------------------------------------------------------------

    def prescribe(self, event: Event) -> Device:
        facts = {**self.in_episode(event), "device_type": self.types[event.facts["device_type"]]}
        if facts["impairment"] is not None:
            facts["impairment"] = self.found(Impairment, facts["impairment"])
        if "replaces" in facts:
            facts["replaces"] = self.found(Device, facts["replaces"])
        return devices.prescribe(
            patient=self.patient(event), centre=self.centre(event), id=self.id(event), technician=self.by(event),
            **facts, **self.on(event),
        )  # fmt: skip

    def advance(self, event: Event) -> Device:
        return devices.advance(device=self.device(event), to=State(event.facts["to"]), **self.on(event))

    def hold(self, event: Event) -> Device:
        return devices.hold(device=self.device(event), **event.facts, **self.on(event))

    def resume(self, event: Event) -> Device:
        return devices.resume(device=self.device(event), **self.on(event))

    def fit(self, event: Event) -> None:
        fittings.record(**{**event.facts, "device": self.device(event)}, **self.at(event))

    def check_out(self, event: Event) -> None:
        device = self.device(event)
        points = {point.key: YES for point in checklist_for(device).points}
        if not event.facts["passed"]:
            points["workmanship"] = NO
        deliveries.check_out(
            device=device, points=points, override_reason=event.facts.get("override_reason", ""), **self.at(event)
        )

    def deliver(self, event: Event) -> Delivery:
        delivery = deliveries.deliver(**{**event.facts, "device": self.device(event)}, **self.at(event))
        self.made[event.facts["device"]] = delivery.device  # as it stands now: delivered
        return delivery

    def void(self, event: Event) -> None:
        deliveries.void(
            delivery=self.found(Delivery, event.subject), reason=event.facts["reason"], at=event.at, by=self.by(event)
        )

    def begin_use(self, event: Event) -> Device:
        return devices.begin_use(device=self.device(event), **self.on(event))

    def end(self, event: Event) -> Device:
        facts = {**event.facts, "to": State(event.facts["to"])}
        return devices.end(device=self.device(event), **facts, **self.on(event))

    def hand_out(self, event: Event) -> Device:
        facts = {**self.in_episode(event), "device_type": self.types[event.facts["device_type"]]}
        return deliveries.hand_out(
            patient=self.patient(event), centre=self.centre(event), **facts, **self.at(event)
        ).device

    def repair(self, event: Event) -> None:
        facts = {**self.in_episode(event), "device": self.device(event)}
        aftercare.repair(centre=self.centre(event), **facts, **self.at(event))

    def follow_up(self, event: Event) -> None:
        facts = {**event.facts, "device": self.device(event)}
        aftercare.follow_up(centre=self.centre(event), **facts, **self.at(event))

    # --- physiotherapy, and the books -----------------------------------------------------------------

    def session(self, event: Event) -> None:
        sessions.record(patient=self.patient(event), centre=self.centre(event), **event.facts, **self.at(event))

    def group(self, event: Event) -> None:
        facts = dict(event.facts)
        members, absent = ([self.found(Patient, key) for key in facts.pop(name)] for name in ("members", "absent"))
        sessions.record_group(
            centre=self.centre(event), patients=members, absent=absent, device_related=True, **facts, **self.at(event)
        )

    def file(self, event: Event) -> None:
        first_day: date = event.facts["first_day"]
        months.file(centre=self.centre(event), first_day=first_day, at=event.at, by=self.by(event))
