"""Figures as they were counted the last time, for as long as nothing changed that could move them.

PostgreSQL marks each change of a counted record in its month (migration 0004). What was counted is kept with the sum
of all marks up to the period's last month, and holds while that sum stays the same: a mark never goes away, and what
is seen by one reader was seen by every later one, so the same sum is the same marks. Whoever finds that it has grown
counts again; so a page is at most as slow as its count, and never shows a figure of the past.

Sum and count are read in one state of the rows. A change that is committed between the two is in neither: its mark
makes the next reader count again. What is sealed is never taken from here.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.db import connection

from apps.reports.actions import keeping
from apps.reports.actions.snapshots import one_state_of_the_rows
from apps.reports.indicators import RULE_SET, Figures, Scope
from apps.reports.indicators import counting as exact
from apps.reports.indicators.codec import figures_data, figures_from, series_data, series_from
from apps.reports.indicators.counting import Series
from apps.reports.indicators.relation import services
from apps.reports.periods import Period

LONGEST_KEY, LONGEST_RULES = 200, 20
# As text, which is taken apart once. Rows that were not asked for may be among them; the planner is quicker so.
READ = """
    SELECT k.scope, k.first_month, k.last_month, k.content::text FROM reports_keptfigures k
    WHERE k.scope = ANY(%s) AND k.first_month = ANY(%s) AND k.last_month = ANY(%s) AND k.rule_set = %s
      AND k.stamp = (SELECT coalesce(sum(m.weight), 0) FROM reports_changemark m WHERE m.month <= k.last_month)
"""
WEIGH = """
    SELECT last, (SELECT coalesce(sum(weight), 0)::bigint FROM reports_changemark WHERE month <= last)
    FROM unnest(%s::date[]) last
"""


@dataclass(frozen=True, order=True)
class Key:
    """What is kept in one row: whose, of which period; `codes`: the months' totals of these indicators, not figures."""

    scope: str
    period: Period
    codes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As it stands in the row: the scope, and the codes behind a blank."""
        name = " ".join(filter(None, (self.scope, "+".join(self.codes))))
        return name if len(name) <= LONGEST_KEY else hashlib.sha256(name.encode()).hexdigest()


def figures(scope: Scope, period: Period) -> Figures:
    """What `indicators.count` gives, counted only if something has changed since it was counted last."""
    return figures_of(scope, [period])[period]


def figures_of(scope: Scope, periods: Collection[Period]) -> Mapping[Period, Figures]:
    """As `figures`, of several periods in one statement."""
    return counted(scope, periods, (), ())[0]


def series(scope: Scope, period: Period, codes: Sequence[str]) -> Series:
    """What `indicators.series` gives, counted only if something has changed since."""
    return counted(scope, (), [period], codes)[1][period]


def counted(
    scope: Scope, periods: Collection[Period], trends: Collection[Period], codes: Sequence[str]
) -> tuple[Mapping[Period, Figures], Mapping[Period, Series]]:
    """Everything a report says, as `Counting` has it: what still holds is read, the rest counted and kept."""
    whose = whole_name(scope)
    asked = {Key(whose, period) for period in periods} | {Key(whose, period, tuple(codes)) for period in trends}
    found = _read(asked)
    missing = sorted(asked - found.keys())
    if missing:
        with one_state_of_the_rows():
            stamps = _weighed({key.period for key in missing})
            waited: exact.Waited = {}
            fresh = {key: json.dumps(_count(scope, key, waited)) for key in missing}
        _keep(fresh, stamps)
        found |= fresh
    return (
        {period: _figures(scope, found[Key(whose, period)]) for period in periods},
        {period: _trend(found[Key(whose, period, tuple(codes))]) for period in trends},
    )


def whole_name(scope: Scope) -> str:
    """The codes of the centres; one centre that is counted as several goes by another name than the centre."""
    return "+".join(sorted(centre.code for centre in scope.centres)) + ("+" if scope.together else "")


def _read(asked: Iterable[Key]) -> dict[Key, str]:
    """What is kept of it and still holds."""
    keys = {(key.name, key.period.first_month, key.period.last_month): key for key in asked}
    names, firsts, lasts = (list(set(column)) for column in zip(*keys, strict=True)) if keys else ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(READ, [names, firsts, lasts, rules()])
        rows = [(keys.get((name, first, last)), content) for name, first, last, content in cursor.fetchall()]
    return {key: content for key, content in rows if key is not None}


def _weighed(periods: Iterable[Period]) -> dict[date, int]:
    """By last month: what the marks weigh that can move figures of a period that ends with it."""
    with connection.cursor() as cursor:
        cursor.execute(WEIGH, [sorted({period.last_month for period in periods})])
        return dict(cursor.fetchall())


def _count(scope: Scope, key: Key, waited: exact.Waited) -> dict[str, Any]:
    if key.codes:
        return series_data(exact.series(scope, key.period, key.codes))
    return figures_data(exact.count(scope, key.period, waited=waited))


def _keep(fresh: Mapping[Key, str], stamps: Mapping[date, int]) -> None:
    rows = [
        (key.name, key.period.first_month, key.period.last_month, stamps[key.period.last_month], content)
        for key, content in fresh.items()
    ]
    keeping.keep(rows=rows, rules=rules())


def _figures(scope: Scope, content: str) -> Figures:
    """As counted: the centres in the order of the scope."""
    read, codes = _taken_apart(scope.key, content), [centre.code for centre in scope.centres]
    if codes == sorted(codes):
        return read
    return replace(read, coverage=tuple(sorted(read.coverage, key=lambda centre: codes.index(centre.code))))


@lru_cache(maxsize=64)
def _taken_apart(scope: str, content: str) -> Figures:
    """The same text again, as every page of an unchanged month reads it, is the same frozen figures."""
    return figures_from(scope, json.loads(content))


@lru_cache(maxsize=64)
def _trend(content: str) -> Series:
    return series_from(json.loads(content))


@cache
def rules() -> str:
    """The rule set, and a digest of the code that counts by it: what was counted by other code is not read."""
    counted_by = [path.read_bytes() for path in sorted(Path(exact.__file__).parent.glob("*.py"))]
    digest = hashlib.sha256(b"".join([*counted_by, services().text.encode()])).hexdigest()
    return f"{RULE_SET} {digest}"[:LONGEST_RULES]
