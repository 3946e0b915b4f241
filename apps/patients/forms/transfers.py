"""Sending a person to another centre, asking for one, and answering; and what narrows the list of transfers."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import clock
from apps.core.web import MakesOnce, VerbForm
from apps.patients import whereabouts
from apps.patients.forms.fields import BoxNumber, PlainText, ServiceDay, radio
from apps.patients.models import Transfer, TransferKind, TransferState
from apps.patients.models.transfer import TransferQuerySet
from apps.patients.whereabouts import Clues

OLDEST_YEAR = 1890


def centre_field(**kwargs: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, empty_label=None, **kwargs)


class SendForm(MakesOnce, VerbForm):
    """Send a person to another centre. The centre that sends is asked only where there are several."""

    from_centre = centre_field(label=_("From"))
    to_centre = centre_field(label=_("To the centre"))
    kind = radio(
        label=_("Kind"), choices=TransferKind.choices, initial=TransferKind.MOVE,
        help_text=_("After a move this centre reads what it did itself and adds nothing: end its open orders first."),
    )  # fmt: skip
    reason = PlainText(
        label=_("Reason"), max_length=300, help_text=_("The other centre reads it before it decides.")
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = centres[0]
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.fields["from_centre"].queryset, self.fields["from_centre"].initial = own, self.first
        others = whereabouts.other_centres(centres if len(centres) == 1 else ())
        self.fields["to_centre"].queryset = others
        if len(centres) == 1:
            del self.fields["from_centre"]

    def arguments(self) -> dict[str, Any]:
        return {"from_centre": self.first, **super().arguments(), "at": clock.now()}


class AskForm(VerbForm):
    """Ask for a person by number. What is checked here is the writing alone, never whether there is such a person."""

    centre = centre_field(label=_("For the centre"))
    number = PlainText(
        label=_("Patient number"), max_length=30, help_text=_("As on the patient card, for example RAK-2016-0042."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    birth_year = BoxNumber(
        label=_("Birth year"), min_value=OLDEST_YEAR, max_value=9999, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"}),
    )  # fmt: skip
    name = PlainText(
        label=_("or whole name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = radio(label=_("Kind"), choices=TransferKind.choices, initial=TransferKind.MOVE)
    reason = PlainText(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, user: User, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = centres[0]
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.fields["centre"].queryset, self.fields["centre"].initial = own, self.first
        if len(centres) == 1:
            del self.fields["centre"]

    def clean_number(self) -> str:
        number = whereabouts.whole_number(self.cleaned_data["number"])
        if not number:
            raise ValidationError(_("Write the whole number, as on the patient card."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("birth_year") is None and not data.get("name") and not {"birth_year", "name"} & self.errors.keys():
            self.add_error("birth_year", _("Enter the birth year or the name, as a check."))
        return data

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        clues = Clues(number=given.pop("number"), birth_year=given.pop("birth_year"), name=given.pop("name"))
        return {"centre": self.first, **given, "clues": clues, "at": clock.now()}


class AnswerForm(VerbForm):
    """Accept or decline. A declined question is told to the asking centre only when there is a note."""

    answer = radio(label=_("Answer"), choices=[("accept", _("Accept")), ("decline", _("Decline"))])
    on = ServiceDay(label=_("Served there from"), required=False, help_text=_("Only when accepted."))
    note = PlainText(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, transfer: Transfer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].at(transfer.to_centre)
        if transfer.is_question:
            self.fields["note"].help_text = _(
                "The asking centre reads it. Declined without a note, it is not told that this person is known."
            )

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        accepted = given.pop("answer") == "accept"
        return {**given, "accept": accepted, "at": clock.now()}


class CancelForm(VerbForm):
    """Take a request back; there is nothing to type."""

    def arguments(self) -> dict[str, Any]:
        return {"at": clock.now()}


class TransferFilter(django_filters.FilterSet):
    """Which transfers; without a choice, those that wait for one of the user's centres."""

    show = django_filters.ChoiceFilter(
        label=pgettext_lazy("between centres", "Transfers"), method="by_side", empty_label=_("Waiting for us"),
        choices=[("sent", _("Waiting for another centre")), ("answered", _("Answered")), ("all", _("All"))],
    )  # fmt: skip

    class Meta:
        model = Transfer
        fields = ("show",)

    def __init__(self, *args: Any, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centres = centres

    @property
    def chosen(self) -> str:
        return str(self.form.cleaned_data.get("show") or "") if self.form.is_valid() else ""

    @property
    def qs(self) -> QuerySet[Transfer]:
        found: TransferQuerySet = super().qs
        return found if self.chosen else found.waiting_for(self.centres)

    def by_side(self, rows: TransferQuerySet, _name: str, side: str) -> QuerySet[Transfer]:
        if side == "sent":
            return rows.waiting().filter(asked_by_centre__in=self.centres)
        return rows.exclude(state=TransferState.REQUESTED) if side == "answered" else rows
