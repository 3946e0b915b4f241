"""The filters above the list of sessions."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.physio import queries
from apps.physio.models import PhysioSession

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
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("Standing"),
        choices=[("late", _("Late entries")), ("voided", _("Voided")), ("all", _("All, voided too"))],
    )  # fmt: skip
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))

    class Meta:
        model = PhysioSession
        fields = ("q", "since", "until", "therapist", "kind", "attended", "state", "centre")

    def __init__(self, *args: Any, user: Any, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["therapist"].queryset = queries.therapists(centres)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.filters["centre"].queryset = own
        if len(centres) < 2:
            del self.filters["centre"]

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

    def in_state(self, rows: QuerySet[PhysioSession], _name: str, state: str) -> QuerySet[PhysioSession]:
        if state == "late":
            return rows.filter(late=True, voided_at=None)
        return rows.exclude(voided_at=None) if state == "voided" else rows
