"""Physiotherapy: when each person is treated, and which sittings of a day become one group."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, time
from random import Random

from apps.desk.demo import words
from apps.desk.demo.courses import Courses
from apps.desk.demo.diary import Entry, Event, Verb, clock
from apps.desk.demo.people import Person

AMPUTEE = ("gait-training", "prosthesis-training", "balance", "strengthening", "stump-bandaging", "range-of-motion")
OTHERS = ("strengthening", "range-of-motion", "stretching", "balance", "transfers", "gait-training", "massage",
          "heat-cold", "electrotherapy", "education")  # fmt: skip
GROUP_HOURS = (time(10, 0), time(14, 30))
LARGEST_GROUP = 7
GROUPED = 0.6  # of the days on which enough people come


def treat(courses: Courses, person: Person, sessions: int, missed: int, around: int, low: int, high: int) -> None:
    """Enter so many attended sessions, each on a day of its own, about every other day; and the missed ones."""
    rng = courses.rng
    start = around - rng.randint(0, 6)
    places = _spread(rng, sessions + missed, start, low, high)
    absent = set(rng.sample(range(len(places)), min(missed, len(places) - sessions)))
    therapist = rng.choice(courses.therapists)
    usual = rng.sample(AMPUTEE if person.loss else OTHERS, 3)
    for n, place in enumerate(places):
        courses.diary.note(
            courses.days[place], Verb.SESSION, person.key,
            f"{person.key}/session-{courses.work.label}-{courses.work.centre}-{place}", therapist,
            minutes=rng.choice((30, 30, 30, 45, 45, 60)), techniques=usual[: rng.randint(1, 3)],
            device_related=bool(person.loss), attended=n not in absent, note=rng.choice(words.SESSION_NOTES),
        )  # fmt: skip


def _spread(rng: Random, number: int, start: int, low: int, high: int) -> list[int]:
    """Distinct places from `low` to `high`, one to three days apart where there is room."""
    number = min(number, high - low + 1)
    places = [start]
    while len(places) < number:
        places.append(places[-1] + rng.randint(1, 3))
    shift = max(low - places[0], 0) or min(high - places[-1], 0)
    places = [place + shift for place in places[:number]]
    if places and (places[0] < low or places[-1] > high):
        return sorted(rng.sample(range(low, high + 1), number))
    return places


def gather(courses: Courses) -> list[Event]:
    """Turn some days' single sittings into group sessions: the rows move from the people's days into the event.

    Nobody joins a group on the day they first come.
    """
    diary, rng = courses.diary, courses.rng
    first = {person: diary.first_day(person) for person in diary.entries}
    by_day: dict[date, list[tuple[str, Entry]]] = defaultdict(list)
    for person, entries in diary.entries.items():
        for entry in entries:
            if entry.verb == Verb.SESSION and entry.day > first[person]:
                by_day[entry.day].append((person, entry))
    groups = []
    for day in sorted(by_day):
        sittings = by_day[day]
        if len(sittings) >= 3 and rng.random() < GROUPED:
            members = rng.sample(sittings, min(len(sittings), rng.randint(3, LARGEST_GROUP)))
            if sum(entry.facts["attended"] for _person, entry in members) >= 2:
                groups.append(_group(courses, day, members))
    return groups


def _group(courses: Courses, day: date, members: list[tuple[str, Entry]]) -> Event:
    rng, diary = courses.rng, courses.diary
    for person, entry in members:
        diary.entries[person].remove(entry)
    facts = {
        "members": [person for person, _entry in members],
        "absent": [person for person, entry in members if not entry.facts["attended"]],
        "title": rng.choice(words.GROUP_TITLES),
        "minutes": rng.choice((45, 60)),
        "techniques": rng.sample(AMPUTEE, 2),
    }
    subject = f"{courses.work.label}/{courses.work.centre}/group-{day}"
    at = clock(day, rng.choice(GROUP_HOURS))
    return Event(at, Verb.GROUP, courses.work.centre, "", subject, members[0][1].by, facts)


def today(courses: Courses) -> None:
    """Move some of the last days' sittings to the last day, so that a living demo has something to show today."""
    diary, last = courses.diary, courses.days[courses.high]
    moved = 0
    for entries in diary.entries.values():
        sittings = [entry for entry in entries if entry.verb == Verb.SESSION]
        if moved == 6 or len(sittings) < 3 or any(entry.day == last for entry in sittings):
            continue
        latest = max(sittings, key=lambda entry: entry.day)
        if (last - latest.day).days <= 12 and latest.facts["attended"]:
            entries[entries.index(latest)] = replace(latest, day=last)
            moved += 1
