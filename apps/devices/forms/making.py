"""Forms of what is known before a device is made: its card of measures, its specification, its serial number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.fields import PlainText
from apps.core.problems import Refused, Text
from apps.core.web import ChangesFresh
from apps.devices import cards, policies, queries, specification
from apps.devices.forms.life import StepForm
from apps.devices.models import Device, MeasureField, Measurement, MeasurementKind, State

OWN, OTHER = "own-", "other-"  # in front of a measure's key: of this device, of the other one of its pair


class OneDecimal(forms.CharField):
    """A number with at most one decimal, with a comma or a point, or nothing. Cleans to a Decimal or None."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "8"})
    default_error_messages = {"invalid": _("Enter a number with at most one decimal, for example 23.5.")}  # noqa: RUF012

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = normalize("NFKC", str(value or "")).strip().replace(",", ".").replace("−", "-")
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,4}(\.[0-9]0*)?", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(text).quantize(cards.STEP)

    def prepare_value(self, value: Any) -> Any:
        return number_format(value, 1) if isinstance(value, Decimal) else value


@dataclass
class Column:
    """The measures of one device on the form, and the card it starts from."""

    device: Device
    prefix: str
    last: Measurement | None
    before: cards.Values


@dataclass(frozen=True)
class Cell:
    """One number to fill in, what the last card says, and the advice when it is unusual."""

    field: forms.BoundField
    before: Decimal | None
    advice: Text | None


