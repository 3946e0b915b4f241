"""What narrows the board of the workshop and its waiting times."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.devices import queries
from apps.devices.forms.periods import SinceUntilForm
from apps.devices.models import Device, DeviceClass, HoldReason

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BoardFilter(django_filters.FilterSet):
    """By class, technician and what an order waits for; the names are those of the list, which shows the same."""

    technician = django_filters.ModelChoiceFilter(
        label=_("Technician"), queryset=None, empty_label=_("All technicians")
    )
    device_class = django_filters.ChoiceFilter(
        label=_("Class"), field_name="device_type__device_class", choices=DeviceClass.choices,
        empty_label=_("All classes"),
    )  # fmt: skip
    hold_reason = django_filters.ChoiceFilter(
        label=_("On hold because"), choices=HoldReason.choices, empty_label=_("Any or none")
    )
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))

    class Meta:
        model = Device
        fields = ("technician", "device_class", "hold_reason", "centre")

    def __init__(self, *args: Any, user: User, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["technician"].queryset = queries.technicians(centres)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.filters["centre"].queryset = own
        if len(centres) == 1:
            del self.filters["centre"]

    @property
    def kept(self) -> dict[str, str]:
        """What narrows, as the query of an address."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        return {name: self.data[name] for name, value in chosen.items() if value}


class PeriodForm(SinceUntilForm):
    """Deliveries from one day to another; without a choice those of the last year."""

    since = forms.DateField(label=_("Delivered from"), input_formats=["%Y-%m-%d"], widget=DAY)
    until = forms.DateField(label=_("Until"), input_formats=["%Y-%m-%d"], widget=DAY)
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, required=False, empty_label=_("All my centres"))

    def __init__(self, data: Any, *, user: User, centres: Sequence[Centre]) -> None:
        today = centres[0].today()
        usual = {"since": (today - timedelta(days=365)).isoformat(), "until": today.isoformat()}
        given = {name: data.get(name) or usual.get(name, "") for name in ("since", "until", "centre")}
        super().__init__(given)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.fields["centre"].queryset = own
        if len(centres) == 1:
            del self.fields["centre"]
        self.centres = list(centres)

    @property
    def among(self) -> list[Centre]:
        """The chosen centre, else all of them; none where what was asked for is no period."""
        if not self.is_valid():
            return []
        chosen = self.cleaned_data.get("centre")
        return [chosen] if chosen else self.centres

    @property
    def period(self) -> tuple[date, date]:
        """Both days included."""
        given = self.cleaned_data if self.is_valid() else {}
        today = self.centres[0].today()
        return given.get("since") or today, given.get("until") or today
