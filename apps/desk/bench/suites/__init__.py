"""The suites of the bench. To add one, write a module with the three functions of `Suite` and name it here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from apps.desk.bench.ground import Ground
from apps.desk.bench.harness import Contestant, Round
from apps.desk.bench.judgement import Figure
from apps.desk.bench.suites import pages, report, search, sync


class Suite(Protocol):
    """What a module offers to be run: first whether the answers are right, then who runs, then what it means."""

    def check(self, ground: Ground) -> list[str]:
        """What is wrong, in sentences. A wrong answer is not timed."""

    def contestants(self, ground: Ground) -> list[Contestant]:
        """Limit, product and peers."""

    def figures(self, ground: Ground, rounds: Sequence[Round]) -> list[Figure]:
        """What the rounds say, and what was counted besides."""


def of(suite: Suite) -> Callable[[Ground], Iterable[Suite]]:
    """A suite that runs once."""
    return lambda _ground: (suite,)


# In this order: the reports' services come last, because they bring people of their own.
SUITES: Mapping[str, Callable[[Ground], Iterable[Suite]]] = {
    "search": of(search), "pages": of(pages), "sync": sync.stages, "report": report.stages,
}  # fmt: skip
