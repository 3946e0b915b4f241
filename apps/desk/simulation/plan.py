"""What is asked of a simulation."""

from dataclasses import dataclass
from random import Random

from apps.desk.demo.ids import dice

WEB, SESSIONS, POSTGRES = "web", "sessions", "postgres"
VICTIMS = (WEB, SESSIONS, POSTGRES)
POWER = 0.008  # chance that the power fails in a transaction of a tablet
CUT = 0.04  # chance that an answer does not come whole


@dataclass(frozen=True)
class Plan:
    """`operations` a tablet. `loss` of requests, and again of answers; `duplicate`: requests that arrive twice.

    `kill`: web workers; sessions of the database, ended by itself; with "postgres" sometimes a process of it, too, so
    that all of it has to recover. `people`: in the register at the beginning. `pace`: how many times as seldom as
    usual the office does something and the server is hit.
    """

    tablets: int
    operations: int
    loss: float
    duplicate: float
    kill: frozenset[str]
    seed: int
    people: int = 120
    power: float = POWER
    pace: float = 1.0

    def dice(self, name: str) -> Random:
        """The chance of one of those who take part."""
        return dice("simulation", self.seed, name)
