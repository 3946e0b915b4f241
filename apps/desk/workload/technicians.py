"""A technician's week at the bench and with people, and what is on the bench today."""

from collections import Counter
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.desk.panels import Row
from apps.desk.workload.figures import By, Figure, Week, during, missed, missed_row, named, of_rows, page, person_row
from apps.devices.models import CheckOut, Delivery, Device, Fitting, Repair
from apps.patients.models import Patient

OF_DEVICE = ("device__device_type", "device__patient")


def fittings(week: Week) -> Any:
    return _shown(during(Fitting.objects.filter(device__patient__is_test=False), week))


def check_outs(week: Week) -> Any:
    return _shown(during(CheckOut.objects.filter(device__patient__is_test=False), week))


def deliveries(week: Week) -> Any:
    return _shown(during(Delivery.objects.counted(), week))


def repairs(week: Week) -> Any:
    return _shown(during(Repair.objects.counted(), week))


def _shown(rows: Any) -> Any:
    return rows.select_related(*OF_DEVICE).order_by("-at", "pk")


def minutes(week: Week) -> By:
    """Of repairs: of nothing else are minutes noted at the bench."""
    found = repairs(week).order_by().values_list("technician").annotate(n=Sum("minutes"))
    return {technician: number for technician, number in found if number}


def repairs_of(week: Week, user: User) -> Any:
    return repairs(week).filter(technician=user)


def people(week: Week) -> By:
    """Whoever was fitted, checked out, handed something or had something repaired."""
    return dict(Counter(technician for technician, _patient in _pairs(week)))


def people_of(week: Week, user: User) -> Any:
    seen = [patient for technician, patient in _pairs(week) if technician == user.pk]
    return Patient.objects.filter(pk__in=seen).order_by("number")


def _pairs(week: Week) -> set[tuple[Any, Any]]:
    """Each worker with each person they worked for."""
    kinds = (fittings, check_outs, deliveries, repairs)
    return {pair for rows in kinds for pair in rows(week).order_by().values_list("technician", "device__patient")}


def on_the_bench(week: Week) -> Any:
    """Open orders of today, whichever week is looked at."""
    rows = Device.objects.open().filter(centre__in=week.centres, technician__isnull=False, patient__is_test=False)
    return rows.select_related("patient", "device_type").order_by("prescribed_on", "pk")


def work_row(row: Any) -> Row:
    text = f"{row.service_date.isoformat()} · {row.device.label_with_units}"
    return Row(named(row.device.patient), page("devices:detail", row.device), text)


def order_row(row: Device) -> Row:
    text = f"{row.label_with_units} · {row.prescribed_on.isoformat()}"
    return Row(named(row.patient), page("devices:detail", row), text, row.get_state_display())


FIGURES = (
    of_rows("open", gettext_lazy("Open devices today"), on_the_bench, "technician", order_row),
    of_rows("fittings", gettext_lazy("Fittings"), fittings, "technician", work_row),
    of_rows("check-outs", gettext_lazy("Check-outs"), check_outs, "technician", work_row),
    of_rows("deliveries", gettext_lazy("Deliveries"), deliveries, "technician", work_row),
    of_rows("repairs", gettext_lazy("Repairs"), repairs, "technician", work_row),
    Figure("repair-minutes", gettext_lazy("Minutes of repairs"), minutes, repairs_of, work_row),
    Figure("served", gettext_lazy("People served"), people, people_of, person_row),
    of_rows("missed", gettext_lazy("Missed appointments"), missed, "provider", missed_row),
)
