"""Forms that add something to a device: a fitting, a check-out, a repair, a follow-up, a re-issue; and voiding."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.web import MakesOnce, VerbForm
from apps.devices import queries
from apps.devices.checklists import ANSWERS, NO, YES, checklist_for
from apps.devices.forms.fields import EpisodeField
from apps.devices.models import Delivery, Device, FollowUp, Repair, RepairKind
from apps.patients.forms.fields import ServiceDay
from apps.patients.models import Patient


class RecordForm(VerbForm, MakesOnce):
    """Something done with a device on a date; pressed twice it is one record. `centre`: where, when not at its own."""

    on = ServiceDay()

    def __init__(self, *args: Any, device: Device, centre: Centre | None = None, **kwargs: Any) -> None:
        self.device, self.centre = device, centre or device.centre
        super().__init__(*args, **kwargs)
        self.fields["on"].at(self.centre)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        at = self.centre.moment(given.pop("on"))
        return {**given, "at": at}


class FittingForm(RecordForm):
    """One trial: five inputs, of which a good one needs none but the findings."""

    findings = forms.CharField(
        label=_("Findings"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    adjustments = forms.CharField(
        label=_("Adjustments"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    technician = forms.ModelChoiceField(label=_("Technician"), queryset=None, empty_label=None)
    field_order = ("findings", "adjustments", "next_step", "on", "technician")

    def __init__(self, *args: Any, device: Device, user: User, **kwargs: Any) -> None:
        super().__init__(*args, device=device, **kwargs)
        self.fields["technician"].queryset = queries.technicians([device.centre], besides=user)
        self.fields["technician"].initial = user

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        words = ("findings", "adjustments", "next_step")
        if not self.errors.keys() & set(words) and not any(given.get(name) for name in words):
            self.add_error("findings", _("Write what was found, changed, or is to be done next."))
        return given


class CheckOutForm(RecordForm):
    """The device's check-out list, one row of chips for each point."""

    override_reason = forms.CharField(
        label=_("Reason to deliver all the same"), max_length=300, required=False,
        help_text=_("Only where a point is answered with No: without a reason the device goes back to fitting."),
    )  # fmt: skip

    def __init__(self, *args: Any, all_yes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist_for(self.device)
        for point in self.checklist.points:
            self.fields[point.key] = forms.ChoiceField(
                label=point.text, choices=ANSWERS, widget=forms.RadioSelect, initial=YES if all_yes else None
            )

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The list's groups with the fields of their points."""
        return [(group.title, [self[point.key] for point in group.points]) for group in self.checklist.groups]

    @property
    def failed(self) -> bool:
        """Whether a point was answered with No."""
        return any(self[point.key].value() == NO for point in self.checklist.points)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        points = {point.key: given.pop(point.key) for point in self.checklist.points}
        return {**given, "points": points}


class RepairForm(RecordForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=RepairKind.choices, initial=RepairKind.REPAIR, widget=forms.RadioSelect,
        help_text=_("A new device with a new serial number is prescribed instead."),
    )  # fmt: skip
    parts = forms.CharField(label=_("Parts"), max_length=300, required=False)
    minutes = forms.IntegerField(label=_("Minutes of work"), min_value=1, max_value=1440, required=False)
    episode = EpisodeField()
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = ("kind", "parts", "minutes", "on", "episode", "note")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.fields["episode"].of(self.device.patient, [self.centre], user) is None:
            del self.fields["episode"]


class FollowUpForm(RecordForm):
    findings = forms.CharField(
        label=_("Findings"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("findings", "on")


class ReissueForm(RecordForm):
    """To whom a device that came back is given: a patient the user may see, by number."""

    patient = forms.CharField(
        label=_("Patient number"), max_length=20, help_text=_("As on the patient card, for example RAK-2016-0042."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    field_order = ("patient", "on")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_patient(self) -> Patient:
        seen = Patient.objects.visible_to(self.user).of_centre(self.device.centre)
        found = seen.filter(number=self.cleaned_data["patient"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError(_("No patient of this centre has this number."))
        return found


class VoidForm(VerbForm):
    """Why something that was recorded is not counted any more."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, service: Delivery | Repair | FollowUp, **kwargs: Any) -> None:
        self.service = service
        super().__init__(*args, **kwargs)

    @property
    def goes_back_to(self) -> str:
        """Where the device stands after its delivery is voided; empty for other services."""
        return self.service.get_state_before_display() if isinstance(self.service, Delivery) else ""
