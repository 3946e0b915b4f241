"""What happened, day by day: the plan's events, and the hours at which they happened.

An event names the verb of the product that will write it, the person, the record it makes (`subject`, from which
the record's key derives) and the verb's arguments. People's days get increasing times within working hours.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Pyongyang")
OPENS, LAST_ARRIVAL, CLOSES = time(8, 30), time(14, 0), time(17, 25)


class Verb(StrEnum):
    """The verbs of the product that the demo uses."""

    REGISTER = "register"
    WELCOME = "welcome"  # another centre gets access, because the person is served there too
    IMPAIR = "impair"
    OPEN_EPISODE = "open_episode"
    ASSESS = "assess"
    SIGN = "sign"
    SET_GOAL = "set_goal"
    CLOSE_EPISODE = "close_episode"
    PRESCRIBE = "prescribe"
    ADVANCE = "advance"
    HOLD = "hold"
    RESUME = "resume"
    FIT = "fit"
    CHECK_OUT = "check_out"
    DELIVER = "deliver"
    VOID = "void"
    BEGIN_USE = "begin_use"
    END = "end"
    HAND_OUT = "hand_out"
    REPAIR = "repair"
    FOLLOW_UP = "follow_up"
    SESSION = "session"
    GROUP = "group"
    DEATH = "death"
    FILE = "file"


COUNTED = (Verb.ASSESS, Verb.DELIVER, Verb.HAND_OUT, Verb.REPAIR, Verb.FOLLOW_UP)


@dataclass(frozen=True)
class Event:
    """One thing done at a centre at a local instant. `by`: sign-in name; `facts`: the verb's own arguments."""

    at: datetime
    verb: Verb
    centre: str
    person: str
    subject: str
    by: str
    facts: dict[str, Any]

    @property
    def on(self) -> date:
        return self.at.date()


@dataclass(frozen=True)
class Entry:
    """An event of which only the day is settled. `rank` orders a person's day: arriving 0, work 1, leaving 2."""

    day: date
    rank: int
    verb: Verb
    subject: str
    by: str
    facts: dict[str, Any]


class Diary:
    """The entries of one centre, by person, and the people's first day there."""

    def __init__(self, centre: str) -> None:
        self.centre = centre
        self.entries: dict[str, list[Entry]] = defaultdict(list)

    def note(self, day: date, verb: Verb, person: str, subject: str, by: str, *, rank: int = 1, **facts: Any) -> None:
        """Enter that something happened on a day; the same day's entries keep this order within their rank."""
        self.entries[person].append(Entry(day, rank, verb, subject, by, facts))

    def first_day(self, person: str) -> date:
        return min(entry.day for entry in self.entries[person])

    def last_day(self, person: str) -> date:
        return max(entry.day for entry in self.entries[person])

    def timed(self, rng: Random) -> list[Event]:
        """Every entry with its hour."""
        events = []
        for person, entries in self.entries.items():
            by_day: dict[date, list[Entry]] = defaultdict(list)
            for entry in sorted(entries, key=lambda entry: (entry.day, entry.rank)):
                by_day[entry.day].append(entry)
            for day, todays in by_day.items():
                for at, entry in zip(hours(rng, day, len(todays)), todays, strict=True):
                    events.append(Event(at, entry.verb, self.centre, person, entry.subject, entry.by, entry.facts))
        return events


def hours(rng: Random, day: date, number: int) -> list[datetime]:
    """So many increasing instants of a working day, in the centres' zone, to the minute."""
    at = clock(day, OPENS) + timedelta(minutes=rng.randrange(minutes(OPENS, LAST_ARRIVAL)))
    room = (clock(day, CLOSES) - at) / max(1, number)
    instants = []
    for _ in range(number):
        instants.append(at)
        at += min(room, timedelta(minutes=rng.randint(10, 45)))
    return [instant.replace(second=0, microsecond=0) for instant in instants]


def clock(day: date, at: time) -> datetime:
    """A local instant."""
    return datetime.combine(day, at, tzinfo=ZONE)


def minutes(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute
