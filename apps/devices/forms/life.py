"""Forms that move a device: each remembers the version of the device it was opened with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import PlainText
from apps.core.problems import Refused
from apps.core.web import ChangesFresh, Difference, MakesOnce
from apps.devices import policies
from apps.devices.forms.words import WordsField
from apps.devices.models import Device, EndReason, HoldReason, State, TermKind
from apps.patients.forms.fields import ServiceDay


class StepForm(ChangesFresh, MakesOnce):
    """A step of which only the date is asked; of a pair also whether the other one takes it, as it does by itself where
    both stand in the same state."""

    on = ServiceDay()
    also = forms.BooleanField(required=False)
    other_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    record: Device

    def __init__(self, *args: Any, record: Device, other: Device | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["on"].at(record.centre)
        self.other = other
        if other is None:
            del self.fields["also"], self.fields["other_version"]
            return
        self.order_fields([name for name in self.fields if name != "also"])  # last, beside the button
        self.fields["also"].label = _("Also the other one: %(device)s (%(state)s)") % {
            "device": other.label, "state": other.get_state_display(),
        }  # fmt: skip
        self.fields["also"].initial = other.state == record.state
        self.fields["other_version"].initial = other.version

    def stored(self) -> dict[str, Any]:
        return {}

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        if self.other is not None:
            version = given.pop("other_version")
            if given.pop("also"):
                given |= {"other": self.other, "other_details": {"version": version}}
        return given

    def refuse(self, refusal: Refused) -> None:
        """What somebody else changed is where a device stands."""
        super().refuse(refusal)
        if refusal.code != "stale":
            return
        self.differences = (Difference(_("State"), self.record.get_state_display()),)
        if self.other is not None:
            self.other.refresh_from_db()
            sent: Any = self.data  # learnt above to be a copy
            sent[self.add_prefix("other_version")] = str(self.other.version)
            self.differences += (Difference(self.other.label, self.other.get_state_display()),)


class AdvanceForm(StepForm):
    """A step of the workshop. A device gets its serial number when it is made: the one typed, or the next one."""

    to = forms.ChoiceField(
        label=_("Step"),
        choices=[(step.value, step.label) for step in policies.WORKSHOP_STEPS],
        widget=forms.RadioSelect,
    )
    serial_number = PlainText(
        label=_("Serial number"), max_length=40, required=False,
        help_text=_("Left empty, the centre's next number is given when fabrication begins."),
    )  # fmt: skip
    field_order = ("to", "on", "serial_number")

    def __init__(self, *args: Any, to: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [step for step in policies.WORKSHOP_STEPS if policies.step(self.record, to=step) is None]
        self.fields["to"].widget.choices = [(step.value, step.label) for step in possible or policies.WORKSHOP_STEPS]
        self.fields["to"].initial = to or (possible[0] if possible else None)
        if self.record.serial_number:
            del self.fields["serial_number"]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given["draw_serial"] = given["to"] == State.IN_FABRICATION
        if "other_details" in given:
            given["other_details"]["serial_number"] = ""  # the typed one is of this device alone
        return given


class HoldForm(StepForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=HoldReason.choices, widget=forms.RadioSelect)
    note = PlainText(
        label=_("Note"), max_length=200, required=False, help_text=_("Which part is missing, or until when.")
    )
    field_order = ("reason", "note", "on")


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
        if self.other is not None:
            self.fields["also"].initial = False  # a life is ended on purpose

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "to": State(given["to"]), "reason": EndReason(given["reason"])}


class DeliverForm(StepForm):
    """The hand-over: the moment the report counts. Four inputs, none of which has to be touched."""

    training_keys = WordsField(TermKind.TRAINING, label=_("The user was trained in"))
    handed_to = PlainText(label=_("Handed to (when not the person)"), max_length=120, required=False)
    note = PlainText(label=_("Note"), max_length=300, required=False)
    field_order = ("training_keys", "handed_to", "note", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["training_keys"].of(self.record.device_type.device_class)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        at = self.record.centre.moment(given.pop("on"))
        return {**given, "at": at}
