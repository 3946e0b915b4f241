"""How much a centre does in a period, and what is left undone at its end."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from apps.desk.demo.people import Person
from apps.desk.demo.published import Totals, replays

# Not published for Songrim, so made up; a plan's own draw lies around it.
SONGRIM_SESSIONS = 400
SERVED_AT_BOTH = 9
LEAD_IN = timedelta(days=25)  # Rakrang's first deliveries of a period were ordered before it began
INTENSITY = 0.6  # of 2016, month by month
MONTHS_BEFORE = 12  # whole months before the one in progress: last year's month stands beside this year's


@dataclass(frozen=True)
class Loose:
    """Devices that are not delivered: open at the end, on hold at the end, cancelled, closed; and voided ones."""

    open: int
    held: int
    cancelled: int
    closed: int
    voided: int


@dataclass(frozen=True)
class Workload:
    """A centre's work from `first` to `last`. `earliest`: when orders for it begin, never a counted service.

    `legacy`: people come back with devices older than the records. `live`: `last` is today. `shared`: how many of
    the people are also served at the centre planned before. `known`: people of an earlier plan who may return.
    """

    centre: str
    label: str
    earliest: date
    first: date
    last: date
    totals: Totals
    loose: Loose
    legacy: bool = False
    live: bool = False
    shared: int = 0
    known: list[Person] = field(default_factory=list)

    def scaled(self, factor: float) -> "Workload":
        """The same work made smaller, for tests; nothing is scaled away that was there."""

        def less(number: int) -> int:
            return max(1, round(number * factor)) if number else 0

        totals = self.totals
        smaller = Totals(
            less(totals.persons), less(totals.prostheses), less(totals.orthoses), less(totals.wheelchairs),
            less(totals.crutches), None if totals.sessions is None else less(totals.sessions),
        )  # fmt: skip
        loose = Loose(*(less(number) for number in vars(self.loose).values()))
        return replace(self, totals=smaller, loose=loose, shared=less(self.shared))


def of_year(rng: Random, year: int) -> list[Workload]:
    """The published work of a year, by centre; empty when nothing was published."""
    works = []
    for row in replays(year):
        songrim = row.centre == "SON"
        totals = row.totals
        if totals.sessions is None:
            totals = replace(totals, sessions=SONGRIM_SESSIONS + rng.randint(-30, 30))
        works.append(
            Workload(
                centre=row.centre,
                label=str(year),
                # Songrim's support had just resumed: nothing of it lies before its first counted month.
                earliest=row.first if songrim else row.first - LEAD_IN,
                first=row.first,
                last=row.last,
                totals=totals,
                loose=Loose(16, 4, 7, 6, 1) if songrim else Loose(14, 4, 9, 8, 2),
                legacy=not songrim,
                shared=SERVED_AT_BOTH if works else 0,
            )
        )
    return works


def recent(rng: Random, until: date, known: Sequence[Person]) -> list[Workload]:
    """The twelve whole months before the one of `until`, and that one up to `until`, by centre."""
    first = until.replace(year=until.year - 1, day=1)
    months = MONTHS_BEFORE + until.day / 30.4
    works = []
    for row in replays(2016):
        rate = INTENSITY * months / (row.last.month - row.first.month + 1)
        published = row.totals
        works.append(
            Workload(
                centre=row.centre,
                label="recent",
                earliest=first - LEAD_IN,
                first=first,
                last=until,
                totals=Totals(
                    persons=round(published.persons * rate * rng.uniform(0.97, 1.03)),
                    prostheses=round(published.prostheses * rate * rng.uniform(0.9, 0.97)),
                    orthoses=round(published.orthoses * rate),
                    wheelchairs=round(published.wheelchairs * rate) or 9,
                    crutches=round(published.crutches * rate),
                    sessions=round((published.sessions or SONGRIM_SESSIONS) * rate),
                ),
                loose=Loose(22, 6, 6, 6, 1),
                live=True,
                shared=4 if works else 0,
                known=[person for person in known if row.centre in person.centres and not person.died],
            )
        )
    return works
