"""A month's report as frozen content: every figure, its coverage and footnotes, and the names it needs.

The content is neutral of language and of the moment it was taken: the same figures give the same checksum, so the
Korean and the English file of one report carry one checksum. It is what the PDF is made from, never live rows.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.centres.models import Centre, SupportPeriod
from apps.devices.models import DeviceType
from apps.reports.indicators import (
    COLUMNS,
    RULE_SET,
    Cell,
    CentreCoverage,
    Detail,
    Figures,
    Lead,
    Number,
    Scope,
    Status,
    count,
    series,
)
from apps.reports.periods import Period, first_of, one_month, parse_month, year_to_date

MONTH, YEAR, MONTH_BEFORE, YEAR_BEFORE = "month", "year", "month_before", "year_before"
SERIES = ("BEN", "PRO", "ORT", "PTS")


@dataclass(frozen=True)
class Named:
    """Something with a name in both languages: a centre, a device type."""

    key: str
    en: str
    ko: str


@dataclass(frozen=True)
class MonthReport:
    """Everything a month's report says. `figures` by MONTH, YEAR (to date) and the same a year before.

    `trend` and `trend_before` are the totals of the twelve months of this year and the last, by code.
    """

    rule_set: str
    scope: str
    centres: tuple[Named, ...]
    operators: tuple[Named, ...]
    donors: tuple[str, ...]
    month: date
    figures: Mapping[str, Figures]
    trend: Mapping[str, tuple[Number | None, ...]]
    trend_before: Mapping[str, tuple[Number | None, ...]]
    device_types: tuple[Named, ...]
    revision: int = 0
    status: str = "draft"

    @property
    def together(self) -> bool:
        """Whether it is of several centres."""
        return len(self.centres) > 1


def periods_of(month: date) -> dict[str, Period]:
    """The four periods a month's report shows."""
    return {
        MONTH: one_month(month),
        YEAR: year_to_date(month),
        MONTH_BEFORE: one_month(month).a_year_earlier(),
        YEAR_BEFORE: year_to_date(month).a_year_earlier(),
    }


def take(scope: Scope, month: date, *, revision: int = 0, status: str = "draft") -> MonthReport:
    """Count the month, the year to date and the same a year before. Reads only.

    `revision` 0 means: live figures, not of any report.
    """
    year = Period(first_of(month.year, 1), first_of(month.year, 12))
    figures = {name: count(scope, period) for name, period in periods_of(month).items()}
    shown = {detail.key for counted in figures.values() for parts in counted.details.values() for detail in parts}
    return MonthReport(
        rule_set=RULE_SET,
        scope=scope.key,
        centres=tuple(Named(centre.code, centre.name_en, centre.name_ko) for centre in scope.centres),
        operators=tuple(Named(centre.code, centre.operator_en, centre.operator_ko) for centre in scope.centres),
        donors=donors_of(scope.centres, month),
        month=month,
        figures=figures,
        trend=series(scope, Period(year.first_month, month), SERIES),
        trend_before=series(scope, year.a_year_earlier(), SERIES),
        device_types=tuple(
            Named(kind.key, kind.name_en, kind.name_ko)
            for kind in DeviceType.objects.filter(key__in=shown).order_by("position", "key")
        ),
        revision=revision,
        status=status,
    )


def donors_of(centres: tuple[Centre, ...], month: date) -> tuple[str, ...]:
    """Who supports the centres in the month, each once."""
    supports = SupportPeriod.objects.filter(centre__in=centres, first_month__lte=month).order_by("donor")
    return tuple(dict.fromkeys(one.donor for one in supports if one.last_month is None or one.last_month >= month))


