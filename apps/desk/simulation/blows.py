"""What hits the server while the tablets talk to it: only processes that belong to this simulation."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event

import psycopg

from apps.core.runtime.memory import descendants
from apps.desk.simulation.book import Book
from apps.desk.simulation.plan import POSTGRES, SESSIONS, WEB, Plan

OPEN = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND usename = %s
"""


@dataclass
class Blows:
    """`web`: the process number of the web server's master. `database`: how to connect as the role of the web."""

    plan: Plan
    web: int
    database: dict[str, str]
    book: Book
    stop: Event

    def rain(self) -> None:
        """Until the end, every few seconds."""
        dice, hit = self.plan.dice("blows"), self.plan.kill
        chances = {WEB: 5 * (WEB in hit), SESSIONS: 5 * bool({SESSIONS, POSTGRES} & hit), POSTGRES: POSTGRES in hit}
        while any(chances.values()) and not self.stop.wait(dice.uniform(1, 15) * self.plan.pace):
            (victim,) = dice.choices(list(chances), list(chances.values()))
            with suppress(OSError, psycopg.Error):
                self.strike(victim, dice)

    def strike(self, victim: str, dice: Random) -> None:
        """One blow."""
        if victim == WEB:
            workers = [pid for pid in descendants([self.web]) if pid != self.web]
            self._kill(dice.choice(workers), WEB) if workers else None
            return
        with psycopg.connect(**self.database, autocommit=True, connect_timeout=5) as connection:
            pids = [pid for (pid,) in connection.execute(OPEN, [self.database["user"]]).fetchall()]
            if victim == SESSIONS:
                for pid in dice.sample(pids, min(len(pids), dice.randint(1, 4))):
                    connection.execute("SELECT pg_terminate_backend(%s)", [pid])
                    self.book.count("blows", "database session ended")
            elif pids:
                pid = dice.choice(pids)
                if Path(f"/proc/{pid}/comm").read_text().startswith("postgres"):
                    self._kill(pid, "database process killed")

    def _kill(self, pid: int, what: str) -> None:
        os.kill(pid, signal.SIGKILL)
        self.book.count("blows", "web worker killed" if what == WEB else what)
