"""How the counts of gaps went over a year: the last count of each month, as a line to draw and a table to read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from apps.desk.models import QualityCount

MONTHS = 12
WIDTH, HEIGHT, MARGIN = 132, 32, 3  # of the drawing, in units of its own


@dataclass(frozen=True)
class Trend:
    """A kind's count at the end of each month, None where nobody counted; `now` is the latest count."""

    months: Sequence[date]
    values: Sequence[int | None]

    @property
    def now(self) -> int | None:
        return next((value for value in reversed(self.values) if value is not None), None)

    @property
    def since_first(self) -> int | None:
        """How many more there are than when the year's first month was counted; None with one count or none."""
        known = [value for value in self.values if value is not None]
        return known[-1] - known[0] if len(known) > 1 else None

    @property
    def table(self) -> list[tuple[date, int | None]]:
        """Month and count, the latest first."""
        return list(zip(self.months, self.values, strict=True))[::-1]

    @property
    def points(self) -> list[tuple[str, str]]:
        """Where the line passes: from the left, the highest count on top, nothing on the ground."""
        top = max((value for value in self.values if value is not None), default=0) or 1
        step = (WIDTH - 2 * MARGIN) / (MONTHS - 1)
        return [
            (f"{MARGIN + at * step:.1f}", f"{HEIGHT - MARGIN - value * (HEIGHT - 2 * MARGIN) / top:.1f}")
            for at, value in enumerate(self.values)
            if value is not None
        ]

    @property
    def line(self) -> str:
        """The same as SVG wants it."""
        return " ".join(f"{x},{y}" for x, y in self.points)


def last_months(today: date) -> list[date]:
    """The first days of this month and the eleven before it, the oldest first."""
    first = today.replace(day=1)
    found = [first]
    while len(found) < MONTHS:
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found[::-1]


def trends(counts: QuerySet[QualityCount], *, kinds: Iterable[str], today: date) -> dict[str, Trend]:
    """The trend of each kind among the counts of one centre."""
    months = last_months(today)
    latest = (
        counts.filter(on__gte=months[0], on__lte=today)
        .annotate(month=TruncMonth("on"))
        .order_by("kind", "month", "-on")
        .distinct("kind", "month")
    )
    found = {(row.kind, row.month): row.count for row in latest}
    return {kind: Trend(months, [found.get((kind, month)) for month in months]) for kind in kinds}
