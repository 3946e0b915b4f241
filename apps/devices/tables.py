"""The workshop's list of devices."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.devices import recall
from apps.devices.board import OVERDUE_AFTER
from apps.devices.models import Device, State
from apps.devices.page import KINDS
from apps.patients.models import Patient

ONE_LINE = {"td": {"class": "text-nowrap"}}


class DeviceTable(tables.Table):
    """One line a device: what it is, for whom, where it stands, how long it has waited, who makes it."""

    label = tables.Column(
        _("Device"),
        order_by=("device_type__position", "side"),
        linkify=("devices:detail", {"pk": tables.A("pk")}),
        attrs=ONE_LINE,
    )
    patient = tables.Column(_("Patient"), order_by=("patient__number",), attrs=ONE_LINE)
    state = tables.Column(_("State"))
    waited = tables.Column(_("Ordered"), accessor="prescribed_on", order_by=("prescribed_on",), attrs=ONE_LINE)
    technician = tables.Column(_("Technician"), accessor="technician__name", default="")
    serial_number = tables.Column(_("Serial number"))
    centre = tables.Column(_("Centre"))

    class Meta:
        model = Device
        fields = ("label", "patient", "state", "waited", "technician", "serial_number", "centre")
        order_by = ("waited",)
        caption = _("Devices")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def render_label(self, record: Device) -> str:
        return record.label_with_units

    def render_patient(self, record: Device) -> str:
        return format_html("{}<br><small>{}</small>", record.patient.display_name, record.patient.number)

    def render_state(self, record: Device) -> str:
        label = record.get_state_display()
        if record.state == State.ON_HOLD:
            label = f"{label}: {record.get_hold_reason_display()}"
        return render_to_string("_components/state.html", {"label": label, "kind": KINDS[State(record.state)]})

    def render_waited(self, record: Device) -> str:
        """The date, and for an open order its age; words and a sign where it waits too long."""
        shown = record.prescribed_on.isoformat()
        if not record.is_open:
            return shown
        days = (self.today - record.prescribed_on).days
        age = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        late = self.today - record.prescribed_on > OVERDUE_AFTER and record.state != State.ON_HOLD
        return render_to_string("devices/_age.html", {"on": shown, "age": age, "late": late})


class DueTable(tables.Table):
    """One line a device that is due, the oldest first; the page shows them by week."""

    due_on = tables.Column(_("Due on"))

    class Meta:
        model = Device
        fields = ("due_on",)
        orderable = False
        caption = _("What is due")


class RecallTable(tables.Table):
    """One line a device that is called back: who has it, how to reach the person, what became of it."""

    patient = tables.Column(_("Patient"), order_by=("patient__number",), attrs=ONE_LINE)
    phone = tables.Column(_("Phone"), accessor="patient__phone", orderable=False, attrs=ONE_LINE)
    label = tables.Column(
        _("Device"),
        order_by=("device_type__position", "side"),
        linkify=("devices:detail", {"pk": tables.A("pk")}),
    )
    state = tables.Column(_("State"))
    parts = tables.Column(_("Components and parts"), empty_values=(), orderable=False)
    delivered_on = tables.DateColumn(format="Y-m-d", verbose_name=_("Delivered on"), attrs=ONE_LINE)
    repaired_on = tables.DateColumn(format="Y-m-d", verbose_name=_("Last repaired on"), default="", attrs=ONE_LINE)
    centre = tables.Column(_("Centre"))

    class Meta:
        model = Device
        fields = ("patient", "phone", "label", "state", "parts", "delivered_on", "repaired_on", "centre")
        order_by = ("patient",)
        caption = _("Devices called back")

    def render_patient(self, record: Device) -> str:
        return format_html("{}<br><small>{}</small>", record.patient.display_name, record.patient.number)

    def render_phone(self, record: Device) -> str:
        return record.patient.phone or record.patient.caregiver_phone

    def render_label(self, record: Device) -> str:
        told = (record.label_with_units, record.serial_number, record.technology_name)
        return " · ".join(part for part in told if part)

    def render_parts(self, record: Device) -> str:
        return recall.parts(record)

    def render_state(self, record: Device) -> str:
        """Where the device is, and why it cannot be called back from a person who is not there any more."""
        ended, gone = record.get_end_reason_display(), whereabouts(record.patient)
        label = ": ".join(part for part in (record.get_state_display(), ended) if part)
        shown = render_to_string("_components/state.html", {"label": label, "kind": KINDS[State(record.state)]})
        return format_html("{}<br><small>{}</small>", shown, gone) if gone else shown


def whereabouts(patient: Patient) -> str:
    """That the person died or no longer comes, in words; nothing for everybody else."""
    if patient.deceased_on is not None:
        return str(_("Deceased"))
    return patient.get_care_ended_as_display()
