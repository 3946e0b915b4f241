"""Contestants in rounds, in rotating order.

A neighbour on the machine makes a whole minute slow. So nobody runs for long: a round is cut into laps, in each lap
every contestant does a part of its questions, and in each lap somebody else begins. What is compared was measured
side by side; only ratios within a round are judged.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.desk.bench import machine

Sample = dict[str, list[float]]  # what was measured → seconds (or another unit) of each single run

LAPS = 10
UNCOUNTED = 1  # the lap that is run once before; what is done in the first lap alone, because it is slow, is not


@dataclass(frozen=True)
class Contestant:
    """Somebody who runs: `run(lap)` does that part of the questions (0 … LAPS - 1) and says how long each took."""

    name: str
    run: Callable[[int], Sample]


@dataclass(frozen=True)
class Round:
    """Everything that was measured in one round, and what else the machine had to do meanwhile."""

    sample: Sample
    load: float  # processes that wanted to run, mean of the last minute
    busy: float  # share of all cores' time in which they worked, 0 … 1


def held(contestants: Sequence[Contestant], rounds: int, say: Callable[[str], object]) -> list[Round]:
    """Let the contestants run `rounds` times; `say` hears what the machine was doing.

    As in the web server (config/gunicorn.py), the collector leaves alone what was there before.
    """
    found = []
    gc.collect()
    gc.freeze()
    for contestant in contestants:  # whoever comes first would else pay for what all of them find loaded
        contestant.run(UNCOUNTED)
    for number in range(rounds):
        before = machine.Ticks.now()
        sample: Sample = defaultdict(list)
        for lap in range(LAPS):
            for contestant in rotated(contestants, number + lap):
                for name, values in contestant.run(lap).items():
                    sample[name] += values
        found.append(Round(dict(sample), load=machine.load(), busy=before.busy_since()))
        say(f"  round {number + 1} of {rounds}: CPU {found[-1].busy:.0%} busy, load {found[-1].load:.1f}")
    gc.unfreeze()
    return found


def rotated(contestants: Sequence[Contestant], turn: int) -> list[Contestant]:
    """The contestants in the order of this turn: each begins as often as the others."""
    first = turn % len(contestants)
    return [*contestants[first:], *contestants[:first]]


def part(things: Sequence, lap: int) -> Sequence:
    """The share of `things` that belongs to this lap; over all laps each comes once."""
    return things[lap::LAPS]
