"""Forms of the catalogue. A key is asked once; afterwards it is shown and never a field."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.fields import PlainText
from apps.core.web import ChangesFresh, MakesOnce, VerbForm
from apps.devices import catalogue
from apps.devices.forms.fields import DeviceTypeField
from apps.devices.models import AgeBand, DeviceClass, DeviceType, ReviewInterval, Term, TermKind, Unit
from apps.devices.models.catalogue import NATURE
from apps.patients.models import Level

LAST = 9999
RETIRED = _("Without the tick it is retired: not offered any more, and shown wherever it is used.")
SMALL = _("Small letters, digits, hyphens. It stays for ever; names may be corrected.")
BEHIND = _("Small numbers come first in lists. Left empty: behind the others.")
KEY = {"autocomplete": "off", "spellcheck": "false"}


def key_field(longest: int, help_text: Any) -> PlainText:
    return PlainText(label=_("Stable key"), max_length=longest, widget=forms.TextInput(KEY), help_text=help_text)


class Change(ChangesFresh):
    """Begins with what is on record, and may retire it or offer it again."""

    active = forms.BooleanField(label=_("Offered"), required=False, help_text=RETIRED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.stored(), **self.initial}


class Named(forms.Form):
    """A name in both languages, and the place in lists."""

    name_ko = PlainText(label=_("Korean name"), max_length=120)
    name_en = PlainText(label=_("English name"), max_length=120)
    position = forms.IntegerField(label=_("Place in lists"), min_value=0, max_value=LAST, help_text=BEHIND)


class New(VerbForm, MakesOnce):
    """A new row, whose place in lists may stay open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False


class TypeFields(Named):
    device_class = forms.ChoiceField(label=_("Class"), choices=DeviceClass.choices)
    level = forms.ChoiceField(
        label=_("Level of limb loss"), required=False, choices=[("", _("None")), *Level.choices],
        help_text=_("Of a prosthesis."),
    )  # fmt: skip
    sided = forms.BooleanField(label=_("Made for one side"), required=False)
    prefabricated = forms.BooleanField(
        label=_("Prefabricated"), required=False, help_text=_("May be handed out without being made and fitted.")
    )
    counts_as_crutch = forms.BooleanField(
        label=_("Counts as crutch"), required=False, help_text=_("Reported in pairs of units. Walking aids only.")
    )
    card = forms.ChoiceField(label=_("Measurement card"), required=False)
    iso_9999 = PlainText(label="ISO 9999", max_length=8, required=False, widget=forms.TextInput(KEY))
    iso_mark = forms.ChoiceField(
        label=_("Mark of the code"), required=False, widget=forms.RadioSelect,
        choices=[("", _("No code")), ("V", _("V: verified in a public source")), ("S", _("S: seen in a list"))],
    )  # fmt: skip
    field_order = (
        "key", "device_class", "name_ko", "name_en", "level", "sided", "prefabricated", "counts_as_crutch", "card",
        "iso_9999", "iso_mark", "position", "active",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["card"].choices = [("", _("None")), *catalogue.cards().items()]


class NewTypeForm(TypeFields, New):
    key = key_field(20, _("Capital letters, digits, hyphens. It stays for ever; names may be corrected."))


class TypeForm(TypeFields, Change):
    """What devices of the type were made and counted by is no field once there are any; opened before that and sent
    after it, it is refused in words."""

    record: DeviceType
    asked_nature = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stays = catalogue.nature(self.record)
        if self.stays is not None and not self.data.get("asked_nature"):
            for name in (*NATURE, "asked_nature"):
                del self.fields[name]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given.pop("asked_nature", None)
        return given


class WordFields(Named):
    device_class = forms.ChoiceField(
        label=_("Only for the class"), required=False, choices=[("", _("All classes")), *DeviceClass.choices]
    )
    field_order = ("kind", "key", "name_ko", "name_en", "device_class", "position", "active")


class NewWordForm(WordFields, New):
    kind = forms.ChoiceField(label=_("Kind"), choices=TermKind.choices, widget=forms.RadioSelect)
    key = key_field(24, SMALL)


class WordForm(WordFields, Change):
    record: Term


def number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=6, decimal_places=1, min_value=-999, max_value=9999)


class MeasureFields(Named):
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, widget=forms.RadioSelect)
    plausible_from = number(_("Plausible from"))
    plausible_to = number(_("Plausible to"))
    possible_from = number(_("Possible from"))
    possible_to = number(_("Possible to"))
    field_order = (
        "card", "key", "name_ko", "name_en", "unit", "plausible_from", "plausible_to", "possible_from", "possible_to",
        "position", "active",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plausible_to"].help_text = _("Outside it, whoever measures is asked to look again.")
        self.fields["possible_to"].help_text = _("Outside it, a number is refused.")


class NewMeasureForm(MeasureFields, New):
    card = PlainText(
        label=_("Measurement card"), max_length=20, widget=forms.TextInput(KEY),
        help_text=_("The key of a card. A new key begins a new card."),
    )  # fmt: skip
    key = key_field(30, SMALL)


class MeasureForm(MeasureFields, Change):
    pass


class Months(forms.Form):
    review_months = forms.IntegerField(
        label=_("Review after months"), min_value=1, max_value=catalogue.MOST_MONTHS,
        help_text=_("Counted from the delivery, the last follow-up or the last repair."),
    )  # fmt: skip
    renewal_months = forms.IntegerField(
        label=_("Renewal after months"), min_value=1, max_value=catalogue.MOST_MONTHS,
        help_text=_("Counted from the delivery."),
    )  # fmt: skip


class NewIntervalForm(Months, VerbForm, MakesOnce):
    """An interval of one type; every class has its own already."""

    device_type = DeviceTypeField()
    age_band = forms.ChoiceField(
        label=_("Age"), choices=AgeBand.choices, widget=forms.RadioSelect,
        help_text=_("A child is under 18 on the day the months are counted from."),
    )  # fmt: skip
    field_order = ("device_type", "age_band", "review_months", "renewal_months")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["device_type"].queryset = catalogue.types()


class IntervalForm(Months, ChangesFresh):
    record: ReviewInterval

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.stored(), **self.initial}


class TypeFilter(django_filters.FilterSet):
    """Search in the list of types; a class, and what is offered."""

    q = django_filters.CharFilter(
        label=_("Name, key or code"), method="search",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": 100}),
    )  # fmt: skip
    device_class = django_filters.ChoiceFilter(
        label=_("Class"), choices=DeviceClass.choices, empty_label=_("All classes")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("Offered or retired"),
        choices=[("offered", _("Offered")), ("retired", _("No longer offered"))],
    )  # fmt: skip

    class Meta:
        model = DeviceType
        fields = ("q", "device_class", "state")

    def search(self, rows: QuerySet[DeviceType], _name: str, text: str) -> QuerySet[DeviceType]:
        return catalogue.matching(rows, text.strip())

    def in_state(self, rows: QuerySet[DeviceType], _name: str, state: str) -> QuerySet[DeviceType]:
        return rows.filter(active=state == "offered")
