"""Somebody no longer comes, comes again, or did not die after all."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.web import ChangesFresh
from apps.patients.forms.base import REOPEN
from apps.patients.forms.fields import PlainText, ServiceDay, radio
from apps.patients.models import CareEnd, CareEndReason, Patient


class PatientForm(ChangesFresh):
    """Refused without the version of the person's record that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages=REOPEN)
    record: Patient


class CareEndForm(PatientForm):
    """Lost to follow-up or dropped out: since when and why."""

    ended_as = radio(label=_("What happened"), choices=CareEnd.choices)
    reason = radio(label=_("Reason"), choices=CareEndReason.choices)
    note = PlainText(label=_("Note"), max_length=300, required=False)
    on = ServiceDay(label=_("No longer comes since"))

    def __init__(self, *args: Any, record: Patient, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["on"].at(record.centre)

    def stored(self) -> dict[str, Any]:
        kept = self.record
        return {
            "ended_as": kept.care_ended_as, "reason": kept.care_end_reason, "note": kept.care_end_note,
            "on": kept.care_ended_on,
        }  # fmt: skip


class ResumeForm(PatientForm):
    """The person comes again; there is nothing to type."""

    def stored(self) -> dict[str, Any]:
        return {}


class ReviveForm(PatientForm):
    """A death noted in error."""

    reason = PlainText(label=_("Reason"), max_length=300)

    def stored(self) -> dict[str, Any]:
        return {}
