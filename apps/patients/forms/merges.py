"""Asking for two records to be merged, deciding on it, undoing it."""

from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.problems import Refused
from apps.core.web import ChangesFresh, MakesOnce, VerbForm
from apps.patients import comparison
from apps.patients.comparison import GROUPS, Line
from apps.patients.forms.fields import PlainText
from apps.patients.forms.filters import QuestionFilter
from apps.patients.models import Merge, MergeState, Patient
from apps.patients.models.merge import MergeQuerySet

SURVIVOR, LOSER, TO_DECIDE = "survivor", "loser", "to-decide"
CHANGED = _("One of the two records has been changed in the meantime. Look at both again; your choices are kept.")


@dataclass(frozen=True)
class Row:
    """One line of the comparison; with the choice between the two where they differ."""

    line: Line
    choice: BoundField | None


class SeesBoth(VerbForm):
    """Mix-in: what is decided is decided about the two records as they were looked at."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, survivor: Patient, loser: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survivor, self.loser = survivor, loser
        self.fields["seen"].initial = self.versions

    @property
    def versions(self) -> str:
        return f"{self.survivor.version}.{self.loser.version}"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to decide; what was decided has changed both records itself."""
        return True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.pop("seen", "") != self.versions and self.is_open:
            self.add_error(None, CHANGED)
            sent: Any = self.data
            self.data = again = sent.copy()
            again[self.add_prefix("seen")] = self.versions
        return given


class MergeForm(SeesBoth, MakesOnce):
    """Which value is kept, for every group of fields that differs; the survivor's unless it says nothing."""

    reason = PlainText(label=_("Why they are one person"), max_length=300)

    def __init__(self, *args: Any, guarded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = comparison.compare(self.survivor, self.loser, guarded=guarded)
        for line in self.lines:
            if line.differs:
                self.fields[f"take_{line.name}"] = forms.ChoiceField(
                    label=line.label, required=False, widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                    choices=[(SURVIVOR, line.survivor or "—"), (LOSER, line.loser or "—")],
                    initial=LOSER if line.from_loser else SURVIVOR,
                )  # fmt: skip

    @property
    def rows(self) -> list[Row]:
        return [Row(line, self[f"take_{line.name}"] if line.differs else None) for line in self.lines]

    def arguments(self) -> dict[str, Any]:
        """A group that this user is not shown is filled where the survivor's record says nothing."""
        given = {name: value for name, value in super().arguments().items() if not name.startswith("take_")}
        return {**given, "taken": [name for name in GROUPS if self._takes(name)]}

    def _takes(self, name: str) -> bool:
        default = comparison.fills_a_gap(self.survivor, self.loser, name)
        chosen = self.cleaned_data.get(f"take_{name}")
        return chosen == LOSER if chosen else default

    def refuse(self, refusal: Refused) -> None:
        field = f"take_{refusal.field}"
        super().refuse(
            Refused(refusal.reason, code=refusal.code, field=field if field in self.fields else refusal.field)
        )


class DecisionForm(SeesBoth, ChangesFresh):
    """Approve or refuse, each by a button of its own."""

    decision = forms.ChoiceField(
        choices=[("approve", _("Merge")), ("refuse", _("Do not merge"))], widget=forms.HiddenInput,
        error_messages={"required": _("Press one of the two buttons.")},
    )  # fmt: skip
    note = PlainText(
        label=_("Note"), max_length=300, required=False, help_text=_("Needed when the records are not merged.")
    )

    @property
    def is_open(self) -> bool:
        return bool(self.record.state == MergeState.REQUESTED)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        approve = given.pop("decision") == "approve"
        return {**given, "approve": approve}


class WithdrawForm(ChangesFresh):
    """Take back what one asked for."""


class UndoForm(ChangesFresh):
    """Undo a merge, with the reason."""

    reason = PlainText(label=_("Why the merge is undone"), max_length=300)


class MergeFilter(django_filters.FilterSet):
    """Of a person, or in a state."""

    q = QuestionFilter(label=_("Name, number or phone"), method="of_person")
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("All states"),
        choices=[(TO_DECIDE, _("Asked for by others, to be decided")), *MergeState.choices],
    )  # fmt: skip

    class Meta:
        model = Merge
        fields = ("q", "state")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def in_state(self, merges: MergeQuerySet, _name: str, state: str) -> MergeQuerySet:
        return merges.to_decide(self.user) if state == TO_DECIDE else merges.filter(state=state)

    def of_person(self, merges: MergeQuerySet, _name: str, asked: str) -> MergeQuerySet:
        return comparison.found(merges, asked) if asked else merges
