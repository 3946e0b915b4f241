"""Small made-up centres for the attack on the public edition: who came when, and every report of it, exact."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from apps.reports.indicators import INDICATORS, NOTES, Cell, CentreCoverage, Figures, Number, Status
from apps.reports.periods import Period, first_of, one_month, year_to_date
from apps.reports.snapshot import MONTH, MONTH_BEFORE, YEAR, YEAR_BEFORE, MonthReport, Named

YEAR_OF = 2016
CENTRES = ("A", "B")
ALL = "ALL"
SCOPES = (*CENTRES, ALL)


@dataclass(frozen=True)
class Someone:
    """A person: sex, year and month of birth (None: not known), cause of the lost leg, fitted before this year."""

    number: int
    sex: str
    born: int | None
    mine: str
    fitted_before: bool
    known_before: bool


@dataclass(frozen=True)
class Event:
    """Something done for somebody. `what`: session, leg, repair, seen."""

    who: Someone
    centre: str
    month: int
    what: str


@dataclass(frozen=True)
class Crowd:
    """All that happened in a year, and who waited at the end of each month in each centre."""

    months: int
    events: tuple[Event, ...]
    waiting: tuple[tuple[Someone, str, int], ...]

    def report(self, scope: str, month: int) -> MonthReport:
        """One month's exact report, of one centre or of both."""
        day = date(YEAR_OF, month, 1)
        periods = {MONTH: one_month(day), YEAR: year_to_date(day)}
        figures = {name: self.figures(scope, period) for name, period in periods.items()}
        nothing = Cell(Status.BEFORE_SUPPORT)
        for name, period in ((MONTH_BEFORE, one_month(day)), (YEAR_BEFORE, year_to_date(day))):
            earlier = period.a_year_earlier()
            months = tuple((one, Status.BEFORE_SUPPORT) for one in earlier.months)
            figures[name] = Figures(
                scope, earlier, (CentreCoverage(scope, months),), {one.code: nothing for one in INDICATORS}
            )
        names = tuple(Named(code, code, code) for code in (CENTRES if scope == ALL else (scope,)))
        return MonthReport(
            "test", scope, names, names, ("Donor",), day, figures,
            {"BEN": self.trend(scope, month)}, {"BEN": (None,) * 12}, (), 1,
        )  # fmt: skip

    def trend(self, scope: str, month: int) -> tuple[Number | None, ...]:
        """How many people came in each month."""
        came = [
            {e.who for e in self.events if e.month == one and scope in (e.centre, ALL)} for one in range(1, month + 1)
        ]
        return tuple(map(len, came))

    def figures(self, scope: str, period: Period) -> Figures:
        """Counted as the product counts: persons once, aged at their first service in the period."""
        months = {one.month for one in period.months}
        here = [e for e in self.events if e.month in months and scope in (e.centre, ALL)]
        age: dict[Someone, int] = {}
        for event in sorted(here, key=lambda event: event.month):
            age.setdefault(event.who, event.month)
        legs = [e for e in here if e.what == "leg"]
        sessions = [e for e in here if e.what == "session"]
        got = {(e.who, e.centre) for e in legs}
        persons = {
            "BEN": {(e.who, e.centre) for e in here},
            "BENNEW": {(e.who, e.centre) for e in here if not e.who.known_before and self.first_at(e)},
            "NEWPRO": {(e.who, e.centre) for e in legs if not e.who.fitted_before and self.first_leg(e)},
            "FOL": {(e.who, e.centre) for e in here if e.what == "repair"} - got,
            "PTP": {(e.who, e.centre) for e in sessions},
        }
        last = max(months)
        waiting = {(who, at) for who, at, month in self.waiting if month == last and scope in (at, ALL)}
        units = {
            "PRO": legs, "PROM": [e for e in legs if e.who.mine == "mine"], "PTS": sessions,
            "REP": [e for e in here if e.what == "repair"],
        }  # fmt: skip
        cells = {one.code: Cell.of({}, overlap=0 if scope == ALL and one.persons else None) for one in INDICATORS}
        for code, found in persons.items():
            cells[code] = persons_cell(found, lambda who: band(who, age[who]), together=scope == ALL)
        cells["WAI"] = persons_cell(waiting, lambda who: band(who, last), together=scope == ALL)
        for code, done in units.items():
            cells[code] = Cell.of(tally(band(e.who, e.month) for e in done))
        notes = dict.fromkeys((note.code for note in NOTES), 0)
        notes["PROM-UNKNOWN"] = sum(e.who.mine == "" for e in legs)
        notes["PROM-BASE"] = len(legs) - notes["PROM-UNKNOWN"]
        notes["BEN-NOBIRTH"] = len({e.who for e in here if e.who.born is None})
        notes["BEN-NOSEX"] = len({e.who for e in here if e.who.sex not in "FM"})
        covered = CentreCoverage(scope, tuple((one, Status.REPORTED) for one in period.months), period.months)
        return Figures(scope, period, (covered,), cells, {}, notes)

    def first_at(self, event: Event) -> bool:
        return event.month == self._first_months[event.who, event.centre]

    def first_leg(self, event: Event) -> bool:
        return event is self._first_legs[event.who]

    @cached_property
    def _first_months(self) -> dict[tuple[Someone, str], int]:
        found: dict[tuple[Someone, str], int] = {}
        for event in sorted(self.events, key=lambda event: -event.month):
            found[event.who, event.centre] = event.month
        return found

    @cached_property
    def _first_legs(self) -> dict[Someone, Event]:
        legs = [event for event in self.events if event.what == "leg"]
        return {event.who: event for event in sorted(legs, key=lambda e: (e.month, e.centre), reverse=True)}

    def with_one_more(self, event: Event) -> "Crowd":
        """The same year with a late record in it."""
        return Crowd(self.months, (*self.events, event), self.waiting)


