"""Which operations of a push may be carried out together: whatever touches the same record keeps its order."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any

from msgspec import Struct

NEVER = -1


class Touches(Struct, frozen=True):
    """What an operation changes and what it looks at, as numbers of keys; `like`: what may be carried out in one go."""

    operation: Any
    like: Hashable
    writes: Collection[int]
    reads: Collection[int]


def waves(touched: Iterable[Touches]) -> list[dict[Hashable, list[Any]]]:
    """Waves in order; in each, the operations by what they are like, in their own order.

    An operation comes after every earlier one that changes what it touches, and after every earlier one that looks at
    what it changes. Everything else may be carried out at the same time.
    """
    found: list[dict[Hashable, list[Any]]] = []
    written: dict[int, int] = {}
    read: dict[int, int] = {}
    for one in touched:
        wave = 0
        for key in one.writes:
            wave = max(wave, written.get(key, NEVER) + 1, read.get(key, NEVER) + 1)
        for key in one.reads:
            wave = max(wave, written.get(key, NEVER) + 1)
        for key in one.writes:
            written[key] = wave  # no earlier one is in as late a wave
        for key in one.reads:
            read[key] = max(wave, read.get(key, NEVER))
        if wave == len(found):
            found.append({})
        found[wave].setdefault(one.like, []).append(one.operation)
    return found


def flat(found: Sequence[dict[Hashable, list[Any]]]) -> list[Any]:
    """Every operation in the order in which it is carried out."""
    return [operation for wave in found for group in wave.values() for operation in group]
