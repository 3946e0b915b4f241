"""One person's way through a centre: arrival, assessment, devices, crutches, treatment, repairs, farewell."""

from datetime import date
from random import Random
from typing import Any

from apps.desk.demo import conditions, people, stumps, teams, words
from apps.desk.demo.accounts import workers
from apps.desk.demo.bundles import Bundle, Reason
from apps.desk.demo.conditions import PROSTHESIS, TECHNOLOGIES, weighted
from apps.desk.demo.days import WorkingDays
from apps.desk.demo.diary import Diary, Verb
from apps.desk.demo.orders import SHORTEST, Order, Workshop
from apps.desk.demo.people import Limb, Person
from apps.desk.demo.workload import Workload

UNSIDED = {"ORT-HO", "ORT-LSO", "ORT-TLSO", "ORT-CO", "ORT-CTLSO", "ORT-SHOE", "ORT-CLUB"}
CRUTCHES = ("CRU-ELBOW", "CRU-ELBOW", "CRU-ELBOW", "CRU-AXIL", "CRU-AXIL", "CRU-FOREARM")
FRESH = 0.34  # share of those fitted who never had a prosthesis
NEXT_DEVICE = (45, 85)  # working days between a temporary and a definitive prosthesis


class Courses:
    """Writes the people of one workload into a diary."""

    def __init__(self, rng: Random, work: Workload, archive: WorkingDays) -> None:
        self.rng, self.work = rng, work
        self.days = WorkingDays(rng, work.earliest, work.last, always=work.last if work.live else None)
        self.low, self.high = self.days.place(work.first), len(self.days) - 1
        self.diary = Diary(work.centre)
        self.workshop = Workshop(rng, self.diary, self.days)
        self.archive = Workshop(rng, self.diary, archive)
        self.ordered = 0
        self.technicians = seniors_first(workers(work.centre, "technician"))
        self.therapists = seniors_first(workers(work.centre, "physiotherapist"))
        (self.desk,) = workers(work.centre, "receptionist")

    # --- devices -------------------------------------------------------------------------------

    def prosthesis(self, person: Person, bundle: Bundle, low: int, high: int) -> int:
        """Deliver the bundle's prostheses; returns the place of the last delivery."""
        rng = self.rng
        limbs = person.loss
        apart = bundle.devices > 1 and len(limbs) == 1
        handed = self.workshop_day(low, high - NEXT_DEVICE[0] if apart else high)
        begin = 0
        stage = "temporary" if apart and person.fresh else "definitive" if person.fresh else "renewal"
        by = rng.choice(self.technicians)
        for count in range(bundle.devices):
            limb = limbs[count % len(limbs)]
            if count and apart:
                begin = min(high - SHORTEST, handed + 5)
                handed, stage = min(high, handed + rng.randint(*NEXT_DEVICE)), "definitive"
            elif count:
                handed = min(high, handed + rng.randint(0, 2))
            technology = weighted(rng, TECHNOLOGIES)
            self.made(person, limb, PROSTHESIS[limb.level], handed, by, begin, stage=stage, technology=technology)
        return handed

    def orthosis(self, person: Person, bundle: Bundle, type_keys: tuple[str, ...], low: int, high: int) -> int:
        """Deliver the bundle's orthoses, one a limb (or a second pair later on)."""
        rng = self.rng
        handed = self.workshop_day(low, high)
        by, type_key = rng.choice(self.technicians), rng.choice(type_keys)
        for count in range(bundle.devices):
            limb = person.limbs[count % len(person.limbs)]
            self.made(person, limb, type_key, handed, by)
        return handed

    def workshop_day(self, low: int, high: int) -> int:
        """A day on which something that was ordered in the period can be handed over."""
        least = low if low > SHORTEST else low + SHORTEST
        return self.days.draw(self.rng, min(least, self.high), max(least, high))

    def made(
        self, person: Person, limb: Limb, type_key: str, handed: int, by: str, begin: int = 0, **facts: Any
    ) -> Order:
        """Order, make and deliver one device; an older one for the same limb is replaced, and so retired with it."""
        order = self.order(person, limb, type_key, by, **facts)
        old = order.facts.get("replaces")
        self.workshop.deliver(order, handed, earliest=begin)
        if old is not None:
            person.devices.remove(old)
        person.devices.append(order.key)
        return order

    def order(self, person: Person, limb: Limb | None, type_key: str, by: str, **facts: Any) -> Order:
        """The prescription of one device."""
        key = self._next_device()
        side = limb.side if limb is not None and type_key not in UNSIDED else ""
        old = next((device for device in person.devices if limb is not None and device in limb.devices), None)
        if limb is not None:
            limb.devices.append(key)
        facts = {
            "device_type": type_key,
            "side": side,
            "impairment": limb.key if limb is not None else None,
            "serial_number": f"{self.work.centre}{self.work.first:%y}-{self.ordered:04d}",
            **facts,
        }
        if old is not None:
            facts["replaces"] = old
        return Order(key, person.key, by, facts)

    def _next_device(self) -> str:
        self.ordered += 1
        return f"{self.work.label}/{self.work.centre}/device{self.ordered}"

    def older(self, person: Person) -> str:
        """A device of the years before the records, carried over from the paper register."""
        limb = person.loss[0]
        if limb.facts["onset_on"] is not None and limb.facts["onset_on"] > self.archive.days[0]:
            limb.facts.update(stumps.UNDATED)
        handed = self.rng.randint(SHORTEST + 30, len(self.archive.days) - 1)
        by = self.rng.choice(self.technicians)
        order = self.order(
            person, limb, PROSTHESIS[limb.level], by, technology="pp-exoskeletal", note=words.CARRIED_OVER
        )
        self.archive.deliver(order, handed, lead=14)
        person.devices.append(order.key)
        return order.key

    def hand_out(self, person: Person, place: int, type_key: str, **facts: Any) -> None:
        """The fast track; by whoever stands nearest."""
        by = self.rng.choice((*self.technicians, *self.therapists, self.desk))
        self.diary.note(
            self.days[place], Verb.HAND_OUT, person.key, self._next_device(), by, device_type=type_key, **facts
        )

    # --- what happens around them -----------------------------------------------------------------

    def aids(self, person: Person, bundle: Bundle, place: int, low: int, high: int) -> None:
        """Crutches and sticks, mostly on the day of the main service."""
        for units in bundle.crutches:
            when = place if self.rng.random() < 0.7 else self.days.draw(self.rng, low, high)
            self.hand_out(person, when, self.rng.choice(CRUTCHES), quantity=units)
        for type_key in bundle.aids:
            self.hand_out(person, place, type_key)

    def aftercare(self, person: Person, place: int) -> None:
        """A repair or a review of the newest device."""
        rng = self.rng
        device = person.devices[-1]
        subject = f"{device}/aftercare-{self.work.label}-{self.work.centre}-{place}"
        if rng.random() < 0.62:
            kind = rng.choices(("repair", "adjustment", "socket"), (55, 38, 7))[0]
            parts = rng.choice(words.REPAIR_PARTS) if kind == "repair" else ""
            self.diary.note(
                self.days[place], Verb.REPAIR, person.key, subject, rng.choice(self.technicians),
                device=device, kind=kind, parts=parts, minutes=rng.randrange(15, 150, 5),
            )  # fmt: skip
        else:
            self.diary.note(
                self.days[place], Verb.FOLLOW_UP, person.key, subject,
                rng.choice((*self.technicians, *self.therapists)),
                device=device, findings=rng.choice(words.FOLLOW_UP_FINDINGS),
            )  # fmt: skip

    def later(self, person: Person, handed: int) -> None:
        """Some come back with a new device: it settles into use, is repaired, is reviewed."""
        rng = self.rng
        device = person.devices[-1]
        settled = handed + rng.randint(12, 25)
        if settled < self.high and rng.random() < 0.25:
            self.diary.note(self.days[settled], Verb.BEGIN_USE, person.key, device, rng.choice(self.technicians))
        back = handed + round(rng.lognormvariate(3.6, 0.6))
        if back <= self.high and rng.random() < 0.3:
            self.aftercare(person, back)

    # --- arriving and leaving -----------------------------------------------------------------------

    def arrive(self, person: Person, reason: Reason, place: int, *, assessed: bool, decision: str = "serve") -> None:
        """Enter the first day (`place` when nothing else happens): registration or access, impairments, an episode."""
        rng, diary = self.rng, self.diary
        first = diary.first_day(person.key) if diary.entries[person.key] else self.days[place]
        if not person.centres:
            diary.note(first, Verb.REGISTER, person.key, person.key, self.desk, rank=0)
            for limb in person.limbs:
                diary.note(first, Verb.IMPAIR, person.key, limb.key, rng.choice(self.technicians), rank=0)
        elif self.work.centre not in person.centres:
            diary.note(first, Verb.WELCOME, person.key, person.key, self.desk, rank=0)
        if self.work.centre not in person.centres:
            person.centres.append(self.work.centre)
        if assessed:
            days = [entry.day for entry in diary.entries[person.key] if entry.day >= self.work.first]
            self._assess(person, reason, decision, min(days, default=self.days[place]))

    def _assess(self, person: Person, reason: Reason, decision: str, day: date) -> None:
        rng, diary = self.rng, self.diary
        by = rng.choice((*self.technicians, *self.therapists))
        subject = f"{person.key}/episode-{self.work.label}-{self.work.centre}"
        why = attendance(rng, person, reason)
        diary.note(day, Verb.OPEN_EPISODE, person.key, subject, self.desk, rank=0, reason=why)
        diary.note(
            day, Verb.ASSESS, person.key, f"{subject}/assessment", by, rank=0, episode=subject, decision=decision,
            profession="technician" if by in self.technicians else "physiotherapist",
            findings=rng.choice(words.ASSESSMENT_FINDINGS),
        )  # fmt: skip
        last = diary.last_day(person.key)
        over = decision != "serve" or (not self.work.live and reason != Reason.ASSESSMENT)
        teams.sign(diary, person.key, subject, day, by)
        goals = teams.set_goals(diary, person.key, subject, day, by) if decision == "serve" else []
        teams.belongs(diary, person.key, subject, day)
        if over and rng.random() < 0.6:
            outcome = teams.outcome(subject, decision, goals, rng.choice(words.EPISODE_OUTCOMES))
            diary.note(last, Verb.CLOSE_EPISODE, person.key, subject, by, rank=2, **outcome)


