"""From the first day to the count at the end."""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

from django.db import connection

from apps.centres import access
from apps.centres.access import Permission
from apps.desk.simulation import ground, verdict
from apps.desk.simulation.blows import Blows
from apps.desk.simulation.book import Book
from apps.desk.simulation.carrier import Carrier, Interrupted
from apps.desk.simulation.ground import Carried
from apps.desk.simulation.office import Office
from apps.desk.simulation.plan import Plan
from apps.desk.simulation.verdict import Held, Verdict
from apps.desk.simulation.workshop import types_made
from tools.tablet.client import Client
from tools.tablet.replica import Replica
from tools.tablet.transport import Http

EVERY = 5.0  # seconds between two lines about how far it is
TOGETHER = 6 * 3600.0  # seconds everybody waits for everybody


@dataclass
class Season:
    """`address`, `web`: where the product answers, and its process. `database`: how the web's role connects."""

    plan: Plan
    address: str
    web: int
    database: dict[str, str]
    say: Callable[[str], Any]
    book: Book = field(default_factory=Book)
    stop: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)

    def run(self) -> dict[str, Any]:
        """Everything; returns what is written as JSON, with `ok`."""
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="georeum-tablets-") as folder:
            self.folder = Path(folder)
            self.places = ground.founded(self.plan)
            self.tablets = ground.carried(self.plan, self.places)
            self.types, self.before = types_made(), verdict.keys_now()
            self.say(f"{self.plan.people} people, {len(self.tablets)} tablets: {time.monotonic() - begun:.0f} s")
            connection.close()  # or it is hit, too
            self._live()
            self.say("Everybody is back; now it is counted.")
            return self._counted(begun)

    # -- the season itself

    def _live(self) -> None:
        """All at once; whatever goes wrong with one of them ends it for everybody."""
        self.quiet = Barrier(len(self.tablets), action=self.over.set)
        office = Office(self.plan, self.places, self.book, self.over)
        blows = Blows(self.plan, self.web, self.database, self.book, self.over)
        with ThreadPoolExecutor(len(self.tablets) + 2) as pool:
            try:
                self.beside = [pool.submit(office.work), pool.submit(blows.rain)]
                self._watch({*self.beside, *(pool.submit(self._carry, one) for one in self.tablets)})
            finally:
                self.stop.set()
                self.over.set()
                self.quiet.abort()

    def _watch(self, waiting: set[Future[None]]) -> None:
        """Say how far it is, until all are back."""
        while waiting:
            done, waiting = wait(waiting, timeout=EVERY, return_when="FIRST_EXCEPTION")
            for one in done:
                one.result()
            self.say(self.progress())

    def _carry(self, carried: Carried) -> None:
        carrier = Carrier(self.plan, carried, self.address, self._file(carried.name), self.book, self.stop, self.types)
        try:
            carrier.enrol()
            carrier.begin([key for place in self.places if place is not carried.place for key in place.faithful])
            carrier.work()
            self.quiet.wait(TOGETHER)
            wait(self.beside)
            for _each in range(2):  # what came from the others meanwhile, too
                carrier.settle()
                self.quiet.wait(TOGETHER)
        except (Interrupted, BrokenBarrierError):
            return
        finally:
            carrier.close()

    def progress(self) -> str:
        counted = self.book.counted
        made, answered = sum(counted["made"].values()), len(self.book.answers)
        blows, office = sum(counted["blows"].values()), sum(counted["office"].values())
        all_of_it = self.plan.tablets * self.plan.operations
        return f"made {made} of {all_of_it}, answered {answered}, blows {blows}, done in the office {office}"

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite"

    # -- the count

    def _counted(self, begun: float) -> dict[str, Any]:
        found = Verdict()
        kept = {one.name: verdict.kept_on(self._file(one.name)) for one in self.tablets}
        statuses = verdict.judge_operations(found, kept, self.book)
        verdict.judge_rows(found, kept, self.before, self.book)
        self._judge_replicas(found)
        errors = self._errors()
        counted = {kind: dict(sorted(counts.items())) for kind, counts in sorted(self.book.counted.items())}
        made = sum(map(len, kept.values()))
        return {
            "ok": made >= self._due() and not any((*found.counts.values(), errors["errors"], errors["misunderstood"])),
            "operations": made, "acknowledged": made - statuses["unanswered"], "by_status": dict(statuses),
            **found.counts, **errors, "conflicts": verdict.conflicts(), "refusals": verdict.refusals(kept),
            "seconds": round(time.monotonic() - begun, 1), "seed": self.plan.seed, "happened": counted,
            "wrong": {name: lines[:20] for name, lines in vars(found).items() if lines},
        }  # fmt: skip

    def _due(self) -> int:
        return self.plan.tablets * self.plan.operations

    def _errors(self) -> dict[str, int]:
        """Answers that say something is wrong with the server or the client; while the server is hit, that it is away
        is no error."""
        said = self.book.counted["status"]
        away = sum(count for status, count in said.items() if status in ("502", "503"))
        others = sum(count for status, count in said.items() if status >= "500") - away
        hit = bool(self.plan.kill)
        errors = others + (0 if hit else away)
        misunderstood = sum(self.book.counted["misunderstood"].values())
        return {"errors": errors, "misunderstood": misunderstood, "away_while_hit": away if hit else 0}

    def _judge_replicas(self, found: Verdict) -> None:
        """Each tablet against one that begins now, with the same right to see."""
        fresh: dict[tuple[str, bool], Held] = {}
        for one in self.tablets:
            guarded = access.allows(one.user, Permission.VIEW_GUARDED, one.place.centre)
            key = one.place.centre.code, guarded
            if key not in fresh:
                fresh[key] = self._fresh(one, f"{one.name} again")
            seen = verdict.scope(one.place.centre)
            verdict.judge_replica(found, one.name, verdict.held_on(self._file(one.name)), fresh[key], seen)

    def _fresh(self, like: Carried, name: str) -> Held:
        """What another tablet of the same person holds that comes now and pulls everything once."""
        carried = ground.an_offer(like.place, name, like.user, like.roles)
        replica = Replica(self._file(name))
        client = Client(replica, Http(self.address))
        client.enrol(carried.code)
        client.sync()
        replica.close()
        return verdict.held_on(self._file(name))