def canonical(data: Any) -> bytes:
    """The one way to write the content down, of which the checksum is taken."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum(data: Any) -> str:
    """SHA-256 of the content in canonical JSON."""
    return hashlib.sha256(canonical(data)).hexdigest()


def as_data(report: MonthReport) -> dict[str, Any]:
    """The report as JSON can hold it; `from_data` reads it back to an equal one."""
    return {
        "rule_set": report.rule_set,
        "scope": report.scope,
        "centres": [vars(named) for named in report.centres],
        "operators": [vars(named) for named in report.operators],
        "donors": list(report.donors),
        "month": f"{report.month:%Y-%m}",
        "figures": {name: _figures_data(figures) for name, figures in report.figures.items()},
        "trend": {code: [_number(value) for value in values] for code, values in report.trend.items()},
        "trend_before": {code: [_number(value) for value in values] for code, values in report.trend_before.items()},
        "device_types": [vars(named) for named in report.device_types],
        "revision": report.revision,
        "status": report.status,
    }


def from_data(data: Mapping[str, Any]) -> MonthReport:
    """The report that `as_data` wrote down."""
    return MonthReport(
        rule_set=data["rule_set"],
        scope=data["scope"],
        centres=tuple(Named(**named) for named in data["centres"]),
        operators=tuple(Named(**named) for named in data["operators"]),
        donors=tuple(data["donors"]),
        month=parse_month(data["month"]),
        figures={name: _figures(data["scope"], figures) for name, figures in data["figures"].items()},
        trend={code: tuple(_exact(value) for value in values) for code, values in data["trend"].items()},
        trend_before={code: tuple(_exact(value) for value in values) for code, values in data["trend_before"].items()},
        device_types=tuple(Named(**named) for named in data["device_types"]),
        revision=data["revision"],
        status=data["status"],
    )


def _figures_data(figures: Figures) -> dict[str, Any]:
    return {
        "from": f"{figures.period.first_month:%Y-%m}",
        "to": f"{figures.period.last_month:%Y-%m}",
        "coverage": {
            centre.code: {
                "months": {f"{month:%Y-%m}": status.value for month, status in centre.months},
                "filed": [f"{month:%Y-%m}" for month in centre.filed],
            }
            for centre in figures.coverage
        },
        "cells": {code: _cell_data(cell) for code, cell in figures.cells.items()},
        "details": {
            code: {detail.key: _cell_data(detail.cell) for detail in details}
            for code, details in figures.details.items()
        },
        "notes": dict(figures.notes),
        "lead": [
            {"class": one.device_class, "devices": one.devices, "median": _number(one.median),
             "ninetieth": _number(one.ninetieth)}
            for one in figures.lead
        ],
    }  # fmt: skip


def _figures(scope: str, data: Mapping[str, Any]) -> Figures:
    return Figures(
        scope=scope,
        period=Period(parse_month(data["from"]), parse_month(data["to"])),
        coverage=tuple(
            CentreCoverage(
                code,
                tuple(sorted((parse_month(month), Status(status)) for month, status in held["months"].items())),
                tuple(parse_month(month) for month in held["filed"]),
            )
            for code, held in sorted(data["coverage"].items())
        ),
        cells={code: _cell(cell) for code, cell in data["cells"].items()},
        details={
            code: tuple(Detail(key, _cell(cell)) for key, cell in sorted(parts.items()))
            for code, parts in data["details"].items()
        },
        notes=dict(data["notes"]),
        lead=tuple(
            Lead(one["class"], one["devices"], _decimal(one["median"]), _decimal(one["ninetieth"]))
            for one in data["lead"]
        ),
    )


def _cell_data(cell: Cell) -> dict[str, Any]:
    data: dict[str, Any] = {"status": cell.status.value}
    if cell.status == Status.REPORTED:
        data |= {column: _number(cell.value(column)) for column in COLUMNS}
    if cell.overlap is not None:
        data["overlap"] = cell.overlap
    return data


def _cell(data: Mapping[str, Any]) -> Cell:
    columns = {column: _exact(data[column]) for column in COLUMNS if column in data}
    return Cell(status=Status(data["status"]), overlap=data.get("overlap"), **columns)


def _number(value: Number | None) -> int | float | None:
    """A decimal becomes the shortest number that reads back to it exactly."""
    return float(value) if isinstance(value, Decimal) else value


def _exact(value: float | None) -> Number | None:
    return Decimal(str(value)) if isinstance(value, float) else value


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
