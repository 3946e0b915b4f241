"""The filters above the lists of sessions, treatment plans and outcome measures."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.patients.models import Patient
from apps.patients.search import find
from apps.physio import measuring, queries
from apps.physio.models import Instrument, OutcomeScore, PhysioSession, Technique, TreatmentPlan
from apps.physio.models.plans import TreatmentPlanQuerySet

DATE = {"type": "date"}


class SessionFilter(django_filters.FilterSet):
    """Who, when, by whom, which kind. Without a choice of state, what stands."""

    q = django_filters.CharFilter(
        label=_("Patient"), method="of_person",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": 100}),
    )  # fmt: skip
    since = django_filters.DateFilter(
        label=_("From"), field_name="service_date", lookup_expr="gte", widget=forms.DateInput(DATE, "%Y-%m-%d")
    )
    until = django_filters.DateFilter(
        label=_("Until"), field_name="service_date", lookup_expr="lte", widget=forms.DateInput(DATE, "%Y-%m-%d")
    )
    therapist = django_filters.ModelChoiceFilter(label=_("Therapist"), queryset=None, empty_label=_("Everyone"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), method="of_kind", choices=[("individual", _("Individual")), ("group", _("Group"))],
        empty_label=_("Both kinds"),
    )  # fmt: skip
    attended = django_filters.ChoiceFilter(
        label=_("Attendance"), method="by_attendance", choices=[("yes", _("Came")), ("no", _("Did not come"))],
        empty_label=_("Both"),
    )  # fmt: skip
    technique = django_filters.ChoiceFilter(
        label=_("Technique"), choices=Technique.choices, method="with_technique", empty_label=_("All techniques")
    )  # fmt: skip
    device_related = django_filters.ChoiceFilter(
        label=_("Related to a device"), method="by_device", choices=[("yes", _("Yes")), ("no", _("No"))],
        empty_label=_("Both"),
    )  # fmt: skip
    plan = django_filters.ModelChoiceFilter(label=_("Treatment plan"), queryset=None, empty_label=_("Any or none"))
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("Standing"),
        choices=[("late", _("Late entries")), ("voided", _("Voided")), ("all", _("All, voided too"))],
    )  # fmt: skip
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))

    class Meta:
        model = PhysioSession
        fields = (
            "q", "since", "until", "therapist", "attended", "kind", "technique", "device_related", "plan", "state",
            "centre",
        )  # fmt: skip

    def __init__(self, *args: Any, user: Any, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["therapist"].queryset = queries.therapists(centres)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.filters["centre"].queryset = own
        if len(centres) < 2:
            del self.filters["centre"]
        self._offer_plan(user)

    def _offer_plan(self, user: Any) -> None:
        """A plan is chosen on its own page: here stands the one that was asked for, and none without it."""
        asked = queries.keys([self.data.get("plan")] if self.data else [])
        if asked:
            self.filters["plan"].queryset = TreatmentPlan.objects.visible_to(user).filter(pk__in=asked)
            self.filters["plan"].field.label_from_instance = plan_label
        else:
            del self.filters["plan"]

    @property
    def qs(self) -> QuerySet[PhysioSession]:
        chosen = self.form.cleaned_data.get("state") if self.form.is_valid() else ""
        found: QuerySet[PhysioSession] = super().qs
        return found if chosen else found.filter(voided_at=None)

    def of_person(self, rows: QuerySet[PhysioSession], _name: str, q: str) -> QuerySet[PhysioSession]:
        return queries.of_people(rows, q)

    def of_kind(self, rows: QuerySet[PhysioSession], _name: str, kind: str) -> QuerySet[PhysioSession]:
        return rows.filter(group__isnull=kind == "individual")

    def by_attendance(self, rows: QuerySet[PhysioSession], _name: str, answer: str) -> QuerySet[PhysioSession]:
        return rows.filter(attended=answer == "yes")

    def with_technique(self, rows: QuerySet[PhysioSession], _name: str, technique: str) -> QuerySet[PhysioSession]:
        return rows.filter(techniques__contains=[technique])

    def by_device(self, rows: QuerySet[PhysioSession], _name: str, answer: str) -> QuerySet[PhysioSession]:
        return rows.filter(device_related=answer == "yes")

    def in_state(self, rows: QuerySet[PhysioSession], _name: str, state: str) -> QuerySet[PhysioSession]:
        if state == "late":
            return rows.filter(late=True, voided_at=None)
        return rows.exclude(voided_at=None) if state == "voided" else rows


class PlanFilter(django_filters.FilterSet):
    """Whose plans, by whom, and how they stand. Without a choice of state, the open ones."""

    q = django_filters.CharFilter(
        label=_("Patient"), method="of_person",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": 100}),
    )  # fmt: skip
    therapist = django_filters.ModelChoiceFilter(label=_("Therapist"), queryset=None, empty_label=_("Everyone"))
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("Open plans"),
        choices=[
            ("due", _("Due for review")), ("left-open", _("Episode closed, plan open")), ("ended", _("Ended")),
            ("all", _("All plans")),
        ],
    )  # fmt: skip
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))

    class Meta:
        model = TreatmentPlan
        fields = ("q", "therapist", "state", "centre")

    def __init__(self, *args: Any, user: Any, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, centres[0].today()
        self.filters["therapist"].queryset = queries.therapists(centres)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.filters["centre"].queryset = own
        if len(centres) < 2:
            del self.filters["centre"]

    @property
    def narrowed(self) -> bool:
        """Whether anything was chosen."""
        return self.form.is_valid() and any(self.form.cleaned_data.values())

    @property
    def qs(self) -> TreatmentPlanQuerySet:
        chosen = self.form.cleaned_data.get("state") if self.form.is_valid() else ""
        found: TreatmentPlanQuerySet = super().qs
        return found if chosen else found.open()

    def of_person(self, rows: TreatmentPlanQuerySet, _name: str, q: str) -> TreatmentPlanQuerySet:
        return rows.filter(patient__in=find(Patient.objects.visible_to(self.user), q).order_by().values("pk"))

    def in_state(self, rows: TreatmentPlanQuerySet, _name: str, state: str) -> TreatmentPlanQuerySet:
        if state == "due":
            return rows.due(self.today)
        if state == "left-open":
            return rows.left_open()
        return rows.exclude(ended_on=None) if state == "ended" else rows


def plan_label(plan: TreatmentPlan) -> str:
    """A plan by its aim and its first day."""
    return f"{plan.aim} ({plan.started_on.isoformat()})"


class ScoreFilter(django_filters.FilterSet):
    """Who, when, which measure. Without a choice of state, what stands."""

    q = django_filters.CharFilter(
        label=_("Patient"), method="of_person",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": 100}),
    )  # fmt: skip
    since = django_filters.DateFilter(
        label=_("From"), field_name="service_date", lookup_expr="gte", widget=forms.DateInput(DATE, "%Y-%m-%d")
    )
    until = django_filters.DateFilter(
        label=_("Until"), field_name="service_date", lookup_expr="lte", widget=forms.DateInput(DATE, "%Y-%m-%d")
    )
    instrument = django_filters.ModelChoiceFilter(
        label=_("Outcome measure"),
        queryset=Instrument.objects.none(),
        to_field_name="key",
        empty_label=_("All measures"),
    )
    assessor = django_filters.ModelChoiceFilter(label=_("Measured by"), queryset=None, empty_label=_("Everyone"))
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("Standing"),
        choices=[
            ("unable", _("Unable")), ("late", _("Late entries")), ("voided", _("Voided")),
            ("all", _("All, voided too")),
        ],
    )  # fmt: skip
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))

    class Meta:
        model = OutcomeScore
        fields = ("q", "since", "until", "instrument", "assessor", "state", "centre")

    def __init__(self, *args: Any, user: Any, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["instrument"].queryset = measuring.instruments()
        self.filters["assessor"].queryset = measuring.assessors(centres)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.filters["centre"].queryset = own
        if len(centres) < 2:
            del self.filters["centre"]

    @property
    def qs(self) -> QuerySet[OutcomeScore]:
        chosen = self.form.cleaned_data.get("state") if self.form.is_valid() else ""
        found: QuerySet[OutcomeScore] = super().qs
        return found if chosen else found.filter(voided_at=None)

    def of_person(self, rows: QuerySet[OutcomeScore], _name: str, q: str) -> QuerySet[OutcomeScore]:
        return measuring.of_people(rows, q)

    def in_state(self, rows: QuerySet[OutcomeScore], _name: str, state: str) -> QuerySet[OutcomeScore]:
        if state in ("late", "unable"):
            return rows.filter(**{state: True}, voided_at=None)
        return rows.exclude(voided_at=None) if state == "voided" else rows
