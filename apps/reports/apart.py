"""Where the year to date is not the sum of what the approved months said, because records came late or changed since.

Only what adds up can differ in this way: devices, repairs, sessions; persons never add up. What tells a guarded fact of
a person (causes) is left out, so that this can stand in every edition.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from apps.reports.indicators import INDICATORS, Scope
from apps.reports.indicators.counting import Counting
from apps.reports.models import Report, ReportStatus
from apps.reports.periods import Period

ADDING = tuple(one.code for one in INDICATORS if not (one.persons or one.guarded or one.halves))
CELLS = "seal__snapshot__content__figures__month__cells"


@dataclass(frozen=True)
class Apart:
    """An approved month of a centre: what it `said` of an indicator, and what is counted of it `now`."""

    centre: str
    month: date
    code: str
    said: int
    now: int


def apart(scope: Scope, period: Period, counting: Counting, *, leaving: Sequence[date] = ()) -> tuple[Apart, ...]:
    """The differences of a period by centre, month and indicator, without the months `leaving`. Reads only."""
    approved = Report.objects.monthly().filter(
        centre__in=scope.centres, month__in=[month for month in period.months if month not in leaving],
        status=ReportStatus.APPROVED,
    )  # fmt: skip
    said: dict[UUID, dict[date, Mapping[str, Any]]] = defaultdict(dict)
    for centre, month, cells in approved.order_by("month").values_list("centre_id", "month", CELLS):
        said[centre][month] = cells
    return tuple(
        Apart(centre.code, month, code, said[centre.pk][month][code]["total"], now)
        for centre in scope.centres
        if centre.pk in said
        for (month, code), now in _now(Scope.of(centre), period, counting).items()
        if month in said[centre.pk] and said[centre.pk][month][code].get("total", now) != now
    )


def _now(scope: Scope, period: Period, counting: Counting) -> dict[tuple[date, str], int]:
    """What is counted of each month; nothing recorded in an approved month is a 0."""
    _figures, trends = counting.counted(scope, (), (period,), ADDING)
    return {
        (month, code): int(trends[period][code][place] or 0)
        for place, month in enumerate(period.months)
        for code in ADDING
    }  # fmt: skip
