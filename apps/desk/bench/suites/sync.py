"""How fast tablets are served: a push beside COPY of the rows it writes, a pull beside COPY of the page it gives.

Everything over HTTP by the product's own web server, one request after the other on an open line; besides, eight
tablets at once. Peers: Django REST framework on the same models, one by one and in lists, and pouchdb-server.
"""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.centres.models import Centre
from apps.desk.bench import copies, machine, pouch, tablets, web
from apps.desk.bench.copying import Connection
from apps.desk.bench.fieldwork import Work
from apps.desk.bench.ground import Ground
from apps.desk.bench.harness import Contestant, Round, Sample
from apps.desk.bench.judgement import Figure, Goal, absent, measured, p50, ratio, share
from apps.desk.bench.population import CENTRES
from apps.desk.bench.tablets import Carried, Op, asked
from apps.desk.demo.ids import dice
from apps.physio.models import PhysioSession
from apps.sync.actions import pulls
from apps.sync.api.pull import answered, body_of
from apps.sync.models import Change, Operation
from apps.sync.pull import MOST_PAGES

FLOOR, OVER_POUCH, OVER_LIST, PULL_OVER_LIST = (Goal(bound, at_most=False) for bound in (50, 4, 30, 9))
REPLAYED = Goal(1)
SIZES = (500, 1000)  # operations a request
PULLED = 10_000  # rows of one pull
PEOPLE = 120  # whom the operations of a push are about: four weeks' work of one room
TRIED = 200  # operations that are looked at one by one before the clock runs
CROWD, EACH = 8, 250  # tablets at once, and the operations each of them sends
FEW, LISTED = 5, 50  # of the peers, which are slow: sessions one by one, sessions in a list
SELDOM = 5  # a lap of so many, for what takes long
KOREAN = "걷기"


