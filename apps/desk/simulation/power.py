"""A tablet whose battery fails: before, within or after a transaction of its file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NoReturn

from tools.tablet.replica import Replica

STEPS = 2500  # of SQLite's machine, within which a transaction that is to fail does


class PowerLost(Exception):
    """Whoever used the tablet turns it on again: everything but its file is gone."""


class Fragile(Replica):
    """Goes out with `chance` in each of its transactions. It is of no use afterwards: open the file again."""

    def __init__(self, path: Path, dice: Random, chance: float) -> None:
        super().__init__(path)
        self.dice, self.chance = dice, chance

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """As of any replica, until the power fails: then nobody rolls anything back."""
        when = self.dice.choice(("before", "within", "after")) if self.dice.random() < self.chance else ""
        if when == "before":
            self._out()
        self.db.execute("BEGIN IMMEDIATE")
        if when == "within":
            self.db.set_progress_handler(lambda: 1, self.dice.randint(20, STEPS))
        try:
            yield
        except BaseException as error:
            if when == "within" and isinstance(error, sqlite3.OperationalError):
                self._out()
            self.db.execute("ROLLBACK")
            raise
        if when == "within":
            self._out()
        self.db.execute("COMMIT")
        if when == "after":
            self._out()

    def _out(self) -> NoReturn:
        self.db.close()
        raise PowerLost