class MeasureForm(StepForm):
    """A measurement or casting card. Of a pair both cards are filled in side by side.

    What is impossible is refused at its field. What is unusual is questioned once: `sure` remembers what was asked, and
    the next press keeps it.
    """

    questioned = False
    kind = forms.ChoiceField(label=_("What was done"), choices=MeasurementKind.choices, widget=forms.RadioSelect)
    reason = PlainText(label=_("Why again"), max_length=300, required=False)
    note = PlainText(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    technician = forms.ModelChoiceField(label=_("Technician"), queryset=None, empty_label=None)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, from_last: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = cards.fields_of(self.record.device_type.card)
        self.columns = [self._column(self.record, OWN, user)]
        if self.other is not None:
            self.columns.append(self._column(self.other, OTHER, user))
        for column in self.columns:
            for line in self.lines:
                label = f"{line.name} ({column.device.get_side_display()})" if self.other else line.name
                begin = column.before.get(line.key) if from_last else None
                self.fields[column.prefix + line.key] = OneDecimal(label=label, initial=begin)
        self.fields["technician"].queryset = queries.technicians([self.record.centre], besides=user)
        self.fields["technician"].initial = user
        self._offer_kinds()

    def _column(self, device: Device, prefix: str, user: User) -> Column:
        last = queries.last_card(device, user)
        return Column(device, prefix, last, cards.numbers(last))

    def _offer_kinds(self) -> None:
        """What can be done where the device stands; the reason is asked where it can be done again."""
        possible = [kind for kind in MeasurementKind if policies.measure(self.record, kind=kind) is None]
        self.fields["kind"].widget.choices = [(kind.value, kind.label) for kind in possible or MeasurementKind]
        again = self.record.state != State.PRESCRIBED
        self.fields["kind"].initial = MeasurementKind.RECAST if again else MeasurementKind.MEASURE
        if not again:
            del self.fields["reason"]

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "reason") if name in self.fields]

    @property
    def foot(self) -> list[forms.BoundField]:
        return [self[name] for name in ("note", "on", "technician", "also") if name in self.fields]

    @property
    def rows(self) -> list[tuple[MeasureField, list[Cell]]]:
        """The lines of the card, each with a number to fill in for every column."""
        return [(line, [self._cell(line, column) for column in self.columns]) for line in self.lines]

    def _cell(self, line: MeasureField, column: Column) -> Cell:
        name = column.prefix + line.key
        value = getattr(self, "cleaned_data", {}).get(name)
        advice = cards.implausible(line, value) if value is not None and name not in self.errors else None
        return Cell(self[name], column.before.get(line.key), advice)

    def values(self, prefix: str) -> cards.Values:
        """Measure key → number, of what was filled in."""
        found = {line.key: self.cleaned_data.get(prefix + line.key) for line in self.lines}
        return {key: value for key, value in found.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for column in self.columns:
            for line in self.lines:
                value = given.get(column.prefix + line.key)
                if value is not None and (reason := cards.impossible(line, value)) is not None:
                    self.add_error(column.prefix + line.key, reason)
        if self.other is not None:
            self._say_which(given)
        if not self.errors:
            self._question(given)
        return given

    def _say_which(self, given: dict[str, Any]) -> None:
        """What is typed for the other one is never dropped, and it is never recorded empty."""
        typed = self.values(OTHER)
        if typed and not given.get("also"):
            self.add_error("also", _("Measures of the other one are filled in. Tick this, or empty them."))
        elif given.get("also") and not typed and not given.get("note"):
            self.add_error("also", _("Nothing is filled in for the other one. Fill it in, or untick this."))

    def _question(self, given: dict[str, Any]) -> None:
        unusual = [cell.field.name for _line, row in self.rows for cell in row if cell.advice is not None]
        sign = ";".join(f"{name}={given[name]}" for name in unusual)
        if unusual and given.get("sure") != sign:
            sent: Any = self.data
            self.data = again = sent.copy()
            again[self.add_prefix("sure")] = sign
            self.add_error(None, _("Some measures are unusual. Look again; if they are right, save once more."))
            self.questioned = True

    @property
    def has_last(self) -> bool:
        """Whether there is a card to begin with."""
        return any(column.before for column in self.columns)

    def arguments(self) -> dict[str, Any]:
        given = {name: value for name, value in super().arguments().items() if not name.startswith((OWN, OTHER))}
        given.pop("sure")
        given |= {"at": self.record.centre.moment(given.pop("on")), "values": self.values(OWN)}
        if "other_details" in given:
            given["other_details"]["values"] = self.values(OTHER)
        return given

    def refuse(self, refusal: Refused) -> None:
        """The verb names a measure by its key."""
        name = f"{OWN}{refusal.field}"
        if name in self.fields and refusal.field not in self.fields:
            refusal = Refused(refusal.reason, code=refusal.code, field=name)
        super().refuse(refusal)


class SpecificationFields(forms.Form):
    """What a chair is to be like; every field may stay empty."""

    seat_width_cm = OneDecimal(label=_("Seat width (cm)"))
    seat_depth_cm = OneDecimal(label=_("Seat depth (cm)"))
    size = forms.ChoiceField(label=_("Size"), required=False, widget=forms.RadioSelect)
    terrain = forms.ChoiceField(label=_("Terrain"), required=False, widget=forms.RadioSelect)
    cushion = forms.ChoiceField(label=_("Cushion"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in specification.CHOICES.items():
            self.fields[name].choices = [("", _("Not recorded")), *choices.choices]

    def spec(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The specification of what was filled in, to give to the verb."""
        return {name: given.get(name) for name in specification.LABELS}


class SpecificationForm(SpecificationFields, ChangesFresh):
    """Correct the specification until the device is handed over."""

    record: Device

    def __init__(self, *args: Any, record: Device, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial = self.stored()

    def stored(self) -> dict[str, Any]:
        return vars(specification.Specification.of(self.record))

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {"version": given["version"], "spec": self.spec(given)}


class SerialForm(ChangesFresh):
    """Give a serial number; left empty, the centre's next one."""

    serial_number = PlainText(
        label=_("Serial number"), max_length=40, required=False,
        help_text=_("Left empty, the centre's next number is given."),
    )  # fmt: skip
    record: Device

    def __init__(self, *args: Any, record: Device, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial = {"serial_number": record.serial_number}
