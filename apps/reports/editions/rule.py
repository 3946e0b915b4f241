"""The small-cell rule itself: what may be said of a count of persons.

A count of 1 to 7 is not said, a larger one is said to the nearest five, none is none. A total is rounded on its own,
never added up from rounded parts. That alone is not enough: 8 women, 8 men and 1 girl are 17, which reads "10, 10, *,
in all 15"; whoever knows the rule sees that 17 is the most and 8 + 8 + 1 the least it can be. Such a total is rounded
the other way (20): then "in all 20" may be any total from 17 to 22 and the girl may be one or six. Which totals move
is decided by what is printed of the parts alone, so that the move tells nothing either, and a larger group never reads
smaller than a part of it.
"""

from collections.abc import Iterable
from enum import StrEnum

STEP = 5
SMALLEST_SAID = 8


class Hidden(StrEnum):
    """What stands in the place of a number. It is text, so that JSON, a page and a comparison take it as it reads."""

    SMALL = "*"
    WITHHELD = "**"


Said = int | Hidden


def said(count: int) -> Said:
    """A count of persons as it may be said."""
    if 0 < count < SMALLEST_SAID:
        return Hidden.SMALL
    return nearest(count)


def nearest(count: int) -> int:
    """To the nearest five; there is no middle between whole numbers."""
    return (count + STEP // 2) // STEP * STEP


def total_said(total: int, parts: Iterable[int]) -> Said:
    """A total beside its parts: rounded on its own, the other way where it would give a hidden part away."""
    shown = said(total)
    spans = [span(said(part)) for part in parts if part]
    if shown is Hidden.SMALL or not any(highest < SMALLEST_SAID for _lowest, highest in spans):
        return shown
    bottom, top = span(shown)
    if sum(lowest for lowest, _highest in spans) == top:
        return nearest(total) + STEP
    if sum(highest for _lowest, highest in spans) == bottom:
        return nearest(total) - STEP
    return shown


def span(shown: Said) -> tuple[int, int]:
    """The smallest and the largest count that reads like this."""
    if isinstance(shown, Hidden):
        return 1, SMALLEST_SAID - 1
    return (shown - STEP // 2, shown + STEP // 2) if shown else (0, 0)
