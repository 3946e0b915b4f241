"""The whole demonstration as a plan: pure, seeded, and adding up before anything is written.

Same seed, same plan, down to every key. `tally` counts a plan the way the donor's report counts records, so that
the sums can be checked without a database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from uuid import UUID

from apps.desk.demo import lateness, workload
from apps.desk.demo.accounts import workers
from apps.desk.demo.centre import CentrePeriod
from apps.desk.demo.diary import COUNTED, Event, Verb, clock
from apps.desk.demo.ids import dice, seeded_id
from apps.desk.demo.people import Person
from apps.desk.demo.workload import Workload

RECENT = "recent"
FILED_AT = time(16, 0)
MAKES = frozenset(Verb) - {
    Verb.WELCOME, Verb.CLOSE_EPISODE, Verb.ADVANCE, Verb.HOLD, Verb.RESUME, Verb.VOID, Verb.BEGIN_USE, Verb.END,
    Verb.DEATH, Verb.FILE,
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A part of the demo: who, and what happened in which order. `shared`: people served at both centres."""

    label: str
    seed: int
    works: tuple[Workload, ...]
    people: dict[str, Person]
    events: tuple[Event, ...]
    before: "Plan | None" = None

    @cached_property
    def ids(self) -> dict[str, UUID]:
        """The key of every record made, by subject; those of the plan before too."""
        own = {
            event.subject: seeded_id(self.seed, event.subject, event.at) for event in self.events if event.verb in MAKES
        }
        return {**self.before.ids, **own} if self.before else own

    @cached_property
    def late(self) -> tuple[Event, ...]:
        """What is written down only after its month was approved: in the published year a delivery of May."""
        if self.label == RECENT:
            closed = sorted({event.facts["first_day"] for event in self.events if event.verb == Verb.FILE})[:-1]
            found = lateness.of_month(self.events, closed[-1]) if closed else None
        else:
            found = lateness.of_may(self.events)
        return () if found is None else (found,)


@dataclass(frozen=True)
class Tally:
    """A period counted by the report's rules: distinct persons, devices delivered and not voided, crutch units."""

    persons: int
    prostheses: int
    orthoses: int
    wheelchairs: int
    crutches: int
    sessions: int


def of_year(year: int, seed: int, *, factor: float = 1.0) -> Plan:
    """The published year; `factor` makes it smaller. Raises ValueError when nothing was published for it."""
    works = workload.of_year(dice(seed, year), year)
    if not works:
        raise ValueError(year)
    works = [work.scaled(factor) if factor != 1 else work for work in works]
    return _plan(str(year), seed, works)


def of_recent(until: date, seed: int, *, before: Plan | None = None, factor: float = 1.0) -> Plan:
    """The months up to `until`, with some of the people of the plan `before`, whose loose ends are tied up first."""
    known = [person for person in before.people.values() if not person.is_test] if before else []
    works = workload.recent(dice(seed, RECENT), until, known)
    works = [work.scaled(factor) if factor != 1 else work for work in works]
    return _plan(RECENT, seed, works, before=before)


def tally(plan: Plan, first: date, last: date, *, centre: str | None = None) -> Tally:
    """Count the plan's services of a period, at one centre or at all."""
    voided = {event.subject for event in plan.events if event.verb == Verb.VOID}
    types = {event.subject: event.facts for event in plan.events if event.verb in (Verb.PRESCRIBE, Verb.HAND_OUT)}
    persons: set[str] = set()
    units = dict.fromkeys(("PRO", "ORT", "WCH", "CRU"), 0)
    sessions = 0
    for event in plan.events:
        if not first <= event.on <= last or centre not in (None, event.centre) or event.subject in voided:
            continue
        attended = [person for person in _attended(event) if not plan.people[person].is_test]
        sessions += len(attended)
        persons.update(attended)
        if event.verb in COUNTED and not plan.people[event.person].is_test:
            persons.add(event.person)
            if event.verb in (Verb.DELIVER, Verb.HAND_OUT):
                facts = types[event.facts.get("device", event.subject)]
                family = facts["device_type"][:3]
                units[family] = units.get(family, 0) + facts.get("quantity", 1)
    return Tally(len(persons), units["PRO"], units["ORT"], units["WCH"], units["CRU"], sessions)


def _attended(event: Event) -> Iterable[str]:
    if event.verb == Verb.SESSION and event.facts["attended"]:
        return [event.person]
    if event.verb == Verb.GROUP:
        return [person for person in event.facts["members"] if person not in event.facts["absent"]]
    return []


def _plan(label: str, seed: int, works: list[Workload], before: Plan | None = None) -> Plan:
    people: dict[str, Person] = {}
    events: list[Event] = _loose_ends(before) if before else []
    lent: list[tuple[Person, date]] = []
    for place, work in enumerate(works):
        rng = dice(seed, label, work.centre)
        lend = works[place + 1].shared if place + 1 < len(works) else 0
        work.known[:] = [person for person in work.known if person.key not in people]
        period = CentrePeriod(rng, work, lend=lend, borrowed=lent)
        events += period.plan()
        events += _filings(work)
        people.update(period.people)
        lent = period.lent
    people = {**before.people, **people} if before else people
    return Plan(label, seed, tuple(works), people, tuple(sorted(events, key=lambda event: event.at)), before)


def _filings(work: Workload) -> list[Event]:
    """Each whole month is filed by the manager a few days after its end."""
    (manager,) = workers(work.centre, "manager")
    events = []
    month = work.first
    while (after := (month + timedelta(days=31)).replace(day=1)) <= work.last + timedelta(days=1):
        day = min(after + timedelta(days=2), work.last) if work.live else after + timedelta(days=2)
        subject = f"{work.centre}/{month:%Y-%m}"
        at = clock(max(day, after - timedelta(days=1)), FILED_AT)
        events.append(Event(at, Verb.FILE, work.centre, "", subject, manager, {"first_day": month}))
        month = after
    return events


def _loose_ends(before: Plan) -> list[Event]:
    """Devices the earlier year left open were closed at the beginning of the next: their people did not come back."""
    open_orders: dict[str, Event] = {}
    for event in before.events:
        if event.verb == Verb.PRESCRIBE:
            open_orders[event.subject] = event
        elif event.verb in (Verb.DELIVER, Verb.END):
            open_orders.pop(event.facts.get("device", event.subject), None)
    day = max(work.last for work in before.works) + timedelta(days=1)
    return [
        Event(
            clock(day + timedelta(days=20 + 2 * number % 60), time(11, 0)), Verb.END, event.centre, event.person,
            event.subject, event.by, {"to": "closed_without_delivery", "reason": "patient-lost"},
        )
        for number, event in enumerate(open_orders.values())
    ]  # fmt: skip
