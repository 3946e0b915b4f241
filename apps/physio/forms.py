"""Log a session or a group, void, find again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.web import MakesOnce, VerbForm
from apps.patients import search
from apps.patients.forms.fields import ServiceDay
from apps.patients.models import Patient
from apps.physio import queries
from apps.physio.models import GroupSession, Technique

USUAL_MINUTES, LONGEST_MINUTES = 30, 480
FOUND_AT_ONCE, LARGEST_GROUP = 8, 40


class LogForm(VerbForm, MakesOnce):
    """What a single session and a group have in common. The centre is asked only where there are several."""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    on = ServiceDay()
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST_MINUTES, initial=USUAL_MINUTES)
    techniques = forms.MultipleChoiceField(
        label=_("Techniques"), choices=Technique.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    device_related = forms.BooleanField(label=_("Related to a device"), required=False)
    therapist = forms.ModelChoiceField(label=_("Therapist"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, user: User, centres: Sequence[Centre], **kwargs: Any) -> None:
        self.user, self.centres = user, list(centres)
        super().__init__(*args, **kwargs)
        if len(self.centres) == 1:
            del self.fields["centre"]
        else:
            own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in self.centres])
            self.fields["centre"].queryset, self.fields["centre"].initial = own, self.centres[0].pk
        self.fields["therapist"].queryset = queries.therapists(self.centres, besides=user)
        self.fields["therapist"].initial = user.pk
        self.fields["on"].at(self.centres[0])

    def arguments(self) -> dict[str, Any]:
        given = {"centre": self.centres[0], **super().arguments()}
        on = given.pop("on")
        return {**given, "at": given["centre"].moment(on)}


class SessionForm(LogForm):
    """One person's session. A repeat visit changes nothing but the date, if that."""

    attended = forms.BooleanField(label=_("The patient came"), required=False, initial=True)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = (
        "centre", "on", "minutes", "techniques", "note", "attended", "device_related", "therapist",
    )  # fmt: skip

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = queries.last_session(patient)
        if last is not None:
            self.initial = {
                "minutes": last.minutes, "techniques": last.techniques, "device_related": last.device_related,
            }  # fmt: skip
            if self.fields["therapist"].queryset.filter(pk=last.therapist_id).exists():
                self.initial["therapist"] = last.therapist_id


class GroupForm(LogForm):
    """A group session, entered once for all.

    People are found, added and taken out in steps that send the form along and save nothing: such a step shows
    the form again as it was typed. It works without scripts; with them only the list of people is exchanged.
    """

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
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
        chosen, absent = keys(self["patients"].value()), set(keys(self["absent"].value()))
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
    """A group that comes together again: the same people, time and techniques."""
    rows = [row for row in queries.attendance(group) if row.voided_at is None]
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


def keys(values: Any) -> list[UUID]:
    """The well-formed keys among what was sent, each once."""
    found: dict[UUID, None] = {}
    for value in values or ():
        try:
            found[UUID(str(value))] = None
        except ValueError:
            continue
    return list(found)


class VoidForm(VerbForm):
    """Why something that was recorded is not counted any more."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class ChoosePatientForm(forms.Form):
    q = forms.CharField(
        label=_("Name, number or phone"), required=False, max_length=search.LONGEST_QUESTION,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
