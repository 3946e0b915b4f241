"""The list of sessions."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from apps.physio.models import PhysioSession

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class SessionTable(tables.Table):
    service_date = tables.DateColumn(
        format="Y-m-d", verbose_name=_("Date"), linkify=("physio:detail", {"pk": tables.A("pk")}),
        attrs={"td": {"class": "text-nowrap"}},
    )  # fmt: skip
    patient = tables.Column(verbose_name=_("Patient"), order_by="patient__number")
    kind = tables.Column(verbose_name=_("Kind"), accessor="group", order_by="group", empty_values=())
    minutes = tables.Column(verbose_name=_("Minutes"), attrs=NUMBER)
    techniques = tables.Column(verbose_name=_("Techniques"), orderable=False, empty_values=())
    therapist = tables.Column(
        verbose_name=_("Therapist"), order_by="therapist__name", attrs={"td": {"class": "text-nowrap"}}
    )
    centre = tables.Column(verbose_name=_("Centre"))
    state = tables.Column(verbose_name=_("State"), orderable=False, empty_values=())

    class Meta:
        model = PhysioSession
        fields = ("service_date", "patient", "kind", "minutes", "techniques", "therapist", "centre", "state")
        empty_text = _("No session matches. Clear the filters, or log one.")

    def order_service_date(self, rows: Any, descending: bool) -> tuple[Any, bool]:
        sign = "-" if descending else ""
        return rows.order_by(f"{sign}service_date", f"{sign}at", f"{sign}pk"), True

    def render_patient(self, record: PhysioSession) -> str:
        return render_to_string("physio/_person.html", {"patient": record.patient})

    def render_kind(self, record: PhysioSession) -> str:
        return render_to_string("physio/_kind.html", {"session": record})

    def render_techniques(self, record: PhysioSession) -> str:
        return render_to_string("physio/_techniques.html", {"labels": record.technique_labels})

    def render_state(self, record: PhysioSession) -> str:
        return render_to_string("physio/_state.html", {"session": record})
