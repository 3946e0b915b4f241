"""What the oracle has read: every row of the database, which of them count, when, and in which column.

The day of a service is told from its instant and the history of the centre's zone, not from the date that stands in the
row. No code is shared with the report.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apps.centres.models import Centre, Month, SupportPeriod
from apps.devices.models import Delivery, Device, FollowUp, Repair
from apps.patients.models import Assessment, PatientAccess
from apps.physio.models import PhysioSession
from apps.reports.models import Decision

COLUMNS = ("women", "men", "girls", "boys", "other")
Pairs = Iterable[tuple[Any, Any]]


def local_day(at: datetime, zone: str) -> date:
    """The date on the wall of a place, from the instant and what its clocks were set to then."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return (at.astimezone(UTC).replace(tzinfo=None) + offset).date()


def month_days(month: date) -> set[date]:
    return {day for n in range(31) if (day := month + timedelta(days=n)).month == month.month}


def age(birth: date, on: date) -> int:
    """Completed years. Whoever was born on 29 February is a year older on 1 March of a common year."""
    years = on.year - birth.year
    return years - 1 if (on.month, on.day) < (birth.month, birth.day) else years


def column(patient: Any, on: date) -> str:
    if patient.birth_date is None or patient.sex not in ("M", "F"):
        return "other"
    child = age(patient.birth_date, on) < 18
    return {("F", True): "girls", ("F", False): "women", ("M", True): "boys", ("M", False): "men"}[patient.sex, child]


@dataclass(frozen=True)
class Done:
    """A service that counts, and the day on which it was done where it was done."""

    kind: str
    row: Any
    day: date

    @property
    def pair(self) -> tuple[Any, Any]:
        return self.row.patient_id, self.row.centre_id


class History:
    """Every row of the database, sorted out once."""

    def __init__(self) -> None:
        self.zones = dict(Centre.objects.values_list("pk", "time_zone"))
        self.taken = {
            (one.model, one.row_id) for one in Decision.objects.all() if (one.kind, one.verdict) == ("late", "taken")
        }
        rows = [row for kind in (Delivery, Repair, FollowUp, PhysioSession, Assessment)
                for row in kind.objects.select_related("patient").order_by()]  # fmt: skip
        self.done = [
            Done(type(row).__name__, row, local_day(row.at, self.zones[row.centre_id]))
            for row in rows
            if self.counts(row)
        ]
        self.devices = {
            device.pk: device
            for device in Device.objects.select_related("device_type", "impairment", "patient").order_by()
        }
        self.migrated = set(PatientAccess.objects.filter(migrated=True).values_list("patient_id", "centre_id"))
        self.support = list(SupportPeriod.objects.all())
        self.declared = {
            (one.centre_id, one.first_day) for one in Month.objects.all() if one.filed_at or one.state != "open"
        }

    def counts(self, row: Any) -> bool:
        """Confirmed, of a real person, attended; what came late only once it was taken into a revision."""
        name = type(row).__name__
        if row.voided_at or row.patient.is_test or (name == "PhysioSession" and not row.attended):
            return False
        return not row.late or (name.lower(), row.pk) in self.taken

    def status(self, centre: Centre, month: date) -> str:
        if not any(
            one.centre_id == centre.pk and one.first_month <= month and not (one.last_month and one.last_month < month)
            for one in self.support
        ):
            return "before_support"
        worked = any(one.row.centre_id == centre.pk and one.day.replace(day=1) == month for one in self.done)
        return "reported" if worked or (centre.pk, month) in self.declared else "no_report"


class Counted:
    """What happened in the reported months of the centres, and how it is put into columns."""

    def __init__(self, history: History, centres: list[Centre], months: list[date]) -> None:
        self.history, self.centres, self.months = history, centres, months
        self.status = {(centre.pk, month): history.status(centre, month) for centre in centres for month in months}
        reported = [key for key, status in self.status.items() if status == "reported"]
        self.days = {(centre, day) for centre, month in reported for day in month_days(month)}
        self.here = [one for one in history.done if (one.row.centre_id, one.day) in self.days]
        self.people = {one.row.patient_id: one.row.patient for one in self.here}
        self.first_seen = {key: min(one.day for one in self.here if one.row.patient_id == key) for key in self.people}

    def best(self, months: list[date]) -> str:
        found = {status for (_centre, month), status in self.status.items() if month in months}
        return next(one for one in ("reported", "no_report", "before_support") if one in found)

    def persons(self, pairs: Pairs) -> dict[str, Any]:
        """Of (person, centre) pairs: each person once, in the column of the first service in the period."""
        return as_cell({key: column(self.people[key], self.first_seen[key]) for key, _centre in pairs}, pairs)

    def delivered(self, wanted: Callable[[Any], bool] = lambda device: True) -> list[tuple[Any, Done, Any]]:
        """(person, delivery, device) of the devices that are wanted."""
        rows = [(one, self.history.devices[one.row.device_id]) for one in self.of("Delivery")]
        return [(one.row.patient, one, device) for one, device in rows if wanted(device)]

    def of(self, *kinds: str) -> list[Done]:
        return [one for one in self.here if one.kind in kinds]


def as_cell(places: dict[Any, str], pairs: Pairs) -> dict[str, Any]:
    tally = Counter(places.values())
    return {name: tally[name] for name in COLUMNS} | {"overlap": len(set(pairs)) - len(places)}


def units(found: Iterable[tuple[Any, date, int]]) -> dict[str, int]:
    """Of (person, day, how many): each in the column of its own day."""
    tally: Counter[str] = Counter()
    for patient, day, number in found:
        tally[column(patient, day)] += number
    return {name: tally[name] for name in COLUMNS}
