"""What the workshop's list can be narrowed by. Without a choice it shows the open devices."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.devices import board, catalogue, due, papers, queries, recall
from apps.devices.forms.periods import SinceUntilForm
from apps.devices.models import ENDED_STATES, Device, DeviceClass, HoldReason, State, TermKind
from apps.devices.models.device import DeviceQuerySet
from apps.patients.models import Patient
from apps.patients.search import find
from apps.patients.whereabouts import former_people

ALL, OVERDUE = "all", "overdue"
DAY = {"type": "date"}


class DeviceFilter(django_filters.FilterSet):
    """Filters of the workshop list, for the centres whose devices the user may see."""

    q = django_filters.CharFilter(
        label=_("Number, name or serial number"), method="search",
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100}),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[(OVERDUE, _("Overdue orders")), *State.choices, (ALL, _("All states"))],
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
        if state == OVERDUE:
            return board.overdue(rows, self.centres[0].today())
        return rows if state == ALL else rows.filter(state=state)

    def search(self, rows: DeviceQuerySet, _name: str, text: str) -> DeviceQuerySet:
        """People as everywhere else (number, paper number, either script), those who have left by name or number; a
        serial number; or the label of a device, scanned."""
        people = find(Patient.objects.visible_to(self.user), text).order_by().values("pk")
        left = former_people(self.centres, text).values("pk")
        device = Q(serial_number__icontains=text.strip()) | Q(pk=papers.key_in(text))
        return rows.filter(Q(patient__in=people) | Q(patient__in=left) | device)


class LookedAfterFilter(django_filters.FilterSet):
    """Abstract: the devices that the user's centres look after, of one centre where there are several."""

    centre = django_filters.ModelChoiceFilter(
        label=_("Centre"), queryset=None, method="at_centre", empty_label=_("All my centres")
    )

    def __init__(self, *args: Any, user: User, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.filters["centre"].queryset = own
        if len(centres) == 1:
            del self.filters["centre"]

    def at_centre(self, rows: DeviceQuerySet, _name: str, centre: Centre) -> DeviceQuerySet:
        return due.looked_after(rows, [centre])

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for; nothing where a part of it is wrong."""
        return dict(self.form.cleaned_data) if self.form.is_valid() else {}

    def unchanged(self, rows: DeviceQuerySet, _name: str, _value: Any) -> DeviceQuerySet:
        """For what `qs` decides on the whole."""
        return rows


class DueFilter(LookedAfterFilter):
    """What is due. Without a choice: all that is overdue, and what the next eight weeks bring."""

    USUAL = 8

    state = django_filters.ChoiceFilter(
        label=_("When"),
        method="unchanged",
        empty_label=_("Overdue and next 8 weeks"),
        choices=[
            ("overdue", _("Overdue only")), ("4", _("Next 4 weeks")), ("13", _("Next 3 months")),
            ("26", _("Next half year")), (ALL, _("At any time")),
        ],
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label=_("Due for"), method="unchanged", empty_label=_("Review or renewal"),
        choices=[(due.REVIEW, _("Device review")), (due.RENEWAL, _("Renewal"))],
    )  # fmt: skip
    device_class = django_filters.ChoiceFilter(
        label=_("Class"), field_name="device_type__device_class", choices=DeviceClass.choices,
        empty_label=_("All classes"),
    )  # fmt: skip

    class Meta:
        model = Device
        fields = ("state", "kind", "device_class", "centre")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def qs(self) -> DeviceQuerySet:
        when = self.chosen.get("state") or str(self.USUAL)
        rows = due.due(super().qs, self.today, kind=self.chosen.get("kind") or "")
        if when == "overdue":
            return rows.filter(due_on__lt=self.today)
        if when == ALL:
            return rows
        ahead = rows.filter(due_on__lt=self.today + timedelta(weeks=int(when)))
        return ahead if when == str(self.USUAL) else ahead.filter(due_on__gte=self.today)


class RecallFilter(LookedAfterFilter):
    """Which devices are called back. Nothing is found before a type, class, technology or part is named."""

    NAMED = ("device_type", "device_class", "technology", "q")

    q = django_filters.CharFilter(
        label=_("Part, make or lot"), method="unchanged",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": 100}),
    )  # fmt: skip
    device_type = django_filters.ChoiceFilter(
        label=_("Type"), field_name="device_type__key", empty_label=_("All types")
    )
    device_class = django_filters.ChoiceFilter(
        label=_("Class"), field_name="device_type__device_class", choices=DeviceClass.choices,
        empty_label=_("All classes"),
    )  # fmt: skip
    technology = django_filters.ChoiceFilter(label=_("Technology"), empty_label=_("All technologies"))
    since = django_filters.DateFilter(
        label=_("Handed over or repaired from"), method="unchanged", widget=forms.DateInput(DAY, "%Y-%m-%d")
    )
    until = django_filters.DateFilter(label=_("Until"), method="unchanged", widget=forms.DateInput(DAY, "%Y-%m-%d"))
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("Everything handed over"),
        choices=[("in-hand", _("Still with somebody")), ("ended", _("Life has ended")), (ALL, _("All states"))],
    )  # fmt: skip

    class Meta:
        model = Device
        form = SinceUntilForm
        fields = ("q", "device_type", "device_class", "technology", "since", "until", "state", "centre")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped = catalogue.by_class(catalogue.types())
        types = [(kind.label, [(row.key, row.name) for row in rows]) for kind, rows in grouped]
        self.filters["device_type"].extra["choices"] = types
        self.filters["technology"].extra["choices"] = catalogue.names(TermKind.TECHNOLOGY)

    @property
    def asked(self) -> bool:
        """Whether anything was named by which devices can be told from others."""
        return any(self.chosen.get(name) for name in self.NAMED)

    @property
    def qs(self) -> DeviceQuerySet:
        if not self.asked:
            return recall.found(self.queryset.none())
        part = self.chosen["q"].strip()
        return recall.found(super().qs, part=part, since=self.chosen["since"], until=self.chosen["until"])

    def in_state(self, rows: DeviceQuerySet, _name: str, state: str) -> DeviceQuerySet:
        if state == ALL:
            return rows
        return rows.filter(state__in=ENDED_STATES if state == "ended" else due.IN_HAND)
