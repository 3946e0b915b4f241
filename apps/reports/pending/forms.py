"""Choosing among what waits on a month: some by their boxes, or everything that waits, also on other pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import PlainText
from apps.core.web import VerbForm
from apps.reports.pending.late import GONE, Key
from apps.reports.pending.month import MonthPending


class NamesField(forms.MultipleChoiceField):
    """The boxes that were ticked."""

    default_error_messages = {"invalid_choice": GONE}  # noqa: RUF012


class ChoosingForm(VerbForm):
    """`keys`: the records that each name stands for; `waiting`: the names that “everything” stands for."""

    rows = NamesField(required=False)
    everything = forms.BooleanField(required=False)
    reason = PlainText(
        label=_("Reason for leaving out"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, keys: Mapping[str, Sequence[Key]], waiting: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys, self.waiting = keys, waiting
        self.fields["rows"].choices = [(name, name) for name in keys]

    @classmethod
    def of_late(cls, data: Any, pending: MonthPending, **kwargs: Any) -> "ChoosingForm":
        """Among the late records, those already decided on included."""
        keys = {record.name: [record.key] for record in pending.late}
        return cls(data, keys=keys, waiting=[one.name for one in pending.waiting], prefix="late", **kwargs)

    @classmethod
    def of_changed(cls, data: Any, pending: MonthPending, **kwargs: Any) -> "ChoosingForm":
        """Among what changed since the month was sealed."""
        keys = {item.name: item.keys for item in pending.changed}
        form = cls(data, keys=keys, waiting=[one.name for one in pending.changed_waiting], prefix="changed", **kwargs)
        form.fields["reason"].label = _("Reason for leaving the figures as they are")
        return form

    @property
    def chosen(self) -> list[str]:
        """The names ticked so far, for the boxes of a page that is shown again."""
        return self.data.getlist(self.add_prefix("rows")) if self.is_bound else []

    def clean(self) -> dict[str, Any]:
        """Something has to be chosen."""
        given = super().clean() or self.cleaned_data
        if "rows" in given and not self.named(given):
            self.add_error(None, _("Tick at least one record."))
        return given

    def named(self, given: Mapping[str, Any]) -> list[str]:
        """The names that were chosen, by themselves or with everything."""
        return list(self.waiting) if given.get("everything") else list(given.get("rows", ()))

    def arguments(self) -> dict[str, Any]:
        """The records by their keys, and the reason."""
        given = self.cleaned_data
        return {"rows": [key for name in self.named(given) for key in self.keys[name]], "reason": given["reason"]}


class TakingForm(ChoosingForm):
    """What is taken needs no reason."""

    def arguments(self) -> dict[str, Any]:
        """The records alone."""
        return {"rows": super().arguments()["rows"]}
