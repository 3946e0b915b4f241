"""One line of an old register, held against the same rules as the page where a person is registered."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.core.problems import Text
from apps.patients import births, policies
from apps.patients.counties import county_of
from apps.patients.forms.fields import DayField, PlainText
from apps.patients.forms.impairments import LimbForm
from apps.patients.forms.patients import PersonForm
from apps.patients.importing.columns import LIMBS, meant
from apps.patients.importing.dates import boxes
from apps.patients.models import Patient

UNFIT = {"required": _("This is missing."), "invalid_choice": _("This word is not among those the column takes.")}


class PersonLine(PersonForm):
    """The person of a line, with the paper number and the day they were first registered."""

    paper_number = PlainText(label=_("Number in the paper register"), max_length=40, required=False)
    registered_on = DayField(label=_("Registered on"))


class LineForm:
    """A line's values as the forms of the register take them: one for the person, one for each limb it names."""

    def __init__(self, values: dict[str, str], *, centre: Centre) -> None:
        self.values = {key: meant(key, text) for key, text in values.items()}
        self.centre, self.today = centre, centre.today()

    @cached_property
    def person_form(self) -> PersonLine:
        form = PersonLine(self._person_data())
        _speak_of_words(form)
        return form

    @cached_property
    def limb_forms(self) -> dict[int, LimbForm]:
        """The limbs the line says anything about, by number."""
        named = [n for n in LIMBS if any(key.startswith(f"limb{n}_") for key in self.values)]
        found = {number: LimbForm(self._limb_data(number)) for number in named}
        for form in found.values():
            _speak_of_words(form)
        return found

    def errors(self) -> dict[str, list[str]]:
        """Column key → why it cannot be taken, in the active language; {} for a line that can be entered."""
        found = {column(name): [str(text) for text in texts] for name, texts in self.person_form.errors.items()}
        for name, reason in self._refusals():
            found.setdefault(name, []).append(str(reason))
        for number, form in self.limb_forms.items():
            for name, texts in form.errors.items():
                found[f"limb{number}_{column(name)}"] = [str(text) for text in texts]
        return found

    def _refusals(self) -> Iterator[tuple[str, Text]]:
        """What the verbs would refuse of cells that are right each by itself."""
        given = self.person_form.cleaned_data
        if (given.get("registered_on") or self.today) > self.today:
            yield "registered_on", _("The date lies in the future.")
        born, precision = given.get("birth", births.UNKNOWN)
        earliest = Patient(birth_date=born, birth_precision=precision).earliest_birth
        if impossible := policies.birth_date(born, today=self.today, earliest=earliest):
            yield "birth", impossible
        for number, form in self.limb_forms.items():
            limb = form.cleaned_data if form.is_valid() else None
            if limb and (reason := policies.impairment(kind=limb["kind"], level=limb["level"], side=limb["side"])):
                yield f"limb{number}_kind", reason

    def findings(self) -> list[list[str]]:
        """The columns that cannot be taken, as [column, "refused"] pairs: the words are found again when shown."""
        return [[name, "refused"] for name in self.errors()]

    def person(self) -> dict[str, Any]:
        """The arguments of `patients.register`, centre, actor and key apart. Only for a line without errors."""
        on: date = self.person_form.cleaned_data["registered_on"] or self.today
        details = self.person_form.details(on=self.today)
        return {"on": on, "paper_number": self.person_form.cleaned_data["paper_number"], **details}

    def facts(self) -> dict[str, Any]:
        """What the person may be recognised by: the arguments of `matching.alike`."""
        return self.person_form.facts(on=self.today)

    def limbs(self) -> list[dict[str, Any]]:
        """The arguments of `impairments.record` for each limb."""
        return [form.limb(today=self.today) for form in self.limb_forms.values()]

    def _person_data(self) -> dict[str, Any]:
        values = self.values
        data = {name: values.get(name, "") for name in PersonLine.base_fields}
        county = county_of(values.get("county", ""), province=values.get("province", ""))
        if county is not None:
            data |= {"county": county.key, "province": county.province}
        elif values.get("county"):  # a place the list of counties does not have stays in words
            data |= {"county": "", "village": f"{values['county']} {values.get('village', '')}".strip()}
        if not values.get("name_hangul") and not values.get("name_romanised"):
            data["name_not_known"] = ""
        return data | boxed("birth", values.get("birth", "")) | boxed("registered_on", values.get("registered_on", ""))

    def _limb_data(self, number: int) -> dict[str, Any]:
        said = {name: self.values.get(f"limb{number}_{name}", "") for name in ("kind", "level", "side", "cause")}
        return {**said, "previously_fitted_elsewhere": "unknown"} | boxed(
            "onset", self.values.get(f"limb{number}_onset", "")
        )


def boxed(name: str, text: str) -> dict[str, str]:
    """A date as its three boxes are sent."""
    return dict(zip((f"{name}_year", f"{name}_month", f"{name}_day"), boxes(text), strict=True))


def column(field: str) -> str:
    """The column a field's error belongs to; what is wrong with the line as a whole is said of the name."""
    return "name_hangul" if field == "__all__" else field


def _speak_of_words(form: forms.Form) -> None:
    """Errors that make sense beside a table: never the words that were sent."""
    for field in form.fields.values():
        field.error_messages |= UNFIT
