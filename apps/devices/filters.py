"""What the workshop's list can be narrowed by. Without a choice it shows the open devices."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.devices import queries
from apps.devices.models import Device, DeviceClass, HoldReason, State
from apps.devices.models.device import DeviceQuerySet
from apps.patients.models import Patient
from apps.patients.search import find
from apps.patients.whereabouts import former_people

ALL = "all"


class DeviceFilter(django_filters.FilterSet):
    """Filters of the workshop list, for the centres whose devices the user may see."""

    q = django_filters.CharFilter(
        label=_("Number, name or serial number"), method="search",
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100}),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[*State.choices, (ALL, _("All states"))],
        empty_label=_("Open devices"),
    )
    device_class = django_filters.ChoiceFilter(
        label=_("Class"), field_name="device_type__device_class", choices=DeviceClass.choices,
        empty_label=_("All classes"),
    )  # fmt: skip
    technician = django_filters.ModelChoiceFilter(
        label=_("Technician"), queryset=None, empty_label=_("All technicians")
    )
    hold_reason = django_filters.ChoiceFilter(
        label=_("On hold because"), choices=HoldReason.choices, empty_label=_("Any or none")
    )
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))

    class Meta:
        model = Device
        fields = ("q", "state", "device_class", "technician", "hold_reason", "centre")

    def __init__(self, *args: Any, user: User, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.centres = user, centres
        self.filters["technician"].queryset = queries.technicians(centres)
        if len(centres) == 1:
            del self.filters["centre"]
        else:
            own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
            self.filters["centre"].queryset = own

    @property
    def narrowed(self) -> bool:
        """Whether anything was chosen."""
        return self.form.is_valid() and any(self.form.cleaned_data.values())

    @property
    def qs(self) -> DeviceQuerySet:
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        found: DeviceQuerySet = super().qs
        return found if chosen.get("state") else found.open()

    def by_state(self, rows: DeviceQuerySet, _name: str, state: str) -> DeviceQuerySet:
        return rows if state == ALL else rows.filter(state=state)

    def search(self, rows: DeviceQuerySet, _name: str, text: str) -> DeviceQuerySet:
        """People as everywhere else (number, paper number, either script), those who have left by name or number; or a
        serial number."""
        people = find(Patient.objects.visible_to(self.user), text).order_by().values("pk")
        left = former_people(self.centres, text).values("pk")
        return rows.filter(Q(patient__in=people) | Q(patient__in=left) | Q(serial_number__icontains=text.strip()))
