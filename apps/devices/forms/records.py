"""Forms that add something to a device: a fitting, a check-out, a repair, a follow-up, a re-issue; and voiding."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.fields import PlainText
from apps.core.problems import Refused
from apps.core.web import MakesOnce, VerbForm
from apps.devices import queries, reading, words
from apps.devices.checklists import ANSWERS, YES, checklist_for
from apps.devices.forms.fields import EpisodeField
from apps.devices.forms.words import WordsField
from apps.devices.models import Delivery, Device, Fitting, FollowUp, Repair, RepairKind, TermKind
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
    """One trial: six inputs, of which a good one needs a single chip. `last_trial` stands beside it; `again`: begin
    with its words."""

    finding_keys = WordsField(TermKind.FINDING, label=_("Findings"))
    adjustment_keys = WordsField(TermKind.ADJUSTMENT, label=_("Adjustments"))
    findings = PlainText(label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_step = PlainText(label=_("Next step"), max_length=300, required=False)
    technician = forms.ModelChoiceField(label=_("Technician"), queryset=None, empty_label=None)
    field_order = ("finding_keys", "adjustment_keys", "findings", "next_step", "on", "technician")

    def __init__(self, *args: Any, device: Device, user: User, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, device=device, **kwargs)
        self.fields["technician"].queryset = queries.technicians([device.centre], besides=user)
        self.fields["technician"].initial = user
        last: Fitting | None = device.fittings.select_related("technician").first()
        self.last_trial = reading.trials([last])[0] if last is not None else None
        for name in ("finding_keys", "adjustment_keys"):
            self.fields[name].of(device.device_type.device_class)
            if again and last is not None:
                self.fields[name].initial = getattr(last, name)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        said = ("finding_keys", "adjustment_keys", "findings", "next_step")
        if not self.errors.keys() & set(said) and not any(given.get(name) for name in said):
            self.add_error("findings", _("Choose or write what was found, changed, or is to be done next."))
        return given


class CheckOutForm(RecordForm):
    """The device's check-out list, one row of chips for each point, and where it goes when one failed."""

    BACK_TO_FITTING, CAST_AGAIN = "fitting", "recast"
    then = forms.ChoiceField(
        label=_("If a point failed, the device goes back"), required=False, initial=BACK_TO_FITTING,
        choices=[(BACK_TO_FITTING, _("to fitting")), (CAST_AGAIN, _("to be cast or measured again"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    override_reason = PlainText(
        label=_("Reason to deliver all the same"), max_length=300, required=False,
        help_text=_("Only where a point is answered with No: with a reason the device can be delivered as it is."),
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
    def casts_again(self) -> bool:
        """Whether a sent list with a failed point asks for another cast."""
        return self.cleaned_data.get("then") == self.CAST_AGAIN

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given.pop("then")
        points = {point.key: given.pop(point.key) for point in self.checklist.points}
        return {**given, "points": points}


class RepairForm(RecordForm):
    """What was repaired: five inputs, and the open episode where there is one, chosen beforehand. A repeat visit starts
    from the device's last repair."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=RepairKind.choices, initial=RepairKind.REPAIR, widget=forms.RadioSelect,
        help_text=_("A new device with a new serial number is prescribed instead."),
    )  # fmt: skip
    parts = PlainText(label=_("Parts"), max_length=300, required=False)
    minutes = forms.IntegerField(label=_("Minutes of work"), min_value=1, max_value=1440, required=False)
    episode = EpisodeField()
    note = PlainText(label=_("Note"), max_length=300, required=False)
    field_order = ("kind", "parts", "minutes", "note", "on", "episode")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = self.device.repairs.filter(voided_at=None)
        self.last: Repair | None = standing.select_related("technician").first()
        if self.last is not None:
            self.initial = {name: getattr(self.last, name) for name in ("kind", "parts", "minutes")}
        if self.fields["episode"].of(self.device.patient, [self.centre], user) is None:
            del self.fields["episode"]


class FollowUpForm(RecordForm):
    """A review of a delivered device. What was found can be chosen; it is kept in words, before what is written."""

    finding_keys = WordsField(TermKind.FINDING, label=_("Findings"))
    findings = PlainText(label=_("Note"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("finding_keys", "findings", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding_keys"].of(self.device.device_type.device_class)

    def clean_finding_keys(self) -> list[str]:
        device_class, field = self.device.device_type.device_class, "finding_keys"
        try:
            keys = words.chosen(TermKind.FINDING, self.cleaned_data[field], device_class=device_class, field=field)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return words.in_words(TermKind.FINDING, keys)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        found = ", ".join(given.pop("finding_keys"))
        return {**given, "findings": "\n".join(filter(None, (found, given["findings"])))}


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
        seen = Patient.objects.visible_to(self.user).of_centre(self.centre)
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
