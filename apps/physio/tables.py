"""The lists of sessions, treatment plans and outcome measures."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from apps.physio import trends
from apps.physio.models import OutcomeScore, PhysioSession, TreatmentPlan
from apps.physio.planning import standing

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
        return render_to_string(
            "physio/_techniques.html", {"labels": record.technique_labels, "device_related": record.device_related}
        )

    def render_state(self, record: PhysioSession) -> str:
        return render_to_string("physio/_state.html", {"session": record})


class PlanTable(tables.Table):
    """One line a plan: for whom, what for, how far it has come, when it is looked at again."""

    patient = tables.Column(
        verbose_name=_("Patient"), order_by="patient__number", linkify=("physio:plan", {"pk": tables.A("pk")})
    )
    aim = tables.Column(verbose_name=_("Aim of the treatment"), attrs={"td": {"class": "words"}})
    done = tables.Column(verbose_name=_("Sessions"), order_by="done", empty_values=())
    last = tables.DateColumn(
        format="Y-m-d", verbose_name=_("Came last"), default="–", attrs={"td": {"class": "text-nowrap"}}
    )
    review_on = tables.Column(verbose_name=_("Next review"), empty_values=())
    therapist = tables.Column(
        verbose_name=_("Therapist"), order_by="therapist__name", attrs={"td": {"class": "text-nowrap"}}
    )
    state = tables.Column(verbose_name=_("State"), orderable=False, empty_values=())
    centre = tables.Column(verbose_name=_("Centre"))

    class Meta:
        model = TreatmentPlan
        fields = ("patient", "aim", "done", "last", "review_on", "therapist", "state", "centre")
        order_by = ("review_on",)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def order_review_on(self, rows: Any, descending: bool) -> tuple[Any, bool]:
        """Plans without a day for it come last either way."""
        day = F("review_on")
        return rows.order_by(day.desc(nulls_last=True) if descending else day.asc(nulls_last=True), "-pk"), True

    def order_last(self, rows: Any, descending: bool) -> tuple[Any, bool]:
        day = F("last")
        return rows.order_by(day.desc(nulls_last=True) if descending else day.asc(nulls_first=True), "-pk"), True

    def render_patient(self, record: TreatmentPlan) -> str:
        return render_to_string("physio/_person.html", {"patient": record.patient})

    def render_done(self, record: TreatmentPlan) -> str:
        return render_to_string("physio/_progress.html", {"standing": standing(record)})

    def render_review_on(self, record: TreatmentPlan) -> str:
        return render_to_string("physio/_review_on.html", {"plan": record, "due": record.is_due(self.today)})

    def render_state(self, record: TreatmentPlan) -> str:
        return render_to_string("physio/_plan_state.html", {"plan": record})


class ScoreTable(tables.Table):
    """The list of outcome measures."""

    service_date = tables.DateColumn(
        format="Y-m-d", verbose_name=_("Date"), linkify=("physio:score", {"pk": tables.A("pk")}),
        attrs={"td": {"class": "text-nowrap"}},
    )  # fmt: skip
    patient = tables.Column(
        verbose_name=_("Patient"), order_by="patient__number",
        linkify=("physio:scores_of", {"pk": tables.A("patient_id")}),
    )  # fmt: skip
    instrument = tables.Column(verbose_name=_("Outcome measure"), order_by="instrument__position")
    total = tables.Column(verbose_name=_("Result"), empty_values=(), orderable=False)
    means = tables.Column(verbose_name=_("Device worn and aid"), empty_values=(), orderable=False)
    assessor = tables.Column(verbose_name=_("Measured by"), order_by="assessor__name")
    centre = tables.Column(verbose_name=_("Centre"))
    state = tables.Column(verbose_name=_("State"), orderable=False, empty_values=())

    class Meta:
        model = OutcomeScore
        fields = ("service_date", "patient", "instrument", "total", "means", "assessor", "centre", "state")
        empty_text = _("No result matches. Clear the filters, or measure somebody from their page.")

    def order_service_date(self, rows: Any, descending: bool) -> tuple[Any, bool]:
        sign = "-" if descending else ""
        return rows.order_by(f"{sign}service_date", f"{sign}at", f"{sign}pk"), True

    def render_patient(self, record: OutcomeScore) -> str:
        return render_to_string("physio/_person.html", {"patient": record.patient})

    def render_instrument(self, record: OutcomeScore) -> str:
        return record.instrument.short

    def render_total(self, record: OutcomeScore) -> str:
        return render_to_string("physio/_score_result.html", {"score": record, "result": trends.result(record)})

    def render_means(self, record: OutcomeScore) -> str:
        return render_to_string("physio/_score_means.html", {"score": record})

    def render_state(self, record: OutcomeScore) -> str:
        return render_to_string("physio/_score_state.html", {"score": record})
