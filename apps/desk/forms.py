"""What is asked of whoever keeps a view, takes a list out, or looks for what to mend."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, User
from apps.centres.models import Centre
from apps.core.fields import PlainText
from apps.core.web import ChangesFresh, MakesOnce, VerbForm
from apps.desk.gaps import Gap, Sort
from apps.desk.listings import CENTRE, Asked, own
from apps.desk.models import ExportFormat, SavedView
from apps.desk.trends import Trend


class ViewForm(MakesOnce, VerbForm):
    """The name of a new view."""

    name = PlainText(label=_("Name of the view"), max_length=60, help_text=_("For example: children of Nampo"))


class RenameForm(ChangesFresh):
    name = PlainText(label=_("Name of the view"), max_length=60)

    def __init__(self, *args: Any, record: SavedView, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["name"].initial = record.name


class ExportForm(MakesOnce, VerbForm):
    """Format, centres and reason. Guarded columns are offered to those alone who may see them at every centre."""

    centres = forms.ModelMultipleChoiceField(
        label=_("Centres"), queryset=None, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one centre.")},
    )  # fmt: skip
    file_format = forms.ChoiceField(
        label=_("Format"), choices=ExportFormat.choices, widget=forms.RadioSelect, initial=ExportFormat.XLSX
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)
    guarded = forms.BooleanField(
        label=_("With guarded columns"), required=False,
        help_text=_("Category and causes. Only when the purpose needs them."),
    )  # fmt: skip
    reason = PlainText(
        label=_("Reason"), max_length=300, help_text=_("What the list is for, and who gets it. It stays on record.")
    )

    def __init__(self, *args: Any, asked: Asked, may_guarded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.all = asked.centres
        self.fields["language"].initial = get_language()
        self.fields["centres"].queryset = own(asked.user, self.all)
        self.fields["centres"].initial = [asked.chosen[CENTRE]] if asked.chosen.get(CENTRE) in self.all else self.all
        if len(self.all) == 1:
            del self.fields["centres"]
        if not may_guarded:
            del self.fields["guarded"]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "centres": list(given.get("centres", self.all))}


class GapFilterForm(forms.Form):
    """At which centre, and which kinds of gaps are shown."""

    centre = forms.ChoiceField(label=_("Centre"), required=False)
    sort = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *Sort.choices], required=False)
    number = forms.ChoiceField(
        label=_("How many"), choices=[("", _("Any number")), ("some", _("Something to mend"))], required=False
    )

    def __init__(self, *args: Any, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].choices = [(str(centre.pk), centre.name) for centre in centres]
        if len(centres) == 1:
            del self.fields["centre"]

    def narrowed(self, gaps: Iterable[Gap], found: Mapping[str, Trend]) -> list[Gap]:
        """Those of the gaps that are asked for; a value that is no choice narrows nothing."""
        self.is_valid()
        sort, number = self.cleaned_data.get("sort"), self.cleaned_data.get("number")
        kept = [gap for gap in gaps if not sort or gap.sort == sort]
        return [gap for gap in kept if not number or found[gap.kind].now]


class WeekForm(forms.Form):
    """Which week, by any day in it, and at which centre. What is no choice is this week, at all of them."""

    week = forms.DateField(
        label=_("Week of"), required=False, input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, required=False, empty_label=_("All my centres"))
    who = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User, centres: Sequence[Centre]) -> None:
        super().__init__(data)
        self.fields["centre"].queryset = own(user, centres)
        if len(centres) == 1:
            del self.fields["centre"]
        self.is_valid()
        given = self.cleaned_data
        chosen = given.get("centre")
        self.centres: list[Centre] = [chosen] if chosen else list(centres)
        asked, today = given.get("week"), self.centres[0].today()
        # At either end of the calendar there is no week before or after.
        self.day: date = asked if asked and date(1900, 1, 8) <= asked <= date(9999, 12, 1) else today
