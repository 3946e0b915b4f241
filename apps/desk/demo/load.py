"""Loads the demonstration: each part wholly or not at all, once, and never among a real centre's data.

What is loaded stands in the audit trail itself: every change carries the context of the command, its part and seed.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pghistory
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.centres.models import Centre, Month
from apps.core.clock import now
from apps.core.problems import refuse
from apps.desk.actions import quality
from apps.desk.demo import appointments, departures, foundation, old_years, papers, plan, plans, scores, tablets
from apps.desk.demo.diary import Event, Verb
from apps.desk.demo.months import Books
from apps.desk.demo.plan import RECENT, Plan
from apps.desk.demo.writer import Writer

COMMAND = "load_demo"
SOURCE = {"source": "command", "command": COMMAND}
SAYS_EVERY = 10  # how often per centre

Say = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """A part found in the database: with which seed, and for `recent` up to which day."""

    seed: int
    until: str


def loaded() -> dict[str, Loaded]:
    """The parts of the demo that this database holds, by label: each has filed months."""
    filed = Month.pgh_event_model.objects.filter(pgh_context__command=COMMAND)
    contexts = filed.order_by("pgh_id").values_list("pgh_context", flat=True)
    return {context["part"]: Loaded(context["seed"], context["until"]) for context in contexts}


def load_year(year: int, seed: int, *, say: Say, factor: float = 1.0) -> bool:
    """Load a published year; False when it is there already.

    Raises Refused when nothing was published for the year, when the database holds a real centre, or another demo.
    """
    label = str(year)
    if _is_there(label, seed):
        return False
    try:
        planned = plan.of_year(year, seed, factor=factor)
    except ValueError:
        refuse(_("No figures were published for %(year)s; the demonstration knows 2016.") % {"year": year})
    _write(planned, until="", say=say)
    return True


def load_recent(until: date, seed: int, *, say: Say, factor: float = 1.0) -> bool:
    """Load the months up to `until`; False when they are there already, up to whichever day.

    People of 2016 come back when that year was loaded before. Raises Refused as `load_year` does.
    """
    if _is_there(RECENT, seed):
        return False
    year = loaded().get("2016")
    before = plan.of_year(2016, year.seed, factor=factor) if year else None
    _write(plan.of_recent(until, seed, before=before, factor=factor), until=until.isoformat(), say=say)
    return True


def _is_there(label: str, seed: int) -> bool:
    parts = loaded()
    if label in parts:
        if parts[label].seed != seed:
            refuse(
                _("The demonstration was loaded with seed %(seed)s; another one needs an empty database.")
                % {"seed": parts[label].seed}
            )
        return True
    if not parts and Centre.objects.exists():
        refuse(_("This database holds a real centre's data. The demonstration is loaded only into an empty database."))
    return False


def _write(planned: Plan, *, until: str, say: Say) -> None:
    with (
        transaction.atomic(),
        pghistory.context(**SOURCE, part=planned.label, seed=planned.seed, until=until),
        _all_or_nothing(),
    ):
        if not Centre.objects.exists():
            foundation.lay()
        progress = Progress(planned, say)
        writer = Writer(planned, foundation.staff())
        for event in writer.write():
            progress.see(event)
        papers.add(planned, foundation.staff())
        appointments.add(planned, foundation.staff())
        plans.add(planned)
        scores.add(planned, foundation.staff())
        departures.add(planned, foundation.staff())
        tablets.add(planned, foundation.staff())
        with connection.cursor() as cursor:  # or what follows is planned for empty tables, and takes minutes
            cursor.execute("SELECT georeum_collect_statistics()")
        Books(planned, foundation.staff(), writer).close()
        old_years.add(planned, foundation.staff())
        for centre in Centre.objects.all():
            quality.count(centre=centre, at=now())


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Tens of thousands of verbs in one transaction, none of which is undone alone: the first refusal ends the load.

    So their savepoints, half of all statements, are left out; and nothing made here is garbage before the end.
    """
    connection.features.uses_savepoints = False
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        connection.features.uses_savepoints = True


class Progress:
    """Says how far each centre has come, in people; everyone is counted when they first appear."""

    def __init__(self, planned: Plan, say: Say) -> None:
        self.say, self.label = say, planned.label
        self.names = {centre.code: centre.name for centre in Centre.objects.all()}
        self.all: dict[str, set[str]] = {}
        self.seen: dict[str, set[str]] = {}
        for event in planned.events:
            if event.person and event.verb != Verb.END:
                self.all.setdefault(event.centre, set()).add(event.person)

    def see(self, event: Event) -> None:
        """Note that an event was written; speak at every tenth of a centre's people."""
        people, seen = self.all.get(event.centre, set()), self.seen.setdefault(event.centre, set())
        if event.person in seen or event.person not in people:
            return
        seen.add(event.person)
        if len(seen) * SAYS_EVERY // len(people) > (len(seen) - 1) * SAYS_EVERY // len(people):
            self.say(
                _("%(centre)s %(part)s: %(number)d of %(all)d people")
                % {
                    "centre": self.names[event.centre],
                    "part": _("last twelve months") if self.label == RECENT else self.label,
                    "number": len(seen),
                    "all": len(people),
                }
            )
