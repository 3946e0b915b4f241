"""How long the data of a report take: kept figures beside reading their rows, and beside counting from the records.

One report is the month, the year so far and both a year before, of all centres together, with the trends of its
charts. Several sizes grow one after the other in the same register, so that each is held against the one before.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from apps.centres.models import Centre
from apps.desk.bench import byhand, printing
from apps.desk.bench.ground import Ground
from apps.desk.bench.harness import Contestant, Round, Sample
from apps.desk.bench.judgement import Figure, Goal, against, counted, measured, p50, ratio
from apps.desk.bench.services import CODES, Years
from apps.physio.models import PhysioSession
from apps.reports import kept
from apps.reports.indicators import Scope, count
from apps.reports.indicators import counting as exact
from apps.reports.models import KeptFigures
from apps.reports.periods import Period, first_of, one_month
from apps.reports.snapshot import SERIES, periods_of, take

MONTH = date(2016, 5, 1)
AS_READING, OVER_RECORDS, NO_SLOWER = Goal(1.5), Goal(100, at_most=False), Goal(1.25)
BY_HAND, FEW = 200_000, 2  # services up to which plain Python counts along; centres that are checked alone beyond
READS, RARELY = 10, 10  # of each lap; one lap of so many, for what takes seconds
Reading = Callable[[], object]


@dataclass
class Grown:
    """The suite at one size. `before`: the sizes that were measured already, with their rounds."""

    services: int
    before: list[tuple["Grown", Sequence[Round]]]
    years: Years
    prints: printing.Prints | None = None
    took: float = 0.0
    _scope: Scope | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"report, {self.services:,} services"

    @property
    def scope(self) -> Scope:
        """The bench's own ten centres together."""
        if self._scope is None:
            self._scope = Scope.all(list(Centre.objects.filter(code__in=CODES)))
        return self._scope

    @property
    def periods(self) -> set[Period]:
        return set(periods_of(MONTH).values())

    @property
    def trends(self) -> set[Period]:
        return {Period(first_of(2016, 1), MONTH), Period(first_of(2015, 1), first_of(2015, 12))}

    # --- right first -----------------------------------------------------------------------------

    def check(self, ground: Ground) -> list[str]:
        """Grown; and kept, counted and, while that is bearable, plain Python say the same, cold and warm.

        Among millions the ten centres together are compared once, as a whole report.
        """
        begun = time.monotonic()
        self.years.grow(self.services)
        self.took = time.monotonic() - begun
        with connection.cursor() as cursor:  # the rows came in past the triggers
            cursor.execute("DELETE FROM reports_keptfigures")
        wrong, history = [], byhand.History()
        singles = [Scope.of(centre) for centre in self.scope.centres]
        for scope in (self.scope, *singles) if self.services <= BY_HAND else singles[:FEW]:
            for period in (one_month(MONTH), *self.trends):
                right = count(scope, period)
                if kept.figures(scope, period) != right or kept.figures(scope, period) != right:
                    wrong.append(f"{scope.key} {period}: what is kept is not what is counted")
                if self.services <= BY_HAND:
                    wrong += history.differences(scope, right)
        if take(self.scope, MONTH, counting=kept) != take(self.scope, MONTH):
            wrong.append("a report from kept figures is another report")
        return wrong

    # --- who runs --------------------------------------------------------------------------------

    def contestants(self, ground: Ground) -> list[Contestant]:
        """Reading the rows alone, the product on them, after a change, from records; then the printers."""
        self.kept()
        rows = list(KeptFigures.objects.filter(scope__in=self.names()).values_list("pk", flat=True))
        current = PhysioSession.objects.filter(service_date__range=(MONTH, one_month(MONTH).last), voided_at=None)
        if self.prints is None and not self.before:
            self.prints = printing.Prints(take(self.scope, MONTH, counting=kept))
        return [
            Contestant("limit", timed("limit", lambda: self.rows(rows), READS)),
            Contestant("warm", timed("warm", self.kept, READS)),
            Contestant("changed", self.changed(current.values_list("pk", flat=True).first())),
            Contestant("records", timed("records", self.counted, 1, every=RARELY)),
            *(Contestant(name, timed(name, run, 1, every=RARELY)) for name, run in self.printers()),
        ]

    def printers(self) -> Iterator[tuple[str, Reading]]:
        if self.prints is not None and not self.before:
            yield from self.prints.printers()

    def names(self) -> list[str]:
        whose = kept.whole_name(self.scope)
        return [kept.Key(whose, one_month(MONTH), codes).name for codes in ((), SERIES)]

    def rows(self, keys: list[int]) -> object:
        """The least: the same rows by their keys, and their JSON read."""
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT content::text FROM reports_keptfigures WHERE id = ANY(%s)", [keys])
            return [json.loads(content) for (content,) in cursor.fetchall()]

    def kept(self) -> object:
        return kept.counted(self.scope, self.periods, self.trends, SERIES)

    def counted(self) -> object:
        return exact.counted(self.scope, self.periods, self.trends, SERIES)

    def changed(self, session: Any) -> Callable[[int], Sample]:
        """The first reader after somebody was marked absent, and present again."""

        def lap(number: int) -> Sample:
            if number % RARELY:
                return {}
            rows = PhysioSession.objects.filter(pk=session)
            rows.update(attended=not rows.get().attended)
            return timed("changed", self.kept, 1)(number)

        return lap

    # --- what it means ---------------------------------------------------------------------------

    def figures(self, ground: Ground, rounds: Sequence[Round]) -> list[Figure]:
        """The ratios of this size, and against the size before; what was written how fast."""
        found = [
            ratio(f"{self.name}: kept figures / reading their rows", rounds, "warm", "limit", goal=AS_READING),
            ratio(f"{self.name}: from the records / kept", rounds, "records", "warm", goal=OVER_RECORDS),
            ratio(f"{self.name}: after a change / kept", rounds, "changed", "warm"),
            measured(f"{self.name}: kept figures", rounds, "warm", "ms", by=p50, times=1000),
            measured(f"{self.name}: after a change", rounds, "changed", "ms", by=p50, times=1000),
            measured(f"{self.name}: from the records", rounds, "records", "ms", by=p50, times=1000),
            counted(f"{self.name}: seeding", self.took, "s"),
        ]
        if self.before:
            smaller, earlier = self.before[-1]
            name = f"{self.name}: kept figures / those of {smaller.services:,}"
            found.append(against(name, rounds, earlier, "warm", "limit", goal=NO_SLOWER))
        elif self.prints is not None:
            found += self.prints.figures(rounds)
        self.before.append((self, rounds))
        return found


def stages(ground: Ground) -> Iterator[Grown]:
    """One suite for each size, each standing on the rows of the one before."""
    before: list[tuple[Grown, Sequence[Round]]] = []
    years = Years(ground.owner(), ground.seed, ground.seeded.technician)
    for size in sorted(ground.services):
        yield Grown(size, before, years)


def timed(name: str, run: Reading, times: int, every: int = 1) -> Callable[[int], Sample]:
    """So many runs in each lap, or in one of `every` laps, with the seconds of each."""

    def lap(number: int) -> Sample:
        taken = []
        for _time in range(0 if number % every else times):
            begun = time.perf_counter()
            run()
            taken.append(time.perf_counter() - begun)
        return {name: taken}

    return lap
