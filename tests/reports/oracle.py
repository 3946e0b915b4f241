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


class Counted:
    """What happened in the supported months of the centres, and how it is put into columns."""

    def __init__(self, history: History, centres: list[Centre], months: list[date]) -> None:
        self.history = history
        self.here = [
            (kind, row)
            for centre in centres
            for days in [history.days(centre, months)]
            for kind, row in history.services
            if row.centre_id == centre.pk and row.service_date in days
        ]
        self.first_seen = {}
        for _kind, row in sorted(self.here, key=lambda pair: pair[1].service_date):
            self.first_seen.setdefault(row.patient_id, row.service_date)
        self.people = {row.patient_id: row.patient for _kind, row in self.here}

    def persons(self, found):
        result = dict.fromkeys(COLUMNS, 0)
        for key in set(found):
            result[column(self.people[key], self.first_seen[key])] += 1
        return result

    def units(self, found):
        result = dict.fromkeys(COLUMNS, 0)
        for row, number in found:
            result[column(row.patient, row.service_date)] += number
        return result

    def devices(self, wanted):
        rows = [(row, self.history.devices[row.device_id]) for kind, row in self.here if kind == "Delivery"]
        return self.units([(row, device.quantity) for row, device in rows if wanted(device)])

    def rows(self, name):
        return [row for kind, row in self.here if kind == name]


def of_class(*names, again=False):
    return lambda device: device.device_type.device_class in names and (device.reissue_of_id is not None) == again


def mine(name):
    return lambda device: (
        device.device_type.device_class == name
        and device.impairment is not None
        and device.impairment.cause in ("mine", "erw")
    )


def crutch(device):
    return device.device_type.counts_as_crutch


def count(centres: list[Centre], months: list[date]) -> dict[str, dict[str, float]]:
    """Code → column → figure for the centres together. Figures of unreported months do not matter here."""
    history = History()
    all_ = Counted(history, centres, months)
    sessions = all_.rows("PhysioSession")
    return {
        "BEN": all_.persons(all_.people),
        "BENNEW": all_.persons(newcomers(history, all_.here)),
        "NEWPRO": all_.persons(first_fitted(history, all_.here, "prosthesis")),
        "NEWORT": all_.persons(first_fitted(history, all_.here, "orthosis")),
        "FOL": all_.persons(followed(all_.here)),
        "PRO": all_.devices(of_class("prosthesis")),
        "PROM": all_.devices(mine("prosthesis")),
        "ORT": all_.devices(of_class("orthosis")),
        "ORTM": all_.devices(mine("orthosis")),
        "REP": all_.units([(row, 1) for row in all_.rows("Repair")]),
        "WCH": all_.devices(of_class("wheelchair")),
        "TRI": all_.devices(of_class("tricycle")),
        "REI": all_.devices(of_class("wheelchair", "tricycle", again=True)),
        "CRU": all_.devices(crutch),
        "CRP": {name: value / 2 for name, value in all_.devices(crutch).items()},
        "WLK": all_.devices(lambda device: of_class("walking-aid")(device) and not crutch(device)),
        "PTS": all_.units([(row, 1) for row in sessions]),
        "PTP": all_.persons(row.patient_id for row in sessions),
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