def seniors_first(staff: tuple[str, ...]) -> tuple[str, ...]:
    """The staff with the first of them, who can sign in, twice: so there is something to see."""
    return (staff[0], *staff)


def attendance(rng: Random, person: Person, reason: Reason) -> str:
    """The reason for attendance that fits what the person came for."""
    if reason == Reason.AFTERCARE:
        return rng.choice(("follow-up", "breakage", "breakage", "discomfort"))
    if reason == Reason.PROSTHESIS and not person.fresh:
        return "renewal"
    return "first-visit"


def invent(rng: Random, work: Workload, key: str, bundle: Bundle) -> tuple[Person, tuple[str, ...]]:
    """A new person for a bundle, and the device types that suit them."""
    reason, today, centre = bundle.reason, work.earliest, work.centre
    if reason in (Reason.PROSTHESIS, Reason.AFTERCARE) or (reason == Reason.ASSESSMENT and rng.random() < 0.7):
        limbs = 2 if bundle.devices > 1 and rng.random() < 0.65 else 1
        fresh = reason != Reason.AFTERCARE and rng.random() < FRESH
        return people.with_loss(rng, key, centre, today, limbs=limbs, fresh=fresh), ()
    pool = {
        Reason.ORTHOSIS: conditions.ORTHOTIC, Reason.WHEELCHAIR: conditions.SEATED, Reason.AID: conditions.AIDED,
    }.get(reason, conditions.TREATED)  # fmt: skip
    both = reason == Reason.ORTHOSIS and bundle.devices > 1
    if both:
        pool = tuple(condition for condition in pool if condition.both_sides)
    condition = conditions.pick(rng, pool)
    person = people.with_condition(rng, key, centre, today, condition, sides=2 if both else 1)
    return person, condition.types
