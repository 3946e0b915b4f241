"""An impairment of one limb or body part."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.web import MakesOnce, VerbForm
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import DayField, PlainText, radio
from apps.patients.models import Cause, Impairment, ImpairmentKind, Level, PreviouslyFitted, Side

FIELDS = ("kind", "level", "side", "cause", "onset_on", "previously_fitted_elsewhere", "note")


class LimbForm(forms.Form):
    """What is wrong and where. `cause` is there only for those who may see it."""

    kind = forms.ChoiceField(label=_("Impairment"), choices=[("", "—"), *ImpairmentKind.choices])
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", "—"), *Level.choices],
        help_text=_("Of an amputation or absence of a limb."),
    )  # fmt: skip
    side = radio(label=_("Side"), required=False, choices=[("", _("Neither")), *Side.choices])
    cause = forms.ChoiceField(
        label=_("Cause"), required=False, choices=[("", _("Not recorded")), *Cause.choices],
        help_text=_("Of this limb. Seen only by those who need it."),
    )  # fmt: skip
    onset_on = DayField(label=_("Date of injury or onset"))
    previously_fitted_elsewhere = radio(
        label=_("Previously fitted elsewhere"), choices=PreviouslyFitted.choices, initial=PreviouslyFitted.UNKNOWN
    )
    note = PlainText(label=_("Note"), max_length=300, required=False)

    def settle(self, *, guarded: bool) -> None:
        if not guarded:
            del self.fields["cause"]


class ImpairmentForm(LimbForm, MakesOnce, VerbForm):
    def __init__(self, *args: Any, guarded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle(guarded=guarded)


class CorrectImpairmentForm(LimbForm, ChangeForm):
    def __init__(self, *args: Any, guarded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle(guarded=guarded)

    @staticmethod
    def read(record: Impairment) -> dict[str, Any]:
        return {name: getattr(record, name) for name in FIELDS}
