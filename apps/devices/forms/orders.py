"""Forms that begin a device's life: the prescription, and the fast track for prefabricated items."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.fields import PlainText
from apps.core.problems import Text
from apps.core.web import MakesOnce, VerbForm
from apps.devices import policies, queries
from apps.devices.forms.fields import DeviceTypeField, EpisodeField
from apps.devices.forms.making import SpecificationFields
from apps.devices.forms.words import WordsField
from apps.devices.models import Device, DeviceClass, DeviceType, ReplaceReason, Term, TermKind
from apps.devices.specification import LABELS, SEATED, Specification
from apps.patients.access import sees_guarded
from apps.patients.forms.fields import ServiceDay
from apps.patients.models import Impairment, Patient, Side

BOTH = "both"
RENEWAL = "renewal"  # the term that a successor begins with
NOT_RECORDED = ("", _("Not recorded"))
# The type, and the fields that not every type has.
SUITABLE = (
    "device_type", "side", "quantity", "impairment", "technology", "stage", *LABELS, "replaces", "replaces_because",
)  # fmt: skip
TAKEN = (*SUITABLE, "episode")  # what the address may say, to begin with
MADE_TO_MEASURE = (DeviceClass.PROSTHESIS, DeviceClass.ORTHOSIS)


class OrderForm(VerbForm, MakesOnce):
    """What both ways have in common: the centre (asked only where there are several), the type, the date."""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    device_type = DeviceTypeField()
    on = ServiceDay()
    serial_number = forms.CharField(label=_("Serial number"), max_length=40, required=False)
    episode = EpisodeField()
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, patient: Patient, centres: Sequence[Centre], user: User, **kwargs: Any) -> None:
        self.patient, self.only_centre, self.user = patient, centres[0], user
        super().__init__(*args, **kwargs)
        if len(centres) == 1:
            del self.fields["centre"]
        else:
            own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
            self.fields["centre"].queryset, self.fields["centre"].initial = own, centres[0]
        self.fields["on"].at(centres[0])
        if self.fields["episode"].of(patient, centres, user) is None:
            del self.fields["episode"]

    @property
    def chosen_type(self) -> DeviceType | None:
        """The type as chosen so far; None while there is none."""
        try:
            chosen: DeviceType | None = self.fields["device_type"].clean(self["device_type"].value())
            return chosen
        except ValidationError:
            return None

    def arguments(self) -> dict[str, Any]:
        given = {"centre": self.only_centre, **super().arguments()}
        return {**given, "serial_number": given.get("serial_number", "").strip()}


class PrescribeForm(SpecificationFields, OrderForm):
    """A device to be made. The type decides what else is asked; PostgreSQL and the verb decide what holds."""

    side = forms.ChoiceField(
        label=_("Side"), choices=[*Side.choices, (BOTH, _("Both sides: two devices"))], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    impairment = forms.ModelChoiceField(
        label=_("For which limb or impairment"), queryset=None, required=False, widget=forms.RadioSelect,
        empty_label=_("As the side says"), blank=True,
    )  # fmt: skip
    technology = forms.ChoiceField(label=_("Technology"), required=False, widget=forms.RadioSelect)
    stage = forms.ChoiceField(label=_("Stage"), required=False, widget=forms.RadioSelect)
    quantity = forms.IntegerField(
        label=_("Units"),
        min_value=1,
        max_value=100,
        initial=1,
        required=False,
        help_text=_("Single crutches: a pair is 2 units."),
    )
    replaces = forms.ModelChoiceField(
        label=_("Replaces"), queryset=None, required=False, empty_label=_("No earlier device")
    )
    replaces_because = forms.ChoiceField(
        label=_("Why it is replaced"), choices=ReplaceReason.choices, required=False, widget=forms.RadioSelect
    )
    technician = forms.ModelChoiceField(label=_("Technician"), queryset=None, empty_label=None)
    field_order = ("centre", *SUITABLE, "on", "technician", "episode", "note")

    def __init__(
        self, *args: Any, patient: Patient, centres: Sequence[Centre], user: User, chosen: Mapping[str, str], **kw: Any
    ) -> None:
        super().__init__(*args, patient=patient, centres=centres, user=user, **kw)
        del self.fields["serial_number"]
        self.fields["device_type"].queryset = queries.offered()
        self.fields["device_type"].widget.attrs |= {"data-search": True}
        for name in (TermKind.TECHNOLOGY, TermKind.STAGE):
            offered = Term.objects.offered(name)
            self.fields[name].choices = [NOT_RECORDED, *((term.key, term.name) for term in offered)]
        self.fields["impairment"].queryset = patient.impairments.all()
        self.fields["impairment"].label_from_instance = limb_with_cause if sees_guarded(user, patient) else limb
        self.fields["replaces"].queryset = queries.replaceable(patient)
        self.fields["replaces"].label_from_instance = earlier
        self.fields["technician"].queryset = queries.technicians(centres, besides=user)
        self.initial = {"technician": user.pk, **self.repeat(), **{k: v for k, v in chosen.items() if k in TAKEN}}

    def repeat(self) -> dict[str, Any]:
        """A repeat visit starts from the last device that was made."""
        last = queries.last_device(self.patient, prefabricated=False)
        if last is None:
            return {}
        given = {"device_type": last.device_type.key, "side": last.side, "technology": last.technology,
                 "impairment": last.impairment_id}  # fmt: skip
        if last.is_delivered:
            given |= {"stage": RENEWAL, "replaces": last.pk}
        return given

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that suit the type, all of them while there is none, and whatever has an error."""
        chosen, names = self.chosen_type, list(SUITABLE[1:])
        if chosen is not None:
            unsuitable = set() if chosen.sided else {"side"}
            unsuitable |= set() if chosen.counts_as_crutch else {"quantity"}
            unsuitable |= set() if chosen.device_class in MADE_TO_MEASURE else {"technology", "stage"}
            unsuitable |= set() if chosen.device_class in SEATED else set(LABELS)
            names = [name for name in names if name not in unsuitable or (self.is_bound and name in self.errors)]
        else:
            names = [name for name in names if name not in LABELS]
        empty = {name for name in ("impairment", "replaces") if not self.fields[name].queryset}
        if "replaces" in empty:
            empty.add("replaces_because")
        return [self[name] for name in names if name not in empty]

    @property
    def fixed(self) -> list[forms.BoundField]:
        """The fields that no type changes."""
        return [self[name] for name in ("on", "technician", "episode", "note") if name in self.fields]

    @property
    def advice(self) -> Text | None:
        """What does not agree with the limbs on record, as far as the form is filled in; it blocks nothing."""
        chosen, side = self.chosen_type, self["side"].value() or ""
        if chosen is None:
            return None
        return policies.without_limb(chosen, side="" if side == BOTH else side, limbs=self.patient.impairments.all())

    @property
    def all_advice(self) -> list[Text]:
        """What is said after it was prescribed, besides: what is unusual in the specification."""
        beside = [self.advice] if self.advice is not None else []
        return beside + Specification.of(self.result[0]).advice()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        device_type, side = given.get("device_type"), given.get("side", "")
        if device_type is not None and (reason := policies.side(device_type, side)) is not None:
            self.add_error("side", reason)
        if given.get("replaces") is not None and not given.get("replaces_because"):
            self.add_error("replaces_because", _("Say why the earlier device is replaced."))
        if given.get("replaces_because") == ReplaceReason.OTHER and not given.get("note"):
            self.add_error("note", _("Say in the note why it is replaced."))
        return given

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given.pop("serial_number")
        spec = self.spec({name: given.pop(name) for name in LABELS})
        if given["device_type"].device_class in SEATED:
            given["spec"] = spec
        side = given.pop("side")
        return {**given, "sides": (Side.LEFT, Side.RIGHT) if side == BOTH else (side,)}


