"""How one record looks in a list of gaps; each line opens the record."""

from django.urls import reverse

from apps.desk.panels import Row
from apps.devices.models import Delivery, Device, Repair
from apps.patients.models import Episode, Impairment, Patient
from apps.physio.models import PhysioSession


def person(patient: Patient) -> Row:
    text = " · ".join(filter(None, (patient.number, patient.birth_text)))
    return Row(patient.display_name, reverse("patients:detail", args=[patient.pk]), text)


def impairment(row: Impairment) -> Row:
    """Opens the person: whoever may not correct impairments can still see whom to ask about."""
    page = reverse("patients:detail", args=[row.patient_id])
    return Row(row.patient.display_name, page, f"{row.patient.number} · {row.label}")


def episode(row: Episode) -> Row:
    page = reverse("patients:detail", args=[row.patient_id])
    text = f"{row.patient.number} · {row.get_reason_display()} · {row.opened_on.isoformat()}"
    return Row(row.patient.display_name, page, text)


def session(row: PhysioSession) -> Row:
    page = reverse("physio:detail", args=[row.pk])
    return Row(row.patient.display_name, page, f"{row.patient.number} · {row.service_date.isoformat()}")


def device(row: Device) -> Row:
    page = reverse("devices:detail", args=[row.pk])
    text = f"{row.patient.number} · {row.label} · {row.prescribed_on.isoformat()}"
    return Row(row.patient.display_name, page, text)


def of_device(service: Delivery | Repair) -> Row:
    page = reverse("devices:detail", args=[service.device_id])
    text = f"{service.patient.number} · {service.device.label} · {service.service_date.isoformat()}"
    return Row(service.patient.display_name, page, text)
