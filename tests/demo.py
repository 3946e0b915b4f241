"""A loaded demonstration for tests, undone afterwards: the whole year takes a minute, so make it once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker

from apps.desk.demo import load

SEED = 2016


def silent(_line: str) -> None:
    """Progress that nobody reads."""


@contextmanager
def kept(blocker: DjangoDbBlocker, fill: Callable[[], object]) -> Iterator[None]:
    """What `fill` writes, for as long as the block lasts: for fixtures that outlive a test.

    Tests inside use `db` as ever; what they write is undone at their own end.
    """
    with blocker.unblock(), transaction.atomic():
        fill()
        with blocker.block():
            yield
        transaction.set_rollback(True)


def load_year(year: int = 2016, *, seed: int = SEED, factor: float = 1.0) -> None:
    """Load a published year through the product's verbs; `factor` makes it smaller."""
    load.load_year(year, seed, say=silent, factor=factor)