@dataclass
class Sync:
    """`product`, `limit`: tablets of the centre; `crowd`: more of them, on a server with two workers."""

    product: Carried
    limit: Carried
    crowd: list[Carried]
    work: Work
    peers: http.client.HTTPConnection
    pouch: pouch.Pouch | str
    product_pid: int
    lines: list[Connection] = field(default_factory=list)

    # --- right first -----------------------------------------------------------------------------

    def check(self, ground: Ground) -> list[str]:
        """What a push writes, that its replay writes nothing, that the limit writes as much, that a pull is whole."""
        while len(self.lines) < CROWD:
            self.lines.append(copies.line_of_the_web())
        return [*self.wrong_push(ground), *self.wrong_limit(), *self.wrong_pull()]

    def wrong_push(self, ground: Ground) -> Iterator[str]:
        before, operations = rows(), self.work.sessions(TRIED)
        body = self.product.numbered(operations)
        _seconds, results = self.product.push(body)
        if any(one["status"] != "applied" for one in results):
            yield "not every session of a push was applied"
        if rows() != [count + TRIED for count in before]:
            yield f"a push of {TRIED} sessions made other rows: {before}, then {rows()}"
        notes = {
            str(key): note for key, note in PhysioSession.objects.values_list("pk", "note").order_by("-pk")[:TRIED]
        }
        if {one["id"]: one["values"]["note"] for one in operations} != notes or KOREAN not in "".join(notes.values()):
            yield "the notes are not those that were sent"
        written = rows()
        if self.product.push(body)[1] != results or rows() != written:
            yield "a push that came again was answered otherwise, or wrote something"
        (stranger,) = self.work.sessions(1)
        stranger["patient"] = str(ground.seeded.strangers[0].id)
        (told,) = self.product.push(self.product.numbered([stranger]))[1]
        if told["status"] != "rejected":
            yield "a session of another centre's patient was taken"

    def wrong_limit(self) -> Iterator[str]:
        before = rows()
        for _time in range(-(-PULLED // SIZES[-1])):  # besides, there is now enough to pull
            self.copied(SIZES[-1])
        added = SIZES[-1] * -(-PULLED // SIZES[-1])
        if rows() != [count + added for count in before]:
            yield f"the limit does not write what a push writes: {before}, then {rows()} after {added}"
        with self.lines[0].cursor() as cursor:
            cursor.execute("ANALYZE sync_change")
            cursor.execute("ANALYZE physio_physiosession")

    def wrong_pull(self) -> Iterator[str]:
        pages = [json.loads(page.rstrip(b",")) for page in self.product.pull(PULLED)[1]]
        told = [change for page in pages for change in page["changes"]]
        lines = copies.copy_out(self.lines[0], self.page())[1].decode().splitlines()
        if told != [json.loads(line.replace("\\\\", "\\")) for line in lines] or len(told) != PULLED:
            yield f"a pull of {len(told)} changes is not what COPY gives ({len(lines)})"

    def page(self) -> str:
        return copies.as_json(self.product.tablet, PULLED)

    # --- who runs --------------------------------------------------------------------------------

    def contestants(self, ground: Ground) -> list[Contestant]:
        found = [Contestant(f"{who} {size}", lap(f"{who} {size}", run, size))
                 for size in SIZES for who, run in (("push", self.pushed), ("copy", self.copied))]  # fmt: skip
        found += [
            Contestant("mixture", lap("mixture", self.mixed, SIZES[-1])),
            Contestant("replay", self.replayed),
            Contestant("pull", self.pulled),
            Contestant("single pages", lap("single pages", self.pulled_singly, PULLED)),
            Contestant("uncalled", self.uncalled),
            Contestant("COPY out", self.copied_out),
            Contestant("crowd", lap("crowd", self.crowded, CROWD * EACH, every=SELDOM)),
            Contestant("crowd of COPY", lap("crowd of COPY", self.copied_by_crowd, CROWD * EACH, every=SELDOM)),
            Contestant("DRF, one by one", lap("DRF one", self.drf_one, FEW, every=SELDOM)),
            Contestant("DRF, a list", lap("DRF list", self.drf_list, LISTED, every=SELDOM)),
            Contestant("DRF, pages", lap("DRF pages", self.drf_pages, 500, every=SELDOM)),
        ]
        if isinstance(self.pouch, pouch.Pouch):
            found.append(Contestant("pouchdb-server", lap("pouch", self.kept_by_pouch, SIZES[0])))
        return found

    def pushed(self, count: int) -> float:
        return self.product.push(self.product.numbered(self.work.sessions(count)))[0]

    def mixed(self, count: int) -> float:
        return self.product.push(self.product.numbered(self.work.mixture(count)))[0]

    def copied(self, count: int) -> float:
        operations = self.work.sessions(count)
        self.limit.numbered(operations)
        return copies.copy_in(self.lines[0], copies.as_copied(operations, self.limit.tablet), self.limit.tablet)

    def replayed(self, _lap: int) -> Sample:
        """Sent, and sent again."""
        size = SIZES[-1]
        body = self.product.numbered(self.work.sessions(size))
        before = machine.cpu_seconds(self.product_pid)
        first, again = self.product.push(body)[0], machine.cpu_seconds(self.product_pid) - before
        return {"first": [first / size], "push, CPU": [again / size], "replay": [self.product.push(body)[0] / size]}

    def pulled(self, _lap: int) -> Sample:
        before = machine.cpu_seconds(self.product_pid)
        taken, pages = self.product.pull(PULLED)
        cpu = machine.cpu_seconds(self.product_pid) - before
        return {"pull": [taken / PULLED], "pull, CPU": [cpu / len(pages)]}

    def pulled_singly(self, count: int) -> float:
        return self.product.pull(count, at_once=1)[0]

    def uncalled(self, _lap: int) -> Sample:
        """The pull without calls: the same pages, put together and compressed as answers are."""
        tablet, cursor, rows = self.product.tablet, "", 0
        begun = time.perf_counter()
        while rows < PULLED:
            found = pulls.hand_out(tablet=tablet, after=cursor, limit=tablets.PAGE, guarded=True, most=MOST_PAGES)
            answered(body_of(found), "gzip")
            cursor, rows = found[-1].cursor, rows + sum(one.page.count for one in found)
        return {"uncalled": [(time.perf_counter() - begun) / PULLED]}

    def copied_out(self, _lap: int) -> Sample:
        found = {"COPY out": self.page(), "COPY of columns": copies.as_columns(PULLED)}
        return {name: [copies.copy_out(self.lines[0], each)[0] / PULLED] for name, each in found.items()}

    def crowded(self, _count: int) -> float:
        """Everybody at once: how long until the last one has their answer."""
        bodies = [one.numbered(self.work.sessions(EACH)) for one in self.crowd]
        return at_once(
            [lambda one=one, body=body: one.push(body) for one, body in zip(self.crowd, bodies, strict=True)]
        )

    def copied_by_crowd(self, _count: int) -> float:
        given = []
        for line in self.lines:
            operations = self.work.sessions(EACH)
            self.limit.numbered(operations)
            given.append((line, copies.as_copied(operations, self.limit.tablet)))
        return at_once([partial(copies.copy_in, line, tables, self.limit.tablet) for line, tables in given])

    def drf_one(self, count: int) -> float:
        return sum(self.drf_posted(each) for each in self.plainly(count))

    def drf_list(self, count: int) -> float:
        return self.drf_posted(self.plainly(count))

    def drf_pages(self, _count: int) -> float:
        begun = time.perf_counter()
        asked(self.peers, "GET", "/sessions/", None, {})
        return time.perf_counter() - begun

    def drf_posted(self, content: object) -> float:
        body = json.dumps(content, ensure_ascii=False).encode()
        begun = time.perf_counter()
        asked(self.peers, "POST", "/sessions/", body, {"Content-Type": "application/json"})
        return time.perf_counter() - begun

    def plainly(self, count: int) -> list[dict[str, Any]]:
        """Sessions as the peers take them: every field given."""
        tablet = self.product.tablet
        user, centre = str(tablet.user_id), str(tablet.centre_id)
        return [
            {**one["values"], "id": one["id"], "patient": one["patient"], "centre": centre, "recorded_by": user,
             "therapist": user, "service_date": one["values"]["at"][:10]}
            for one in self.work.sessions(count)
        ]  # fmt: skip

    def kept_by_pouch(self, count: int) -> float:
        operations: list[Op] = self.work.sessions(count)
        return self.pouch.push(operations) if isinstance(self.pouch, pouch.Pouch) else 0.0

    # --- what it means ---------------------------------------------------------------------------

    def figures(self, ground: Ground, rounds: Sequence[Round]) -> list[Figure]:
        """Per operation and row, so that requests of different sizes can be compared."""
        small, large = SIZES
        found = [
            share(f"push, {large} sessions a request: of COPY", rounds, f"push {large}", f"copy {large}", goal=FLOOR),
            share(f"push, {small} sessions a request: of COPY", rounds, f"push {small}", f"copy {small}"),
            share(f"push, {large} operations of a mixed day: of COPY of sessions", rounds, "mixture", f"copy {large}"),
            share("push, 8 tablets at once: of COPY by 8 at once", rounds, "crowd", "crowd of COPY"),
            ratio("push that comes again / the first time", rounds, "replay", "first", goal=REPLAYED),
            ratio("push: a list in DRF / product", rounds, "DRF list", f"push {large}", goal=OVER_LIST),
            ratio("push: one by one in DRF / product", rounds, "DRF one", f"push {large}"),
            share("pull, 10,000 rows, gzip: of COPY of the same JSON", rounds, "pull", "COPY out", goal=FLOOR),
            share("pull, 10,000 rows, gzip, a call a page: of COPY", rounds, "single pages", "COPY out"),
            share("pull, 10,000 rows, gzip, without HTTP: of COPY", rounds, "uncalled", "COPY out"),
            share("pull, 10,000 rows, gzip: of COPY of bare columns", rounds, "pull", "COPY of columns"),
            ratio("pull: pages in DRF / product", rounds, "DRF pages", "pull", goal=PULL_OVER_LIST),
            measured("push: web server's CPU, an operation", rounds, "push, CPU", "ms", by=p50, times=1000),
            measured("pull: web server's CPU, a page of 500", rounds, "pull, CPU", "ms", by=p50, times=1000),
        ]
        against_pouch = "push: pouchdb-server / product"
        if isinstance(self.pouch, str):
            return [*found, absent(against_pouch, self.pouch)]
        return [*found, ratio(against_pouch, rounds, "pouch", f"push {large}", goal=OVER_POUCH)]


def rows() -> list[int]:
    """How many sessions, events of sessions, stored operations, and sessions that tablets are told there are."""
    events: Any = PhysioSession._meta.get_field("events").related_model
    told = Change.objects.filter(type="session").values("key").distinct().count()
    return [*(model._base_manager.count() for model in (PhysioSession, events, Operation)), told]


def lap(name: str, run: Callable[[int], float], count: int, every: int = 1) -> Callable[[int], Sample]:
    """In one lap of `every`: the seconds for each of `count` operations."""
    return lambda number: {name: [] if number % every else [run(count) / count]}


def at_once(runs: Sequence[Callable[[], object]]) -> float:
    with ThreadPoolExecutor(len(runs)) as pool:
        begun = time.perf_counter()
        for done in [pool.submit(run) for run in runs]:
            done.result()
        return time.perf_counter() - begun


def stages(ground: Ground) -> Iterator[Sync]:
    """One suite, while its servers run."""
    home, centre = Path(settings.HOME), Centre.objects.get(code=CENTRES[0][0])
    people: list[UUID] = [person.id for person in ground.seeded.sample if person.birth is not None]
    work, browser = Work(people[:PEOPLE], dice("sync", ground.seed)), ground.browser()
    with ExitStack() as servers:
        peers = servers.enter_context(web.served(home, application="apps.desk.bench.peers_wsgi:application"))
        two = servers.enter_context(web.served(home, workers=2))
        found: pouch.Pouch | str
        try:
            found = servers.enter_context(pouch.served(home))
        except pouch.NotHere as reason:
            found = str(reason)
        product, limit, *crowd = (
            tablets.enrolled(centre, f"tablet {number}", browser.port if number < 2 else two.port)
            for number in range(2 + CROWD)
        )
        yield Sync(product, limit, crowd, work, peers.line, found, product_pid=browser.pid)
