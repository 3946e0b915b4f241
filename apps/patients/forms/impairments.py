"""An impairment of one limb or body part. The kind decides what else is asked; an odd answer is asked back once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Refused
from apps.core.web import MakesOnce, VerbForm
from apps.patients import contradictions
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import DayField, KnownDateField, PlainText, radio
from apps.patients.models import (
    Cause,
    Impairment,
    ImpairmentKind,
    Patient,
    PreviouslyFitted,
    Side,
    StumpCondition,
    known_date,
)
from apps.patients.models.limb import ARM, LEG, LIMB_LOSS, SIDELESS

PLAIN = ("kind", "level", "side", "cause", "stump_conditions", "previously_fitted_elsewhere", "note")
KNOWN = {"onset": ("onset_on", "onset_precision"), "amputated": ("amputated_on", "amputated_precision")}
# The boxes of a record's dates.
BOXES = {"onset_on": "onset", "amputated_on": "amputated", "stump_examined_on": "stump_examined"}
STUMP = ("stump_conditions", "stump_examined")
LEVELS = [
    ("", "—"),
    (_("Leg"), [(level.value, level.label) for level in LEG]),
    (_("Arm"), [(level.value, level.label) for level in ARM]),
]


class LimbForm(forms.Form):
    """What is wrong and where."""

    kind = forms.ChoiceField(label=_("Impairment"), choices=[("", "—"), *ImpairmentKind.choices])
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=LEVELS, help_text=_("Of an amputation or absence of a limb.")
    )
    side = radio(label=_("Side"), required=False, choices=[("", _("Neither")), *Side.choices])
    cause = forms.ChoiceField(
        label=_("Cause"), required=False, choices=[("", _("Not recorded")), *Cause.choices],
        help_text=_("Of this limb. Seen only by those who need it."),
    )  # fmt: skip
    onset = KnownDateField(label=_("Date of injury or onset"), help_text=_("Month and day may stay empty."))
    amputated = KnownDateField(label=_("Date of amputation"), help_text=_("Month and day may stay empty."))
    stump_conditions = forms.MultipleChoiceField(
        label=_("Condition of the stump"), required=False, choices=StumpCondition.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    stump_examined = DayField(label=_("Stump examined on"), help_text=_("Left empty, it was examined today."))
    previously_fitted_elsewhere = radio(
        label=_("Previously fitted elsewhere"), choices=PreviouslyFitted.choices, initial=PreviouslyFitted.UNKNOWN
    )
    note = PlainText(label=_("Note"), max_length=300, required=False)

    def limb(self, *, today: date) -> dict[str, Any]:
        """The fields of the record: the arguments of the verbs. A stump examined on no day was examined `today`."""
        given = self.cleaned_data
        values = {name: given[name] for name in PLAIN if name in given}
        for name, (day, precision) in KNOWN.items():
            values[day], values[precision] = given[name]
        examined = given["stump_examined"] or (today if values["stump_conditions"] else None)
        return {**values, "stump_examined_on": examined}


class AskingForm(LimbForm, VerbForm):
    """Asks what suits the kind, and asks back what is odd. `cause` is there only for those who may see it."""

    sure = forms.BooleanField(
        label=_("It is so; record it"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(self, *args: Any, patient: Patient, guarded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient, self.guarded, self.asked_back = patient, guarded, False
        self.today = patient.centre.today()
        if not guarded:
            del self.fields["cause"]

    # --- what is asked ---------------------------------------------------------------------------

    @property
    def chosen_kind(self) -> str:
        """The kind as chosen so far, "" while there is none."""
        kind = self["kind"].value() or ""
        return kind if kind in ImpairmentKind.values else ""

    @property
    def suitable(self) -> list[forms.BoundField]:
        """What suits the kind, everything while there is none, and whatever has an error."""
        names = [name for name in self.fields if name not in ("kind", "sure", "record_id", "version")]
        unsuitable = unsuited(self.chosen_kind) - self.recorded()
        return [self[name] for name in names if name not in unsuitable or (self.is_bound and name in self.errors)]

    @property
    def asks_back(self) -> bool:
        """Whether the box is shown that takes an odd answer as it is."""
        return self.asked_back or bool(self["sure"].value())

    def recorded(self) -> set[str]:
        """Fields that are shown in any case, because they stand on record."""
        return set()

    # --- what was answered -------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("sure"):
            for finding in self.odd():
                self.asked_back = True
                self.add_error(BOXES.get(finding.field, finding.field), finding.words)
        return given

    def odd(self) -> Sequence[contradictions.Finding]:
        """What is odd about the impairment as entered, as far as this user sees it."""
        entered = self.entered(self.limb(today=self.today))
        found = contradictions.odd(entered, patient=self.patient, others=self.patient.impairments.all())
        return [finding for finding in found if self.guarded or not finding.guarded]

    def entered(self, values: dict[str, Any]) -> Impairment:
        """The impairment as it would stand on record."""
        raise NotImplementedError

    def arguments(self) -> dict[str, Any]:
        """Those of the verb, the patient or impairment and the actor apart."""
        keys = {"record_id": "id", "version": "version"}
        values = self.limb(today=self.today)
        return {**values, **{keys[name]: self.cleaned_data[name] for name in keys if name in self.cleaned_data}}

    def refuse(self, refusal: Refused) -> None:
        if refusal.field is not None:
            refusal.field = BOXES.get(refusal.field, refusal.field)
        super().refuse(refusal)


class ImpairmentForm(AskingForm, MakesOnce):
    """A new impairment. `typed`: what stands in a half-filled form whose kind was just chosen."""

    def __init__(self, *args: Any, typed: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if typed is not None:
            self.initial = {
                name: field.widget.value_from_datadict(typed, {}, name) for name, field in self.fields.items()
            }

    def entered(self, values: dict[str, Any]) -> Impairment:
        """Under its own key, so that a form pressed twice is not compared with itself."""
        return Impairment(patient=self.patient, id=self.cleaned_data.get("record_id"), **values)


class CorrectImpairmentForm(AskingForm, ChangeForm):
    @staticmethod
    def read(record: Impairment) -> dict[str, Any]:
        known = {name: known_date.parts(*(getattr(record, part) for part in parts)) for name, parts in KNOWN.items()}
        plain = {name: getattr(record, name) for name in PLAIN}
        return {**plain, **known, "stump_examined": record.stump_examined_on}

    def recorded(self) -> set[str]:
        if self.chosen_kind != self.record.kind:
            return set()
        stands = type(self).read(self.record)
        return {name for name, value in stands.items() if (any(value) if isinstance(value, tuple) else value)}

    def entered(self, values: dict[str, Any]) -> Impairment:
        """As on record, with what was entered; the cause of somebody who may not see it stays as it is."""
        kept = {"id": self.record.pk, "created_at": self.record.created_at}
        entered = Impairment(patient=self.patient, **kept, **values)
        entered._state.adding = False
        return entered


def unsuited(kind: str) -> set[str]:
    """The fields that do not suit a kind of impairment."""
    if not kind:
        return set()
    names = set() if kind in LIMB_LOSS else {"level", "amputated", *STUMP}
    if kind == ImpairmentKind.CONGENITAL_ABSENCE:
        names |= {"onset", "amputated"}
    return names | ({"side"} if kind in SIDELESS else set())
