"""Log a group session, once for all."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.patients import search
from apps.patients.forms.fields import PlainText
from apps.patients.models import Patient
from apps.physio import queries
from apps.physio.forms.sessions import LogForm
from apps.physio.models import GroupSession

FOUND_AT_ONCE, LARGEST_GROUP = 8, 40


class GroupForm(LogForm):
    """A group session, entered once for all.

    People are found, added and taken out in steps that send the form along and save nothing: such a step shows
    the form again as it was typed. It works without scripts; with them only the list of people is exchanged.
    """

    title = PlainText(label=_("Title"), max_length=120, required=False)
    patients = forms.ModelMultipleChoiceField(queryset=None, widget=forms.MultipleHiddenInput)
    absent = forms.ModelMultipleChoiceField(queryset=None, required=False, widget=forms.MultipleHiddenInput)
    field_order = ("centre", "on", "minutes", "title", "techniques", "device_related", "therapist")

    def __init__(
        self, data: Any = None, *, user: User, centres: Sequence[Centre], repeat: GroupSession | None = None
    ) -> None:
        self.q, step = typed(data)
        self.in_steps = bool(step)
        initial = again(repeat) if repeat is not None else {}
        if step:
            initial, data = after(step, data), None
        super().__init__(data, initial=initial, user=user, centres=centres)
        self.people_here = queries.people_of(user, self.centres)
        for name in ("patients", "absent"):
            self.fields[name].queryset = self.people_here
        self.fields["patients"].error_messages["required"] = _("Add the people of the group.")
        self.fields["title"].widget.attrs["placeholder"] = _("For example: balance group")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        here = Patient.objects.visible_to(self.user).of_centre(given.get("centre", self.centres[0]))
        people = given.get("patients")
        if people is not None and people.exclude(pk__in=here.values("pk")).exists():
            self.add_error("patients", _("Somebody in the group is not a patient of this centre."))
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "patients": list(given["patients"]), "absent": list(given["absent"])}

    @cached_property
    def people(self) -> list[tuple[Patient, bool]]:
        """The people of the group as entered so far, each with whether they were absent."""
        chosen, absent = queries.keys(self["patients"].value()), set(queries.keys(self["absent"].value()))
        found = self.people_here.in_bulk(chosen)
        return [(found[key], key in absent) for key in chosen if key in found]

    @cached_property
    def found(self) -> list[Patient]:
        """Who answers to what was typed and is not in the group yet."""
        if not self.q:
            return []
        there = [patient.pk for patient, _absent in self.people]
        return list(search.find(self.people_here.exclude(pk__in=there), self.q)[:FOUND_AT_ONCE])


def typed(data: Any) -> tuple[str, str]:
    """What was typed into the search box, and which step it was: "find", "add:<id>", "remove:<id>", or "" to save.

    Enter in the search box finds; anywhere else it saves.
    """
    if not data:
        return "", ""
    q, step = search.cleaned(data.get("q")), data.get("step", "")
    if step == "enter":
        step = "find" if q else ""
    return ("" if step.startswith("add:") else q), step


def again(group: GroupSession) -> dict[str, Any]:
    """A group that comes together again: the same people, as far as they live, time and techniques."""
    rows = [row for row in queries.attendance(group) if row.voided_at is None and row.patient.deceased_on is None]
    first = rows[0] if rows else None
    return {
        "title": group.title,
        "minutes": group.minutes,
        "therapist": group.therapist_id,
        "techniques": first.techniques if first else [],
        "device_related": first.device_related if first else False,
        "patients": [row.patient_id for row in rows],
    }


def after(step: str, data: Any) -> dict[str, Any]:
    """What the form holds after a step: as typed, with one person more or fewer."""
    several = ("techniques", "patients", "absent")
    held = {name: data.getlist(name) if name in several else data.get(name) for name in data}
    action, _colon, person = step.partition(":")
    people = [key for key in held.get("patients", []) if key != person]
    if action == "add" and len(people) < LARGEST_GROUP:
        people.append(person)
    return {**held, "patients": people}
