"""What a real centre also has and no total counts: unfinished devices, voided deliveries, a death, test persons."""

from typing import TYPE_CHECKING

from apps.desk.demo import people, words
from apps.desk.demo.bundles import Bundle, Reason
from apps.desk.demo.conditions import PROSTHESIS, TECHNOLOGIES, weighted
from apps.desk.demo.courses import CRUTCHES, invent
from apps.desk.demo.diary import Verb
from apps.desk.demo.orders import STEPS
from apps.desk.demo.people import Person

if TYPE_CHECKING:
    from apps.desk.demo.centre import CentrePeriod

DEATHS = 2


def unfinished(period: "CentrePeriod", person: Person) -> str | None:
    """Give an assessed person with a lost limb one of the devices that are never handed over; the decision then."""
    if not person.loss or not period.fates:
        return None
    _end(period, person, period.fates.pop())
    return "serve"


def fates(period: "CentrePeriod") -> list[str]:
    """How the period's unfinished devices end or stand, shuffled."""
    loose = period.work.loose
    rows = ["open"] * loose.open + ["held"] * loose.held + ["cancelled"] * loose.cancelled + ["closed"] * loose.closed
    period.rng.shuffle(rows)
    return rows


def add(period: "CentrePeriod") -> None:
    """Enter all of it."""
    while period.fates:
        person, _types = invent(period.rng, period.work, period.spare_key(), Bundle(Reason.PROSTHESIS))
        period.people[person.key] = person
        _end(period, person, period.fates.pop())
        period.courses.arrive(person, Reason.PROSTHESIS, period.courses.low, assessed=False)
    _void_some(period)
    if not period.work.live:
        _note_deaths(period)
    _test_person(period)


def _end(period: "CentrePeriod", person: Person, fate: str) -> None:
    """A device that is not handed over in the period."""
    rng, courses = period.rng, period.courses
    workshop, high = courses.workshop, courses.high
    limb = person.loss[0]
    period.left += 1
    reached = period.left % len(STEPS)  # in turn, so that every state occurs
    order = courses.order(
        person, limb, PROSTHESIS[limb.level], rng.choice(courses.technicians),
        stage="definitive", technology=weighted(rng, TECHNOLOGIES),
    )  # fmt: skip
    lasting = reached * 3 + rng.randint(0, 8) + (rng.randint(20, 45) if rng.random() < 0.15 else 0)
    if fate == "open":
        workshop.reach(order, max(courses.low, high - lasting), high, reached)
        return
    ended = fate in ("cancelled", "closed")
    latest = high - 40 if ended else high - 8
    begun = courses.days.draw(rng, courses.low if ended else max(courses.low, high - 60), latest)
    reached = min(reached, 1) if fate == "cancelled" else min(reached, 3)
    workshop.reach(order, begun, high, reached)
    until = min(high, begun + rng.randint(12, 35))
    if fate == "held":
        why = ("wound", "part-missing", "patient-away")[period.left % 3]
        workshop.note(min(until, begun + 8), Verb.HOLD, order, order.key, reason=why)
    elif fate == "cancelled":
        why = rng.choice(("patient-declined", "patient-declined", "entered-in-error", "medical"))
        workshop.note(until, Verb.END, order, order.key, to="cancelled", reason=why)
    else:
        why = rng.choice(("patient-lost", "patient-lost", "medical"))
        workshop.note(until, Verb.END, order, order.key, to="closed_without_delivery", reason=why)


def _void_some(period: "CentrePeriod") -> None:
    """Deliveries entered in error: voided a few days later in the same month (IND-13), the device cancelled."""
    rng, courses = period.rng, period.courses
    days, high, diary = courses.days, courses.high, courses.diary
    some = [
        person
        for person in period.people.values()
        if person.loss and person.centres == [period.work.centre] and diary.first_day(person.key) < days[high - 40]
    ]
    for person in rng.sample(some, min(period.work.loose.voided, len(some))):
        limb = person.loss[-1]
        order = courses.order(person, limb, PROSTHESIS[limb.level], rng.choice(courses.technicians), stage="temporary")
        order.facts.pop("replaces", None)
        begun = max(courses.low, days.place(diary.first_day(person.key)))
        place = courses.days.draw(rng, begun + 12, high - 16)
        while days[place].month != days[place + 4].month:
            place += 1
        courses.workshop.deliver(order, place, earliest=begun, lead=12)
        why = rng.choice(words.VOIDS)
        courses.workshop.note(place + 4, Verb.VOID, order, f"{order.key}/delivery", device=order.key, reason=why)
        courses.workshop.note(place + 4, Verb.END, order, order.key, to="cancelled", reason="entered-in-error")


def _note_deaths(period: "CentrePeriod") -> None:
    """What was done for the person stays counted (IND-28)."""
    diary = period.courses.diary
    old = [
        person
        for person in period.people.values()
        if person.devices
        and person.centres == [period.work.centre]
        and person not in [lent for lent, _day in period.lent]
        and (person.identity["birth_date"] is None or person.identity["birth_date"].year < 1950)
        and diary.last_day(person.key) < period.courses.days[period.courses.high - 30]
    ]
    for person in old[:DEATHS]:
        last = period.courses.days.place(diary.last_day(person.key))
        day = period.courses.days[last + period.rng.randint(10, 25)]
        diary.note(day, Verb.DEATH, person.key, person.key, period.courses.desk, rank=2)
        person.died = True


def _test_person(period: "CentrePeriod") -> None:
    """Somebody entered to try the system out: served, and never counted."""
    courses, rng = period.courses, period.rng
    key = period.spare_key()
    person = people.with_loss(rng, key, period.work.centre, period.work.earliest, limbs=1, fresh=True)
    person.identity.update(name_hangul="시험용", name_romanised="Test Person", is_test=True, phone="")
    period.people[key] = person
    place = courses.days.draw(rng, courses.low, courses.high)
    courses.hand_out(person, place, rng.choice(CRUTCHES), quantity=2)
    courses.diary.note(
        courses.days[place], Verb.SESSION, key, f"{key}/session", courses.therapists[0],
        minutes=30, techniques=["balance"], attended=True,
    )  # fmt: skip
    courses.arrive(person, Reason.AID, place, assessed=False)
