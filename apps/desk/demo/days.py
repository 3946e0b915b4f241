"""When a centre works: every day but Sundays and holidays, busier in some months than in others.

Days are handled by their place in the list of open days, so that "three working days later" is an addition.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from itertools import accumulate
from random import Random

HOLIDAYS = frozenset(
    {(1, 1), (1, 2), (2, 16), (2, 17), (4, 15), (4, 16), (4, 25), (5, 1), (7, 27), (8, 15), (9, 9), (10, 10), (12, 27)}
)
SEASON = (0.85, 0.85, 1.05, 0.95, 1.05, 0.95, 0.8, 0.9, 1.05, 1.2, 1.15, 0.95)
SATURDAY, SUNDAY = 5, 6
SUNDAY_DUTY = 0.12  # share of Sundays on which somebody comes in


class WorkingDays:
    """The open days of a centre from `first` to `last`, each with a weight."""

    def __init__(self, rng: Random, first: date, last: date, *, always: date | None = None) -> None:
        """`always`: a day on which the centre works whatever the calendar says."""
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.days = [day for day in span if self._open(rng, day) or day == always] or [last]
        self._sums = [0.0, *accumulate(self._weight(day) for day in self.days)]

    @staticmethod
    def _open(rng: Random, day: date) -> bool:
        duty = rng.random() < SUNDAY_DUTY  # drawn for every day, so that one more holiday moves nothing else
        return (day.month, day.day) not in HOLIDAYS and (day.weekday() != SUNDAY or duty)

    @staticmethod
    def _weight(day: date) -> float:
        rest = {SATURDAY: 0.55, SUNDAY: 0.1}.get(day.weekday(), 1.0)
        return rest * SEASON[day.month - 1]

    def __len__(self) -> int:
        return len(self.days)

    def __getitem__(self, place: int) -> date:
        """The open day at a place; before the first or after the last it is the first or the last."""
        return self.days[max(0, min(place, len(self.days) - 1))]

    def place(self, day: date) -> int:
        """The place of the first open day on or after `day` (the last one when there is none)."""
        return min(bisect_left(self.days, day), len(self.days) - 1)

    def draw(self, rng: Random, low: int, high: int) -> int:
        """A place from `low` to `high`, both included, likelier on busy days."""
        low, high = max(0, low), min(max(low, high), len(self.days) - 1)
        point = rng.uniform(self._sums[low], self._sums[high + 1])
        return max(low, min(high, bisect_right(self._sums, point) - 1))
