"""Registering a person, correcting what is known, noting a paper number or a death."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.access import Permission, allows
from apps.centres.models import Centre
from apps.core import clock
from apps.core.web import MakesOnce, VerbForm
from apps.patients import births, counties, hangul, oddities, policies, search
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import BirthField, CountyField, HangulName, PlainText, ServiceDay, radio
from apps.patients.models import BirthPrecision, Category, Patient, Province, ReferralSource, Sex
from apps.patients.models.patient import UNNAMED_HANGUL, UNNAMED_ROMANISED

NO_NAME = _("Enter the name in Hangul or in Latin letters, or tick “The name is not known”.")
TELEPHONE = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
OFF = {"autocomplete": "off"}


class PersonForm(forms.Form):
    """Who the person is. `category` is there only for those who may see it."""

    name_hangul = HangulName(
        label=_("Name in Hangul"), max_length=80, required=False, widget=forms.TextInput(attrs={**OFF, "lang": "ko"})
    )
    name_romanised = PlainText(
        label=_("Name in Latin letters"), max_length=120, required=False,
        widget=forms.TextInput(attrs={**OFF, "spellcheck": "false"}),
    )  # fmt: skip
    name_not_known = forms.BooleanField(label=_("The name is not known"), required=False)
    sex = radio(label=_("Sex"), choices=Sex.choices)
    birth = BirthField(label=_("Birth date"), help_text=_("Month and day may stay empty."))
    age = forms.IntegerField(
        label=_("or age in years"), min_value=0, max_value=births.OLDEST, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "3", **OFF}),
        help_text=_("Kept as an estimate."),
    )  # fmt: skip
    phone = PlainText(label=_("Phone"), max_length=40, required=False, widget=TELEPHONE)
    county = CountyField()
    province = forms.ChoiceField(label=_("Province"), required=False, choices=[("", "—"), *Province.choices])
    village = PlainText(label=_("Village or neighbourhood"), max_length=80, required=False)
    address = PlainText(label=_("Address"), max_length=200, required=False)
    caregiver_name = PlainText(label=_("Caregiver"), max_length=120, required=False)
    caregiver_relation = PlainText(
        label=_("Caregiver is"), max_length=40, required=False, help_text=_("Mother, husband, neighbour …")
    )
    caregiver_phone = PlainText(label=_("Caregiver's phone"), max_length=40, required=False, widget=TELEPHONE)
    referral_source = forms.ChoiceField(
        label=_("Referred by"), required=False, choices=[("", "—"), *ReferralSource.choices]
    )
    category = radio(
        label=_("Category"), choices=Category.choices, initial=Category.UNKNOWN, required=False,
        help_text=_("Seen only by those who need it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = counties.offered()

    def settle(self, *, guarded: bool) -> None:
        """Take away what this user may not see. Called by the forms below once their fields exist."""
        if not guarded:
            del self.fields["category"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        named = bool(data.get("name_hangul") or data.get("name_romanised"))
        wrong = {"name_hangul", "name_romanised"} & self.errors.keys()
        if data.get("name_not_known") and named:
            self.add_error("name_not_known", _("Either enter a name or tick this, not both."))
        elif not data.get("name_not_known") and not named and not wrong:
            self.add_error("name_hangul", NO_NAME)
        if data.get("age") is not None and data.get("birth", births.UNKNOWN) != births.UNKNOWN:
            self.add_error("age", _("Enter the birth date or the age, not both."))
        county, province = data.get("county"), data.get("province")
        if county and province and (refused := policies.home(province=province, county=county)):
            self.add_error("county", refused)
        return data

    @property
    def more_is_open(self) -> bool:
        """Whether the folded part holds anything that must be seen: an error, or something beside the defaults."""
        more = [self[name] for name in MORE if name in self.fields]
        return any(bound.errors or bound.value() not in (None, "", False, Category.UNKNOWN) for bound in more)

    def facts(self, *, on: date) -> dict[str, Any]:
        """What the person may be recognised by, as far as it could be read: the arguments of `matching.alike`."""
        given = {name: value for name, value in self.cleaned_data.items() if name in RECOGNISED and value}
        age, born = self.cleaned_data.get("age"), self.cleaned_data.get("birth", births.UNKNOWN)
        return {**given, "birth": births.from_age(age, on=on) if age is not None else born}

    def oddities(self, *, on: date) -> list[str]:
        """What could be read but looks odd, in sentences."""
        return oddities.of(on=on, caregiver_name=self.cleaned_data.get("caregiver_name", ""), **self.facts(on=on))

    def details(self, *, on: date) -> dict[str, Any]:
        """The identity fields for the verb; an age is counted back from the date `on`."""
        given = dict(self.cleaned_data)
        if given.pop("name_not_known"):
            given |= {"name_hangul": UNNAMED_HANGUL, "name_romanised": UNNAMED_ROMANISED}
        born, age = given.pop("birth"), given.pop("age")
        given["birth_date"], given["birth_precision"] = births.from_age(age, on=on) if age is not None else born
        if not given.get("category"):
            given.pop("category", None)
        return {name: value for name, value in given.items() if name in FIELDS}


# Folded away unless it holds something: nobody needs it to find the person again.
MORE = ("address", "caregiver_name", "caregiver_relation", "caregiver_phone", "referral_source", "category", "migrated")
RECOGNISED = frozenset(
    {
        "name_hangul", "name_romanised", "sex", "phone", "caregiver_phone", "paper_number", "province", "county",
        "village",
    }
)  # fmt: skip
FIELDS = frozenset(PersonForm.base_fields) - {"name_not_known", "birth", "age"} | {"birth_date", "birth_precision"}


class RegisterForm(PersonForm, MakesOnce, VerbForm):
    """A new person at one of the user's centres. `question`: what was looked for before, put where it belongs."""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    paper_number = PlainText(label=_("Number in the paper register"), max_length=40, required=False)
    migrated = forms.BooleanField(
        label=_("This centre served the person before this system"), required=False,
        help_text=_("Then the person is not counted as new."),
    )  # fmt: skip

    field_order = (
        "record_id", "centre", "name_hangul", "name_romanised", "name_not_known", "sex", "birth", "age", "phone",
        "paper_number",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, centres: list[Centre], question: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial=where_it_belongs(question), **kwargs)
        self.user, self.centres = user, centres
        self.fields["centre"].queryset = Centre.objects.visible_to(user).filter(pk__in=[c.pk for c in centres])
        self.fields["centre"].initial = centres[0]
        if len(centres) == 1:
            del self.fields["centre"]
        if not self.is_bound:
            first = "name_romanised" if self.initial.get("name_romanised") else "name_hangul"
            self.fields[first].widget.attrs["data-focus-on-load"] = ""
        self.settle(guarded=any(allows(user, Permission.VIEW_GUARDED, centre) for centre in centres))

    def arguments(self) -> dict[str, Any]:
        """Those of `patients.register`, the actor apart."""
        given = self.cleaned_data
        centre = given.get("centre") or self.centres[0]
        today = clock.today(centre.zone)
        details = self.details(on=today)
        if not allows(self.user, Permission.VIEW_GUARDED, centre):
            details.pop("category", None)
        return {
            "centre": centre, "on": today, "id": given["record_id"], "migrated": given["migrated"],
            "paper_number": given["paper_number"], **details,
        }  # fmt: skip


