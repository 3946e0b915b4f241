"""Figures as data that JSON can hold, and back to equal ones: in snapshots, in kept figures, in what is sent out.

Pages read a hundred cells each time, so reading them does little more than name them.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from apps.reports.indicators.figures import COLUMNS, Cell, CentreCoverage, Detail, Figures, Lead, Number, Status
from apps.reports.periods import Period, parse_month


def figures_data(figures: Figures) -> dict[str, Any]:
    """Months as `2016-05`, decimals as the shortest number that reads back to them exactly."""
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
            {"class": one.device_class, "devices": one.devices, "median": number_data(one.median),
             "ninetieth": number_data(one.ninetieth)}
            for one in figures.lead
        ],
    }  # fmt: skip


def figures_from(scope: str, data: Mapping[str, Any]) -> Figures:
    """The figures that `figures_data` wrote down; the centres by code."""
    return Figures(
        scope=scope,
        period=Period(_month(data["from"]), _month(data["to"])),
        coverage=tuple(
            CentreCoverage(
                code,
                tuple(sorted((_month(month), STATUS[status]) for month, status in held["months"].items())),
                tuple(_month(month) for month in held["filed"]),
            )
            for code, held in sorted(data["coverage"].items())
        ),
        cells={code: cell_from(cell) for code, cell in data["cells"].items()},
        details={
            code: tuple(Detail(key, cell_from(cell)) for key, cell in sorted(parts.items()))
            for code, parts in data["details"].items()
        },
        notes=dict(data["notes"]),
        lead=tuple(
            Lead(one["class"], one["devices"], _decimal(one["median"]), _decimal(one["ninetieth"]))
            for one in data["lead"]
        ),
    )


def series_data(series: Mapping[str, tuple[Number | None, ...]]) -> dict[str, Any]:
    return {code: [number_data(value) for value in values] for code, values in series.items()}


def series_from(data: Mapping[str, Any]) -> dict[str, tuple[Number | None, ...]]:
    return {code: tuple(map(number_from, values)) for code, values in data.items()}


def number_data(value: Number | None) -> int | float | None:
    """A decimal becomes the shortest number that reads back to it exactly."""
    return float(value) if isinstance(value, Decimal) else value


def number_from(value: float | None) -> Number | None:
    return Decimal(str(value)) if isinstance(value, float) else value


NO_OVERLAP = {"overlap": None}
STATUS = {status.value: status for status in Status}
_month = lru_cache(maxsize=2000)(parse_month)


def _cell_data(cell: Cell) -> dict[str, Any]:
    data: dict[str, Any] = {"status": cell.status.value}
    if cell.status == Status.REPORTED:
        data |= {column: number_data(cell.value(column)) for column in COLUMNS}
    if cell.overlap is not None:
        data["overlap"] = cell.overlap
    return data


def cell_from(data: Mapping[str, Any]) -> Cell:
    """A cell as figures hold it."""
    status = STATUS[data["status"]]
    if status is not Status.REPORTED:
        return Cell(status, overlap=data.get("overlap"))
    cell = Cell.__new__(Cell)  # its own __init__ sets frozen fields one by one, which takes three times as long
    held = vars(cell)
    held.update(NO_OVERLAP)
    held.update(data)
    held["status"] = status
    if isinstance(held["total"], float):  # a figure is of whole numbers, or all of decimals
        held.update((column, number_from(held[column])) for column in COLUMNS)
    return cell


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
