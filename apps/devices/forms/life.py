"""Forms that move a device: each remembers the version of the device it was opened with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Refused
from apps.core.web import ChangesFresh, Difference, MakesOnce
from apps.devices import policies
from apps.devices.models import Device, EndReason, HoldReason, State
from apps.patients.forms.fields import ServiceDay


class StepForm(ChangesFresh, MakesOnce):
    """A step of which only the date is asked."""

    on = ServiceDay()
    record: Device

    def __init__(self, *args: Any, record: Device, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["on"].at(record.centre)

    def stored(self) -> dict[str, Any]:
        return {}

    def refuse(self, refusal: Refused) -> None:
        """What somebody else changed is where the device stands."""
        super().refuse(refusal)
        if refusal.code == "stale":
            self.differences = (Difference(_("State"), self.record.get_state_display()),)


class AdvanceForm(StepForm):
    """A step of the workshop; the serial number is given when the device is made."""

    to = forms.ChoiceField(
        label=_("Step"),
        choices=[(step.value, step.label) for step in policies.WORKSHOP_STEPS],
        widget=forms.RadioSelect,
    )
    serial_number = forms.CharField(label=_("Serial number"), max_length=40, required=False)
    field_order = ("to", "on", "serial_number")

    def __init__(self, *args: Any, to: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [step for step in policies.WORKSHOP_STEPS if policies.work(self.record, to=step) is None]
        self.fields["to"].widget.choices = [(step.value, step.label) for step in possible or policies.WORKSHOP_STEPS]
        self.fields["to"].initial = to or (possible[0] if possible else None)
        if self.record.serial_number:
            del self.fields["serial_number"]


class HoldForm(StepForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=HoldReason.choices, widget=forms.RadioSelect)
    field_order = ("reason", "on")


class EndForm(StepForm):
    """How the device's life ends; which endings there are depends on where it stands."""

    to = forms.ChoiceField(
        label=_("Ending"), choices=[(state.value, state.label) for state in policies.ENDINGS], widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=EndReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)
    field_order = ("to", "reason", "note", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [state for state in policies.ENDINGS if policies.end(self.record, to=state) is None]
        endings = possible or list(policies.ENDINGS)
        reasons = [reason for reason in EndReason if any(reason in policies.END_REASONS[end] for end in endings)]
        self.fields["to"].widget.choices = [(state.value, state.label) for state in endings]
        self.fields["reason"].widget.choices = [(reason.value, reason.label) for reason in reasons]
        if len(endings) == 1:
            self.fields["to"].initial = endings[0]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "to": State(given["to"]), "reason": EndReason(given["reason"])}


class DeliverForm(StepForm):
    """The hand-over: the moment the report counts."""

    user_trained = forms.BooleanField(label=_("User trained in use and care"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        at = self.record.centre.moment(given.pop("on"))
        return {**given, "at": at}
