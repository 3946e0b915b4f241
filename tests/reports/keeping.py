"""Whether what is kept is what is counted: every period of half a year, of each centre and of both together."""

from datetime import date
from functools import cache
from unittest.mock import patch

from django.db import connection

from apps.reports import kept
from apps.reports.indicators import Scope, count, series
from apps.reports.indicators import counting as exact
from apps.reports.models import ChangeMark
from apps.reports.periods import Period, first_of, one_month, year_to_date
from apps.reports.snapshot import SERIES
from tests.people import People

MONTHS = [date(2016, month, 1) for month in range(2, 8)]
QUARTER = Period(first_of(2016, 4), first_of(2016, 6))
PERIODS = [*map(one_month, MONTHS), QUARTER, *map(year_to_date, MONTHS[1::2])]
YEARS = [Period(first_of(2016, 1), first_of(2016, 12)), year_to_date(MONTHS[3])]


def scopes(people: People) -> list[Scope]:
    both = [people.rakrang, people.songrim]
    return [*map(Scope.of, both), Scope.all(both)]


def warm(people: People, periods: list[Period] = PERIODS) -> None:
    """Everything counted and kept."""
    for scope in scopes(people):
        kept.counted(scope, periods, YEARS, SERIES)


def assert_kept_is_counted(people: People, periods: list[Period] = PERIODS) -> None:
    """And keeps anew what did not hold any more. Of one state of the rows each figure is counted once."""
    for scope in scopes(people):
        counted = cache(lambda period, scope=scope: count(scope, period))
        summed = cache(lambda period, scope=scope: series(scope, period, SERIES))
        with (
            patch.object(exact, "count", lambda _scope, period, counted=counted, **_: counted(period)),
            patch.object(exact, "series", lambda _scope, period, _codes, summed=summed: summed(period)),
        ):
            figures, trends = kept.counted(scope, periods, YEARS, SERIES)
        for period in periods:
            assert figures[period] == counted(period), (scope.key, str(period))
        for period in YEARS:
            assert trends[period] == summed(period), (scope.key, str(period))


def marked() -> list[date]:
    """The months with marks, each once; they are gone afterwards."""
    months = list(ChangeMark.objects.order_by("month").values_list("month", flat=True).distinct())
    ChangeMark.objects.all().delete()
    return months


def statements_of(ask) -> int:
    """How many statements it takes."""
    found = []
    with connection.execute_wrapper(lambda execute, *given: found.append(given[0]) or execute(*given)):
        ask()
    return len(found)
