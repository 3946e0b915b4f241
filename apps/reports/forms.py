"""Choosing a month, and asking for its file."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.centres.models import Centre

TOGETHER = "all"


class MonthForm(forms.Form):
    """Centre, or all of the user's together, and a month that has begun."""

    centre = forms.ChoiceField(label=_("Centre"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    month = forms.TypedChoiceField(label=_("Month"), coerce=int)

    def __init__(self, *args: Any, centres: list[Centre], first_year: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        choices = [(centre.code, centre.name) for centre in centres]
        if len(centres) > 1:
            choices.append((TOGETHER, _("All my centres together")))
        self.fields["centre"].choices = choices
        self.fields["year"].choices = [(year, str(year)) for year in range(today.year, first_year - 1, -1)]
        self.fields["month"].choices = list(MONTHS.items())

    def clean(self) -> dict[str, Any]:
        """`first_day` of the month chosen; an error when it has not begun."""
        given = super().clean() or self.cleaned_data
        if {"year", "month"} <= given.keys():
            given["first_day"] = date(given["year"], given["month"], 1)
            if given["first_day"] > self.today:
                self.add_error("month", _("This month has not begun yet."))
        return given


class AskForm(forms.Form):
    """The language of the file."""

    language = forms.ChoiceField(label=_("Language of the PDF"), choices=Language.choices)
