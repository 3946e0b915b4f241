"""What is asked of whoever keeps a view, takes a list out, or looks for what to mend."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
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
