"""Choosing two reports. An address says them as `a=RAK/2016-05/r1&b=together/2016-Q2`, the form in four fields each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.centres.models import Centre
from apps.reports.indicators import COLUMNS, Scope
from apps.reports.periods import MONTH, QUARTER, YEAR, ReportPeriod, first_of
from apps.reports.subject import TOGETHER, Subject, stored
from apps.reports.words import column_name

SIDES = ("a", "b")
WHOLE_YEAR = "year"
FIELDS = ("whose", "year", "part", "revision")


class CompareForm(forms.Form):
    """Two sides, each a centre or all together, a month, quarter or year, and of a centre's month the revision.

    `cleaned_data` holds a Subject for "a" and "b". What was chosen stays in the form whatever is wrong with it.
    """

    parts = forms.BooleanField(label=gettext_lazy("With parts by type"), required=False)
    differs = forms.BooleanField(label=gettext_lazy("Only what differs"), required=False)

    def __init__(self, data: Mapping[str, str] | None, *, centres: list[Centre], first_year: int, today: date) -> None:
        super().__init__(None if data is None else asked(data), initial=usual(centres, today))
        self.centres, self.today = centres, today
        columns = [(name, column_name(name)) for name in COLUMNS]
        self.fields["column"] = forms.ChoiceField(label=_("Column"), required=False, choices=columns)
        for side in SIDES:
            for name, field in side_fields(centres, range(today.year, first_year - 1, -1)).items():
                self.fields[f"{side}_{name}"] = field

    @property
    def sides(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each side, with its name."""
        names = {"a": _("First report"), "b": _("Second report")}
        return [(names[side], [self[f"{side}_{name}"] for name in FIELDS]) for side in SIDES]

    @property
    def options(self) -> list[forms.BoundField]:
        """How the comparison is shown."""
        return [self[name] for name in ("column", "parts", "differs")]

    def clean(self) -> dict[str, Any]:
        """The two subjects; an error at the field that asks for what is not there."""
        given = super().clean() or self.cleaned_data
        for side in SIDES:
            if all(f"{side}_{name}" in given for name in FIELDS):
                given[side] = self._subject(side, given)
        given["column"] = given.get("column") or "total"
        return given

    def _subject(self, side: str, given: dict[str, Any]) -> Subject:
        whose, number = given[f"{side}_whose"], given[f"{side}_revision"]
        of = period_of(given[f"{side}_year"], given[f"{side}_part"])
        chosen = [centre for centre in self.centres if centre.code == whose]
        scope = Scope.of(chosen[0]) if chosen else Scope.all(self.centres)
        revisions = stored(scope, of)
        row = revisions.first() if number is None else revisions.filter(revision=number).first()
        subject = Subject(scope, of, row, pinned=number is not None)
        if of.month > self.today:
            self.add_error(f"{side}_part", _("These months have not begun yet."))
        elif subject.pinned and not subject.has_revisions:
            self.add_error(f"{side}_revision", _("Only the month of one centre has revisions."))
        elif subject.pinned and row is None:
            self.add_error(f"{side}_revision", _("There is no such revision of this month."))
        return subject


def side_fields(centres: list[Centre], years: range) -> dict[str, forms.Field]:
    """The four fields that choose one report."""
    whose = [(centre.code, centre.name) for centre in centres]
    if len(centres) > 1:
        whose.append((TOGETHER, _("All my centres together")))
    quarters = [(f"Q{number}", _("Quarter %(number)d") % {"number": number}) for number in range(1, 5)]
    parts = [(WHOLE_YEAR, _("The whole year")), *quarters, *((f"{number:02}", MONTHS[number]) for number in MONTHS)]
    return {
        "whose": forms.ChoiceField(label=_("Centre"), choices=whose),
        "year": forms.TypedChoiceField(label=_("Year"), coerce=int, choices=[(year, str(year)) for year in years]),
        "part": forms.ChoiceField(label=_("Month, quarter or year"), choices=parts),
        "revision": forms.IntegerField(
            label=_("Revision"), required=False, min_value=1, max_value=32767,
            help_text=_("Empty: the newest."),
        ),
    }  # fmt: skip


def usual(centres: list[Centre], today: date) -> dict[str, Any]:
    """The month before this one, and the same a year earlier, of the first centre."""
    month = first_of(today.year, today.month - 1)
    chosen = {"b": month, "a": month.replace(year=month.year - 1)}
    return {
        f"{side}_{name}": value
        for side, of in chosen.items()
        for name, value in {"whose": centres[0].code, "year": of.year, "part": f"{of.month:02}"}.items()
    }


def period_of(year: int, part: str) -> ReportPeriod:
    """`2016`, `Q2` → April to June 2016; part of `side_fields`."""
    if part == WHOLE_YEAR:
        return ReportPeriod(date(year, 1, 1), YEAR)
    if part.startswith("Q"):
        return ReportPeriod(date(year, int(part[1:]) * 3 - 2, 1), QUARTER)
    return ReportPeriod(date(year, int(part), 1), MONTH)


def asked(data: Mapping[str, str]) -> dict[str, str]:
    """The form's fields, a side written as one key taken apart: `RAK/2016-05/r1`. What is no key stays and is wrong."""
    found = {name: data[name] for name in data}
    for side in SIDES:
        if side in data:
            whose, of, revision = (*data[side].split("/"), "", "", "")[:3]
            year, _dash, part = of.partition("-")
            values = (whose, year, part or WHOLE_YEAR, revision.removeprefix("r"))
            found |= {f"{side}_{name}": value for name, value in zip(FIELDS, values, strict=True)}
    return found
