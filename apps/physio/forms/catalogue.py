"""Forms of the catalogue of outcome measures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import PlainText
from apps.core.web import ChangesFresh, MakesOnce, VerbForm
from apps.physio.models import Population, ThresholdKind

LAST = 9999


class FromRecord(ChangesFresh):
    """Begins with what is on record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.stored(), **self.initial}


class InstrumentForm(FromRecord):
    name_ko = PlainText(label=_("Korean name"), max_length=160)
    name_en = PlainText(label=_("English name"), max_length=160)
    note_ko = PlainText(label=_("How it is done, in Korean"), max_length=300, required=False)
    note_en = PlainText(label=_("How it is done, in English"), max_length=300, required=False)
    position = forms.IntegerField(
        label=_("Place in lists"), min_value=0, max_value=LAST, help_text=_("Small numbers come first.")
    )
    active = forms.BooleanField(
        label=_("Offered"), required=False,
        help_text=_("Without the tick it is retired: not offered any more, and shown wherever it is used."),
    )  # fmt: skip


class Worth(forms.Form):
    """How much, and who says so."""

    value = forms.DecimalField(
        label=_("Smallest change"), max_digits=7, decimal_places=2, help_text=_("In the unit of the measure.")
    )
    source = PlainText(
        label=_("Source"), max_length=300,
        help_text=_("Authors, journal, year and pages: who reads a trend must be able to look it up."),
    )  # fmt: skip


class NewThresholdForm(Worth, VerbForm, MakesOnce):
    kind = forms.ChoiceField(label=_("Kind"), choices=ThresholdKind.choices, widget=forms.RadioSelect)
    population = forms.ChoiceField(
        label=_("Population"), choices=Population.choices,
        help_text=_("Whom the source studied: the threshold is shown for nobody else."),
    )  # fmt: skip
    field_order = ("kind", "population", "value", "source")


class ThresholdForm(Worth, FromRecord):
    pass
