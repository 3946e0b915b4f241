"""An independent count in plain Python: every row read, every rule applied by hand, no code shared with the report.

Slow and dull on purpose. It reads whole tables (`oracle_rows`) and knows the rules of the donor report, not those of
our queries. What it says is made of dicts and lists, so that a difference can be read.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from apps.centres.models import Centre
from tests.reports.oracle_rows import Counted, Done, History, as_cell, column, month_days, units

__all__ = ["History", "count"]

CLASSES_MADE = ("orthosis", "prosthesis", "tricycle", "wheelchair")


def of_devices(rows: list[tuple[Any, Done, Any]]) -> dict[str, int]:
    return units((patient, one.day, device.quantity) for patient, one, device in rows)


def by_key(rows: list[tuple[Any, Done, Any]]) -> dict[str, dict[str, int]]:
    keys = {device.device_type.key for _patient, _one, device in rows}
    return {key: of_devices([row for row in rows if row[2].device_type.key == key]) for key in keys}


def of_class(*names: str, again: bool = False) -> Callable[[Any], bool]:
    return lambda device: device.device_type.device_class in names and (device.reissue_of_id is not None) == again


def crutch(device: Any) -> bool:
    return device.device_type.counts_as_crutch


DEVICES: dict[str, Callable[[Any], bool]] = {
    "PRO": lambda device: device.device_type.device_class == "prosthesis",
    "ORT": lambda device: device.device_type.device_class == "orthosis",
    "WCH": of_class("wheelchair"),
    "TRI": of_class("tricycle"),
    "REI": of_class("wheelchair", "tricycle", again=True),
    "CRU": crutch,
    "WLK": lambda device: device.device_type.device_class == "walking-aid" and not crutch(device),
}


def count(history: History, centres: list[Centre], months: list[date]) -> dict[str, Any]:
    """Everything the report says of the centres together in the months: as `comparing.said` has it of the report."""
    here = Counted(history, centres, months)
    status, at_the_end = here.best(months), here.best(months[-1:])
    told: dict[str, Any] = {
        "coverage": {(one.code, month): here.status[one.pk, month] for one in centres for month in months},
        "declared": {
            (one.code, month) for one in centres for month in months
            if (one.pk, month) in history.declared and here.status[one.pk, month] != "before_support"
        },
        "status": status,
    }  # fmt: skip
    waiting = waiting_list(here) if at_the_end == "reported" else at_the_end
    if status != "reported":
        return told | {"cells": {"WAI": waiting}}
    given = {code: here.delivered(wanted) for code, wanted in DEVICES.items()}
    closed = closings(here)
    fitted = {name: newly_fitted(here, name) for name in ("prosthesis", "orthosis")}
    return told | {
        "cells": persons_of(here, fitted) | things_of(here, given, closed) | {"WAI": waiting},
        "details": {code: by_key(rows) for code, rows in given.items()} | {"NDV": by_reason(closed)},
        "notes": notes_of(here, given, fitted),
        "lead": lead_of(here),
    }


def persons_of(here: Counted, fitted: dict[str, Any]) -> dict[str, Any]:
    looked_after = {one.pair for one in here.of("Repair", "FollowUp")}
    return {
        "BEN": here.persons({one.pair for one in here.here}),
        "BENNEW": here.persons(newcomers(here)),
        "NEWPRO": here.persons(set(fitted["prosthesis"])),
        "NEWORT": here.persons(set(fitted["orthosis"])),
        "FOL": here.persons(looked_after - {one.pair for one in here.of("Delivery")}),
        "PTP": here.persons({one.pair for one in here.of("PhysioSession")}),
    }


def things_of(here: Counted, given: dict[str, Any], closed: list[Any]) -> dict[str, Any]:
    cells: dict[str, Any] = {code: of_devices(rows) for code, rows in given.items()}
    for code, of in (("PROM", "PRO"), ("ORTM", "ORT")):
        cells[code] = of_devices([row for row in given[of] if cause(row[2]) in ("mine", "erw")])
    cells["CRP"] = {name: Decimal(number) / 2 for name, number in cells["CRU"].items()}
    cells["REP"] = units((one.row.patient, one.day, 1) for one in here.of("Repair"))
    cells["PTS"] = units((one.row.patient, one.day, 1) for one in here.of("PhysioSession"))
    cells["NDV"] = units((device.patient, device.ended_on, device.quantity) for device in closed)
    return cells


def cause(device: Any) -> str:
    known = "" if device.impairment is None else device.impairment.cause
    return "" if known == "not-known" else known


def elsewhere(device: Any) -> str:
    return "unknown" if device.impairment is None else device.impairment.previously_fitted_elsewhere


def newcomers(here: Counted) -> set[tuple[Any, Any]]:
    first: dict[tuple[Any, Any], date] = {}
    for one in here.history.done:
        first[one.pair] = min(one.day, first.get(one.pair, one.day))
    return {one.pair for one in here.here if one.day == first[one.pair] and one.pair not in here.history.migrated}


def newly_fitted(here: Counted, name: str) -> dict[tuple[Any, Any], bool]:
    """(person, centre) of the first device of the class ever; whether a limb of that day was fitted before unknown."""
    found = {}
    devices = here.history.devices
    for patient in here.people:
        rows = [one for one in here.history.done if one.kind == "Delivery" and one.row.patient_id == patient]
        rows = [one for one in rows if devices[one.row.device_id].device_type.device_class == name]
        rows.sort(key=lambda one: (one.day, one.row.at, one.row.pk))
        of_first_day = [elsewhere(devices[one.row.device_id]) for one in rows if one.day == rows[0].day]
        if rows and rows[0] in here.here and "yes" not in of_first_day:
            found[rows[0].pair] = "unknown" in of_first_day
    return found


def closings(here: Counted) -> list[Any]:
    return [
        device
        for device in here.history.devices.values()
        if device.state in ("cancelled", "closed_without_delivery")
        and device.end_reason != "entered-in-error"
        and not device.patient.is_test
        and (device.centre_id, device.ended_on) in here.days
    ]


def by_reason(closed: list[Any]) -> dict[str, dict[str, int]]:
    return {
        reason: units((one.patient, one.ended_on, one.quantity) for one in closed if one.end_reason == reason)
        for reason in {device.end_reason for device in closed}
    }


def waiting_list(here: Counted) -> dict[str, Any]:
    """Who had ordered and not got anything when the last day ended, as old as on that day."""
    last = max(month_days(here.months[-1]))
    got = {one.row.device_id for one in here.history.done if one.kind == "Delivery" and one.day <= last}
    found = [
        device
        for device in here.history.devices.values()
        if here.status.get((device.centre_id, here.months[-1])) == "reported"
        and device.prescribed_on <= last
        and device.pk not in got
        and not device.patient.is_test
        and not (device.patient.deceased_on and device.patient.deceased_on <= last)
        and not (device.state in ("cancelled", "closed_without_delivery") and (
            device.ended_on <= last or device.end_reason == "entered-in-error"))
    ]  # fmt: skip
    pairs = {(device.patient_id, device.centre_id) for device in found}
    return as_cell({device.patient_id: column(device.patient, last) for device in found}, pairs)


def notes_of(here: Counted, given: dict[str, Any], fitted: dict[str, Any]) -> dict[str, int]:
    people = list(here.people.values())
    groups = [one.row.group_id for one in here.of("PhysioSession") if one.row.group_id]
    notes = {
        "PTS-GROUP": len(groups),
        "PTS-EVENTS": len(set(groups)),
        "BEN-ESTIMATED": sum(one.birth_precision in ("month", "year", "age") for one in people),
        "BEN-NOBIRTH": sum(one.birth_date is None for one in people),
        "BEN-NOSEX": sum(one.sex not in ("F", "M") for one in people),
        "BEN-LATE": sum(one.row.late for one in here.here),
        "NEWPRO-UNKNOWN": sum(fitted["prosthesis"].values()),
        "NEWORT-UNKNOWN": sum(fitted["orthosis"].values()),
    }
    for code, of in (("PROM", "PRO"), ("ORTM", "ORT")):
        notes[f"{code}-BASE"] = sum(device.quantity for _who, _one, device in given[of] if cause(device))
        notes[f"{code}-UNKNOWN"] = sum(device.quantity for _who, _one, device in given[of] if not cause(device))
    return notes


def lead_of(here: Counted) -> list[tuple[str, int, Fraction, Fraction]]:
    """Class, devices, median and 90th percentile of the days from prescription to delivery of what was made."""
    found = []
    for name in CLASSES_MADE:
        rows = here.delivered(lambda device, name=name: device.device_type.device_class == name)
        days = sorted((one.day - device.prescribed_on).days for _who, one, device in rows if not one.row.fast_track)
        if days:
            found.append((name, len(days), between(days, Fraction(1, 2)), between(days, Fraction(9, 10))))
    return found


def between(days: list[int], share: Fraction) -> Fraction:
    """The value at a share of the way from the first to the last, in a straight line between neighbours."""
    place = share * (len(days) - 1)
    low = int(place)
    return days[low] + (place - low) * (days[min(low + 1, len(days) - 1)] - days[low])