def where_it_belongs(question: str) -> dict[str, str]:
    """The field a search belongs to when it becomes a registration: by script, digits by length."""
    asked = search.cleaned(question)
    if not asked:
        return {}
    if hangul.ANY.search(asked):
        return {"name_hangul": asked}
    if search.PHONE.fullmatch(asked):
        return {"phone" if len(re.sub(r"\D", "", asked)) >= 7 else "paper_number": asked}
    if any(letter.isdigit() for letter in asked):
        return {"paper_number": asked[:40]}
    return {"name_romanised": asked.title() if asked.islower() else asked}


class CorrectForm(PersonForm, ChangeForm):
    """Correct a registered person. A category the user may not see is neither shown nor touched."""

    def __init__(self, *args: Any, guarded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = counties.offered(besides=self.record.county_id)
        self.settle(guarded=guarded)

    @staticmethod
    def read(record: Patient) -> dict[str, Any]:
        """The form's values as they stand in the record."""
        unnamed = record.is_unnamed
        estimated = record.birth_precision == BirthPrecision.AGE
        today = clock.today(record.centre.zone)
        values = {name: getattr(record, name) for name in FIELDS - {"birth_date", "birth_precision"}}
        return {
            **values,
            "county": record.county_id or "",
            "name_hangul": "" if unnamed else record.name_hangul,
            "name_romanised": "" if unnamed else record.name_romanised,
            "name_not_known": unnamed,
            "birth": births.parts(record),
            "age": record.age_on(today) if estimated else None,
        }

    def arguments(self) -> dict[str, Any]:
        """Those of `patients.correct`, patient and actor apart."""
        return {"version": self.cleaned_data["version"], **self.details(on=clock.today(self.record.centre.zone))}


class LikenessForm(PersonForm):
    """A registration or correction as far as it has come, to look for the same person; half-filled is fine."""

    paper_number = PlainText(max_length=40, required=False)
    record = forms.UUIDField(required=False)


class PaperNumberForm(VerbForm):
    number = PlainText(label=_("Number in the paper register"), max_length=40)


class DeathForm(ChangeForm):
    """Note the day a person died."""

    on = ServiceDay(label=_("Died on"))

    @staticmethod
    def read(record: Patient) -> dict[str, Any]:
        return {"on": record.deceased_on}