def persons_cell(found: Iterable[tuple[Someone, str]], place: Callable[[Someone], str], *, together: bool) -> Cell:
    pairs = set(found)
    people = {who for who, _centre in pairs}
    return Cell.of(tally(place(who) for who in people), overlap=len(pairs) - len(people) if together else None)


def tally(names: Iterable[str]) -> dict[str, Number]:
    counted: dict[str, Number] = {}
    for name in names:
        counted[name] = counted.get(name, 0) + 1
    return counted


def band(who: Someone, month: int) -> str:
    """The column: `born` is in months, a child is under 216 of them at the service."""
    if who.born is None or who.sex not in "FM":
        return "other"
    child = first_of(YEAR_OF, month).toordinal() // 30 - who.born < 216
    return {"F": ("women", "girls"), "M": ("men", "boys")}[who.sex][child]


def crowd(chance: random.Random, months: int) -> Crowd:
    """A year of a random size: from a handful of people to a busy centre, some of them in both centres."""
    now = date(YEAR_OF, 1, 1).toordinal() // 30
    people = [
        Someone(
            number, chance.choices("FMO", (6, 8, 1))[0],
            None if chance.random() < 0.05 else now - chance.choice((80, 150, 213, 214, 215, 300, 500)),
            chance.choices(("mine", "other", ""), (3, 5, 1))[0], chance.random() < 0.3, chance.random() < 0.3,
        )
        for number in range(chance.choice((6, 15, 40, 120)))
    ]  # fmt: skip
    busy = {"A": chance.choice((0.1, 0.3, 0.6)), "B": chance.choice((0.05, 0.2))}
    events, waiting = [], []
    for month in range(1, months + 1):
        for who in people:
            for centre, share in busy.items():
                if chance.random() < share:
                    for _ in range(chance.choices((1, 2, 3), (6, 2, 1))[0]):
                        what = chance.choices(("session", "leg", "repair", "seen"), (4, 3, 2, 2))[0]
                        events.append(Event(who, centre, month, what))
                if chance.random() < share / 3:
                    waiting.append((who, centre, month))
    return Crowd(months, tuple(events), tuple(waiting))
