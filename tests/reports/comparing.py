"""Put the report's figures and the oracle's beside each other, in the oracle's words."""

from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from apps.centres.models import Centre
from apps.reports.indicators import BANDS, INDICATORS, Cell, Figures, Scope, count, relation, series
from apps.reports.periods import Period
from tests.reports import oracle

PERSONS = tuple(one.code for one in INDICATORS if one.persons)
BY_MONTH = ("BEN", "PRO", "ORT", "PTS", "PTP", "WCH", "NDV")


def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SELECT of all services is the same text each time: putting it together costs more than counting a village."""
    compiled = lru_cache(relation.confirmed)
    monkeypatch.setattr(relation, "confirmed", lambda taking=(): compiled(tuple(taking)))


def scope_of(centres: list[Centre]) -> Scope:
    return Scope.of(centres[0]) if len(centres) == 1 else Scope.all(centres)


def said(figures: Figures) -> dict[str, Any]:
    """What the report says, as `oracle.count` says it."""
    reported = figures.status == "reported"
    told: dict[str, Any] = {
        "coverage": {(one.code, month): str(status) for one in figures.coverage for month, status in one.months},
        "declared": {(one.code, month) for one in figures.coverage for month in one.filed},
        "status": str(figures.status),
    }
    together = len(figures.coverage) > 1
    if not reported:
        assert {cell.status for code, cell in figures.cells.items() if code != "WAI"} == {figures.status}
        assert not figures.notes
        assert not figures.lead
        return told | {"cells": {"WAI": str(figures["WAI"].status)}}
    return told | {
        "cells": {code: columns(cell, persons=code in PERSONS, together=together)
                  for code, cell in figures.cells.items()},
        "details": {code: {one.key: columns(one.cell) for one in parts} for code, parts in figures.details.items()},
        "notes": dict(figures.notes),
        "lead": [(one.device_class, one.devices, one.median, one.ninetieth) for one in figures.lead],
    }  # fmt: skip


def columns(cell: Cell, *, persons: bool = False, together: bool = False) -> Any:
    """The five columns, which add up to the total, and of persons the overlap; one centre alone has none."""
    if cell.status != "reported":
        return str(cell.status)
    found = {band: cell.value(band) for band in BANDS}
    assert cell.total == sum(found.values())
    assert (cell.overlap is not None) == (persons and together)
    return found | ({"overlap": cell.overlap or 0} if persons else {})


def assert_agrees(history: oracle.History, centres: list[Centre], period: Period) -> Figures:
    """Every figure, detail, note, waiting time and status of the report is the oracle's."""
    figures = count(scope_of(centres), period)
    expected = oracle.count(history, centres, list(period.months))
    told = said(figures)
    assert told.keys() == expected.keys()
    for part in expected:
        assert told[part] == expected[part], (part, str(period), [one.code for one in centres])
    return figures


def assert_months_make_the_year(history: oracle.History, centres: list[Centre], year: Figures) -> None:
    """IND-27: things of the year are the sum of the months; persons are at least the greatest month, at most the sum.
    The row of months is the oracle's too."""
    by_month = series(scope_of(centres), year.period, BY_MONTH)
    for code, found in by_month.items():
        expected = [of_month(history, centres, month, code) for month in year.period.months]
        assert list(found) == expected, code
        if year.status != "reported":
            assert not any(found)
        elif code in PERSONS:
            assert max(filter(None, found), default=0) <= year[code].total <= sum(filter(None, found))
        else:
            assert year[code].total == sum(filter(None, found))


def of_month(history: oracle.History, centres: list[Centre], month: date, code: str) -> int | None:
    told = oracle.count(history, centres, [month])
    if told["status"] != "reported":
        return None
    return sum(number for name, number in told["cells"][code].items() if name != "overlap")