class HandOutForm(OrderForm):
    """The fast track: an item taken from the shelf, prescribed and delivered in one step."""

    quantity = forms.IntegerField(
        label=_("Units"), min_value=1, max_value=100, initial=1,
        help_text=_("Count single crutches: 2 units are a pair. Everything else is 1."),
    )  # fmt: skip
    training_keys = WordsField(TermKind.TRAINING, label=_("The user was trained in"))
    handed_to = PlainText(label=_("Handed to (when not the person)"), max_length=120, required=False)
    field_order = (
        "centre", "device_type", "quantity", "training_keys", "on", "serial_number", "handed_to", "episode", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, chosen: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = self.fields["device_type"]
        types.widget, types.empty_label = forms.RadioSelect(), None
        types.queryset = queries.offered(prefabricated=True)
        self.fields["serial_number"].help_text = _("Of a wheelchair, where it has one.")
        last = queries.last_device(self.patient, prefabricated=True)
        if last is not None:
            self.initial = {"device_type": last.device_type.key, "quantity": last.quantity}
        if chosen:
            self.initial["device_type"] = chosen
        kind = self.chosen_type
        self.fields["training_keys"].of(kind.device_class if kind is not None else "")

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        at = given["centre"].moment(given.pop("on"))
        return {**given, "at": at}


def limb(impairment: Impairment) -> str:
    """What, where and which side; the cause is guarded."""
    return impairment.label


def limb_with_cause(impairment: Impairment) -> str:
    """For those who may see guarded facts."""
    cause = impairment.get_cause_display()
    return f"{impairment.label} ({cause})" if cause else impairment.label


def earlier(device: Device) -> str:
    """A device the patient received, told apart by its date and serial number."""
    return " · ".join(part for part in (device.label, device.prescribed_on.isoformat(), device.serial_number) if part)
