"""Short ways to ask for figures in the tests of this folder."""

from datetime import date

from apps.centres.models import Centre
from apps.reports.indicators import Figures, Scope, count
from apps.reports.periods import Period, one_month

JANUARY, MARCH, APRIL, MAY, JUNE, DECEMBER = (date(2016, month, 1) for month in (1, 3, 4, 5, 6, 12))


def monthly(centre: Centre, month: date = MAY) -> Figures:
    """The figures of one centre's month."""
    return count(Scope.of(centre), one_month(month))


def between(centre: Centre, first: date, last: date) -> Figures:
    return count(Scope.of(centre), Period(first, last))


def together(centres: list[Centre], first: date = MAY, last: date = MAY) -> Figures:
    return count(Scope.all(centres), Period(first, last))


def totals(figures: Figures, *codes: str) -> tuple[object, ...]:
    """The totals of several indicators."""
    return tuple(figures[code].total for code in codes)
