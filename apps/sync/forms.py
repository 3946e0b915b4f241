"""Enrolling a tablet, signing it in again, renaming and revoking it; and narrowing the list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.fields import PlainText
from apps.core.web import ChangesFresh, MakesOnce, VerbForm
from apps.sync import queries
from apps.sync.labels import KINDS_IN_WORDS
from apps.sync.models import Conflict, RevokeAction, Tablet
from apps.sync.models.conflict import ConflictQuerySet
from apps.sync.models.tablet import LONGEST, TabletQuerySet


class ValidDays(VerbForm, MakesOnce):
    """How long a tablet stays signed in before somebody has to look after it."""

    valid_days = forms.IntegerField(
        label=_("Signed in for (days)"),
        min_value=1,
        max_value=LONGEST,
        initial=90,
        help_text=_("After that the tablet has to be signed in again. What it holds is not lost by it."),
    )


class EnrolForm(ValidDays):
    """A new tablet: what it is called, and who will use it in which centre."""

    name = PlainText(
        label=_("Name of the tablet"), max_length=60, help_text=_("As it is written on its back, for example “RAK 3”.")
    )
    holder = forms.ChoiceField(
        label=_("Used by"), help_text=_("What is recorded on the tablet is recorded in this person's name.")
    )
    field_order = ("name", "holder", "valid_days")

    def __init__(self, *args: Any, holders: Mapping[Centre, list[User]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {f"{one.code}:{person.pk}": (one, person) for one, all_ in holders.items() for person in all_}
        groups = [
            (one.name, [(f"{one.code}:{person.pk}", str(person)) for person in all_]) for one, all_ in holders.items()
        ]
        self.fields["holder"].choices = [("", _("Choose a person")), *groups]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        centre, user = self.pairs[given.pop("holder")]
        return {**given, "centre": centre, "user": user}


class RenameForm(ChangesFresh):
    name = PlainText(label=_("Name of the tablet"), max_length=60)

    def __init__(self, *args: Any, record: Tablet, **kwargs: Any) -> None:
        super().__init__(*args, record=record, initial={"name": record.name}, **kwargs)


class RevokeForm(ChangesFresh):
    """What the tablet shall do with what it holds, and why."""

    action = forms.ChoiceField(
        label=_("The tablet shall"),
        choices=RevokeAction.choices,
        initial=RevokeAction.RELOGIN,
        widget=forms.RadioSelect,
        help_text=_("A lost or stolen tablet deletes everything. Work that it has not sent is then gone with it."),
    )
    reason = PlainText(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def stored(self) -> dict[str, Any]:
        return {}


class TabletFilter(django_filters.FilterSet):
    """Search by the tablet's name or its person. Without a choice, only tablets in use."""

    q = django_filters.CharFilter(
        label=_("Tablet or person"),
        method="search",
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100}),
    )
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[("attention", _("Needs somebody")), ("revoked", _("Revoked")), ("all", _("All tablets"))],
        empty_label=_("In use"),
    )

    class Meta:
        model = Tablet
        fields = ("q", "centre", "state")

    def __init__(self, *args: Any, centres: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["centre"].queryset = centres
        self.at = at

    @property
    def qs(self) -> TabletQuerySet:
        chosen = self.form.cleaned_data.get("state") if self.form.is_valid() else ""
        found: TabletQuerySet = super().qs
        return found if chosen else found.filter(revoked_at=None)

    def search(self, rows: TabletQuerySet, _name: str, text: str) -> TabletQuerySet:
        return rows.filter(Q(name__icontains=text) | Q(user__name__icontains=text) | Q(user__username__icontains=text))

    def by_state(self, rows: TabletQuerySet, _name: str, chosen: str) -> TabletQuerySet:
        if chosen == "attention":
            return queries.needing_somebody(rows, self.at)
        return rows.exclude(revoked_at=None) if chosen == "revoked" else rows


class DecideForm(ChangesFresh):
    """Why one side is right. Which one is the button that is pressed."""

    usual = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            (one, one)
            for one in (_("Asked the person"), _("Looked at the papers"), _("Newer than the other"), _("Typing error"))
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    words = PlainText(label=_("In other words"), max_length=200, required=False)

    def stored(self) -> dict[str, Any]:
        return {}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("usual") and not given.get("words"):
            self.add_error("usual", _("Say why."))
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        said = (given.pop("usual"), given.pop("words"))
        return {**given, "reason": ": ".join(str(one) for one in said if one)}


class ConflictFilter(django_filters.FilterSet):
    """Search by the person or the tablet. Without a choice, only what is still to be decided."""

    q = django_filters.CharFilter(
        label=_("Person or tablet"),
        method="search",
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100}),
    )
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))
    type = django_filters.ChoiceFilter(
        label=_("Kind"), choices=sorted(KINDS_IN_WORDS.items()), empty_label=_("All kinds")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[("decided", _("Decided")), ("all", _("All conflicts"))],
        empty_label=_("To be decided"),
    )

    class Meta:
        model = Conflict
        fields = ("q", "centre", "type", "state")

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["centre"].queryset = centres

    @property
    def qs(self) -> ConflictQuerySet:
        chosen = self.form.cleaned_data.get("state") if self.form.is_valid() else ""
        found: ConflictQuerySet = super().qs
        return found if chosen else found.open()

    def search(self, rows: ConflictQuerySet, _name: str, text: str) -> ConflictQuerySet:
        person = Q(patient__number__iexact=text) | Q(patient__name_hangul__icontains=text)
        named = person | Q(patient__name_romanised__icontains=text)
        return rows.filter(named | Q(operation__tablet__name__icontains=text))

    def by_state(self, rows: ConflictQuerySet, _name: str, chosen: str) -> ConflictQuerySet:
        return rows.exclude(resolved_at=None) if chosen == "decided" else rows
