"""One centre's period: every bundle becomes a person's way through the centre; then what is not counted."""

from datetime import date
from random import Random

from apps.desk.demo import extras, sittings
from apps.desk.demo.bundles import Bundle, Reason, allot
from apps.desk.demo.courses import Courses, invent
from apps.desk.demo.days import WorkingDays
from apps.desk.demo.diary import Event
from apps.desk.demo.people import Person, mine_then_diabetes, remembers_1997
from apps.desk.demo.workload import Workload

ASSESSED = 0.45  # share of those served for whom an assessment was written down
MIGRATED = {"RAK": 0.75, "SON": 0.6}  # share of earlier users whom the centre itself had served
RETURNING = 0.35
ARCHIVE = (date(2013, 1, 7), date(2014, 11, 28))  # before the first month with published figures
LENT_UNTIL = 0.55  # people also served elsewhere come in this first part of the period
DECISIONS = ("refer", "refer", "examine", "not-eligible", "unavailable")


class CentrePeriod:
    """Plans one workload. `people` are those who appear in it; `lent` those who will also go to the next centre."""

    def __init__(self, rng: Random, work: Workload, *, lend: int = 0, borrowed: list[tuple[Person, date]]) -> None:
        self.rng, self.work = rng, work
        self.courses = Courses(rng, work, WorkingDays(rng, *ARCHIVE))
        self.lend, self.borrowed = lend, borrowed[: work.shared]
        self.people: dict[str, Person] = {}
        self.lent: list[tuple[Person, date]] = []
        self.known = list(work.known)
        rng.shuffle(self.known)
        self.marked = False
        self.spares = self.left = 0
        self.fates = extras.fates(self)

    def spare_key(self) -> str:
        """The key of somebody beside the totals."""
        self.spares += 1
        return f"{self.work.label}/{self.work.centre}/other{self.spares}"

    def plan(self) -> list[Event]:
        """Every event of the period, in no order."""
        rng, work = self.rng, self.work
        bundles = allot(rng, work.totals, aftercare=work.legacy or len(self.known) > 20)
        for number, bundle in enumerate(bundles):
            self._serve(bundle, f"{work.label}/{work.centre}/person{number + 1}")
        extras.add(self)
        if work.live:
            sittings.today(self.courses)
        return sittings.gather(self.courses) + self.courses.diary.timed(rng)

    def person(self, key: str, bundle: Bundle) -> tuple[Person, tuple[str, ...], int]:
        """Who this bundle is for, the device types that suit them, and the place from which they may be served."""
        if self.borrowed and bundle.reason == Reason.PROSTHESIS and bundle.devices == 1:
            person, since = self.borrowed.pop()
            return self._enter(person), (), self.courses.days.place(since) + 5
        back = self._returning(bundle)
        if back is not None:
            return self._enter(back), (), self.courses.low
        person, types = invent(self.rng, self.work, key, bundle)
        if len(person.loss) == 2 and not self.marked and remembers_1997(person):
            mine_then_diabetes(person)
            self.marked = True
        return self._enter(person), types, self.courses.low

    def _enter(self, person: Person) -> Person:
        self.people[person.key] = person
        return person

    def _returning(self, bundle: Bundle) -> Person | None:
        """Somebody of an earlier plan who would come for this; always for aftercare, sometimes for a new leg."""
        must = bundle.reason == Reason.AFTERCARE
        if not self.known or not (must or (bundle.reason == Reason.PROSTHESIS and self.rng.random() < RETURNING)):
            return None
        for place, person in enumerate(self.known):
            if person.devices and person.loss and len(person.loss) <= max(1, bundle.devices):
                person.fresh = False
                return self.known.pop(place)
        return None

    def _serve(self, bundle: Bundle, key: str) -> None:
        rng, courses = self.rng, self.courses
        person, types, low = self.person(key, bundle)
        new = not person.centres
        high = courses.high
        lent = bundle.reason == Reason.AFTERCARE and len(self.lent) < self.lend and len(person.loss) == 1
        if lent:
            high = low + round((high - low) * LENT_UNTIL)
        if new and bundle.reason in (Reason.PROSTHESIS, Reason.AFTERCARE):
            self._history(person, bundle)
        place = self._main(person, bundle, types, low, high)
        courses.aids(person, bundle, place, low, high)
        if bundle.sessions:
            sittings.treat(courses, person, bundle.sessions, bundle.missed, place, low, high)
        if bundle.devices and bundle.reason != Reason.WHEELCHAIR:
            courses.later(person, place)
        assessed = bundle.reason == Reason.ASSESSMENT or rng.random() < ASSESSED
        if bundle.reason == Reason.ASSESSMENT:
            decision = extras.unfinished(self, person) or rng.choice(DECISIONS)
            courses.arrive(person, bundle.reason, place, assessed=assessed, decision=decision)
        else:
            courses.arrive(person, bundle.reason, place, assessed=assessed)
        if lent:
            self.lent.append((person, courses.diary.last_day(person.key)))

    def _main(self, person: Person, bundle: Bundle, types: tuple[str, ...], low: int, high: int) -> int:
        """What the person came for; returns the place of the last of it."""
        courses, rng = self.courses, self.rng
        if bundle.reason == Reason.PROSTHESIS:
            return courses.prosthesis(person, bundle, low, high)
        if bundle.reason == Reason.ORTHOSIS:
            return courses.orthosis(person, bundle, types, low, high)
        place = courses.days.draw(rng, low, high)
        if bundle.reason == Reason.WHEELCHAIR:
            for _ in range(bundle.devices):
                courses.hand_out(person, place, rng.choice(types))
        elif bundle.reason == Reason.AFTERCARE:
            courses.aftercare(person, place)
        elif bundle.reason == Reason.ASSESSMENT:
            pass  # the assessment itself, entered on arrival
        return place

    def _history(self, person: Person, bundle: Bundle) -> None:
        """What came before the records: a paper number, and for some the old device itself."""
        rng, work = self.rng, self.work
        aftercare = bundle.reason == Reason.AFTERCARE
        if person.fresh or work.live or not (aftercare or rng.random() < MIGRATED[work.centre]):
            return
        person.migrated = True
        if rng.random() < 0.8:
            person.paper_number = f"{rng.randint(2002, 2014)}-{rng.randint(1, 999)}"
        if work.legacy and (aftercare or rng.random() < 0.14):
            self.courses.older(person)
