"""An independent count in plain Python: every row read, every rule applied by hand, no code shared with the report.

Slow and dull on purpose. It reads whole tables and knows the rules of the donor report, not those of our queries.
"""

from datetime import date, timedelta

from apps.centres.models import Centre, SupportPeriod
from apps.devices.models import Delivery, Device, FollowUp, Repair
from apps.patients.models import Assessment, PatientAccess
from apps.physio.models import PhysioSession

COLUMNS = ("women", "men", "girls", "boys", "other")


def month_days(months):
    for first in months:
        day = first
        while day.month == first.month:
            yield day
            day += timedelta(days=1)


def age(birth, on):
    years = on.year - birth.year
    return years - 1 if (on.month, on.day) < (birth.month, birth.day) else years


def column(patient, on):
    if patient.birth_date is None or patient.sex not in ("M", "F"):
        return "other"
    child = age(patient.birth_date, on) < 18
    return {("F", True): "girls", ("F", False): "women", ("M", True): "boys", ("M", False): "men"}[patient.sex, child]


class History:
    """Every row of the database, sorted out once."""

    def __init__(self):
        self.services = []
        for kind in (Delivery, Repair, FollowUp, PhysioSession, Assessment):
            for row in kind.objects.select_related("patient"):
                if row.voided_at or row.patient.is_test or (kind is PhysioSession and not row.attended):
                    continue
                self.services.append((kind.__name__, row))
        self.devices = {
            device.pk: device for device in Device.objects.select_related("device_type", "impairment", "patient")
        }
        self.migrated = set(PatientAccess.objects.filter(migrated=True).values_list("patient_id", "centre_id"))
        self.support = list(SupportPeriod.objects.all())

    def supported(self, centre, month):
        return any(
            one.centre_id == centre.pk
            and one.first_month <= month
            and (one.last_month is None or month <= one.last_month)
            for one in self.support
        )

    def days(self, centre, months):
        return set(month_days([month for month in months if self.supported(centre, month)]))


def count(centres: list[Centre], months: list[date]) -> dict[str, dict[str, float]]:
    """Code → column → figure for the centres together. Figures of unreported months do not matter here."""
    history = History()
    here = [
        (kind, row)
        for centre in centres
        for days in [history.days(centre, months)]
        for kind, row in history.services
        if row.centre_id == centre.pk and row.service_date in days
    ]
    first_seen = {}
    for _kind, row in here:
        seen = first_seen.get(row.patient_id)
        first_seen[row.patient_id] = row.service_date if seen is None else min(seen, row.service_date)
    people = {row.patient_id: row.patient for _kind, row in here}

    def persons(found):
        result = dict.fromkeys(COLUMNS, 0)
        for key in set(found):
            result[column(people[key], first_seen[key])] += 1
        return result

    def units(found):
        result = dict.fromkeys(COLUMNS, 0)
        for row, number in found:
            result[column(row.patient, row.service_date)] += number
        return result

    def delivered(wanted):
        rows = [(row, history.devices[row.device_id]) for kind, row in here if kind == "Delivery"]
        return [(row, device.quantity) for row, device in rows if wanted(device)]

    def of_class(name, *, again=False):
        return lambda device: device.device_type.device_class == name and (device.reissue_of_id is not None) == again

    def mine(name):
        return lambda device: (
            device.device_type.device_class == name
            and device.impairment is not None
            and device.impairment.cause in ("mine", "erw")
        )

    crutches = units(delivered(lambda device: device.device_type.counts_as_crutch))
    sessions = [row for kind, row in here if kind == "PhysioSession"]
    return {
        "BEN": persons(people),
        "BENNEW": persons(newcomers(history, here)),
        "NEWPRO": persons(first_fitted(history, here, "prosthesis")),
        "NEWORT": persons(first_fitted(history, here, "orthosis")),
        "FOL": persons(followed(here)),
        "PRO": units(delivered(of_class("prosthesis"))),
        "PROM": units(delivered(mine("prosthesis"))),
        "ORT": units(delivered(of_class("orthosis"))),
        "ORTM": units(delivered(mine("orthosis"))),
        "REP": units([(row, 1) for kind, row in here if kind == "Repair"]),
        "WCH": units(delivered(of_class("wheelchair"))),
        "TRI": units(delivered(of_class("tricycle"))),
        "REI": units(
            delivered(
                lambda device: of_class("wheelchair", again=True)(device) or of_class("tricycle", again=True)(device)
            )
        ),
        "CRU": crutches,
        "CRP": {name: value / 2 for name, value in crutches.items()},
        "WLK": units(
            delivered(lambda d: d.device_type.device_class == "walking-aid" and not d.device_type.counts_as_crutch)
        ),
        "PTS": units([(row, 1) for row in sessions]),
        "PTP": persons(row.patient_id for row in sessions),
    }


def newcomers(history, here):
    for _kind, row in here:
        visits = [
            other.service_date
            for _other_kind, other in history.services
            if other.patient_id == row.patient_id and other.centre_id == row.centre_id
        ]
        if row.service_date == min(visits) and (row.patient_id, row.centre_id) not in history.migrated:
            yield row.patient_id


def first_fitted(history, here, name):
    present = {row.pk for kind, row in here if kind == "Delivery"}
    by_person = {}
    for kind, row in history.services:
        if kind == "Delivery" and history.devices[row.device_id].device_type.device_class == name:
            by_person.setdefault(row.patient_id, []).append(row)
    for patient, rows in by_person.items():
        day = min(row.service_date for row in rows)
        first_day = sorted((row for row in rows if row.service_date == day), key=lambda row: (row.at, row.pk))
        limbs = [history.devices[row.device_id].impairment for row in first_day]
        if any(limb is not None and limb.previously_fitted_elsewhere == "yes" for limb in limbs):
            continue
        if first_day[0].pk in present:
            yield patient


def followed(here):
    served = {(row.patient_id, row.centre_id) for kind, row in here if kind in ("Repair", "FollowUp")}
    given = {(row.patient_id, row.centre_id) for kind, row in here if kind == "Delivery"}
    return [patient for patient, _centre in served - given]
