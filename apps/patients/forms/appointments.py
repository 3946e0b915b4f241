"""Book and change an appointment; narrow the day and the list of those who did not come."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import clock
from apps.core.problems import Text
from apps.core.web import MakesOnce, VerbForm
from apps.patients import schedule
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import PlainText, Question, ServiceDay, radio
from apps.patients.models import Appointment, AppointmentKind, AppointmentState, Patient
from apps.patients.models.appointment import AppointmentQuerySet
from apps.patients.policies.appointments import LONGEST, SHORTEST

USUAL_MINUTES = 30
CLOCK = forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M")
TO_NOTE, TO_CALL, MISSED = "to-note", "to-call", "missed"
SINCE = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("a year")}


class AppointmentForm(VerbForm):
    """When, for what, with whom. What it overlaps is told once; sent again it is booked all the same.

    `seen` carries what somebody was told already, so that anything new is told before it is booked.
    """

    on = ServiceDay()
    time = forms.TimeField(label=_("Time"), input_formats=["%H:%M", "%H:%M:%S"], widget=CLOCK)
    kind = radio(label=_("What for"), choices=AppointmentKind.choices)
    provider = forms.ModelChoiceField(label=_("With"), queryset=None, required=False, empty_label=_("Still open"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST, initial=USUAL_MINUTES)
    note = PlainText(label=_("Note"), max_length=300, required=False)
    seen = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    patient: Patient
    user: User
    told = False

    def centre(self) -> Centre:
        """Where it takes place: by its clock the time is read."""
        raise NotImplementedError

    def besides(self) -> UUID | None:
        """The appointment that does not overlap with itself."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            self._tell(given)
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given.pop("seen")
        starts_at = self.starts_at(given.pop("on"), given.pop("time"))
        return {**given, "starts_at": starts_at}

    def starts_at(self, on: date, time: Any) -> datetime:
        return datetime.combine(on, time, tzinfo=self.centre().zone)

    def _tell(self, given: dict[str, Any]) -> None:
        """Refuse once what overlaps, and whoever no longer comes."""
        found = schedule.overlapping(
            patient=self.patient, provider=given["provider"], besides=self.besides(), minutes=given["minutes"],
            starts_at=self.starts_at(given["on"], given["time"]),
        )  # fmt: skip
        seen = set(Appointment.objects.visible_to(self.user).filter(pk__in=[row.pk for row in found]).values_list("pk"))
        advice: dict[str, Text] = {
            str(row.pk): overlap(row, patient=self.patient, named=(row.pk,) in seen) for row in found
        }
        if self.patient.care_ended_on is not None:
            advice["care"] = _("It is on record that this person no longer comes.")
        self.told = not advice.keys() <= set(given["seen"].split())
        if self.told:
            sent: Any = self.data
            self.data = again = sent.copy()
            again[self.add_prefix("seen")] = " ".join(advice)
            for sentence in (*advice.values(), _("Nothing is booked yet. Press again to book it all the same.")):
                self.add_error(None, sentence)


def overlap(row: Appointment, *, patient: Patient, named: bool) -> Text:
    """What is in the way, in words; somebody whom the user may not see stays unnamed."""
    told = {"from": row.clock, "until": row.clock_end, "kind": row.get_kind_display(), "centre": row.centre}
    if row.patient_id == patient.pk:
        if not named:
            return _("Overlaps: %(from)s–%(until)s this person is expected at another centre.") % told
        return _("Overlaps: %(from)s–%(until)s this person is booked for “%(kind)s”, %(centre)s.") % told
    told["provider"] = row.provider
    if not named:
        return _("Overlaps: %(from)s–%(until)s %(provider)s is expected by somebody at another centre.") % told
    told["person"] = f"{row.patient.display_name} ({row.patient.number})"
    return _("Overlaps: %(from)s–%(until)s %(provider)s expects %(person)s for “%(kind)s”.") % told


class BookForm(MakesOnce, AppointmentForm):
    """Book a person. The centre is asked only where there are several; `starts`: the query it was opened with."""

    place = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    field_order = ("place", "on", "time", "kind", "provider", "minutes", "note")

    def __init__(
        self, *args: Any, patient: Patient, user: User, centres: Sequence[Centre], starts: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.patient, self.user, self.centres = patient, user, list(centres)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.fields["place"].queryset, self.fields["place"].initial = own, centres[0].pk
        if len(self.centres) == 1:
            del self.fields["place"]
        treating = schedule.providers(centres)
        self.fields["provider"].queryset = treating
        self.fields["on"].initial = centres[0].today()
        self.fields["on"].widget.attrs["min"] = centres[0].today().isoformat()
        asked = StartForm(starts, user=user, patient=patient, centres=centres).values
        self.initial = {"provider": user.pk if user in treating else None, **asked}

    def centre(self) -> Centre:
        chosen: Centre = getattr(self, "cleaned_data", {}).get("place") or self.centres[0]
        return chosen

    def besides(self) -> UUID | None:
        made: UUID | None = self.cleaned_data.get("record_id")
        return made

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given.pop("place", None)
        return {**given, "centre": self.centre()}


class ChangeAppointmentForm(AppointmentForm, ChangeForm):
    """Move an appointment, or correct what it is for."""

    record: Appointment
    field_order = ("on", "time", "kind", "provider", "minutes", "note")

    def __init__(self, *args: Any, record: Appointment, user: User, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.patient, self.user = record.patient, user
        self.fields["provider"].queryset = schedule.providers([record.centre], besides=record.provider)

    @staticmethod
    def read(record: Appointment) -> dict[str, Any]:
        return {
            "on": record.on, "time": record.clock, "kind": record.kind, "provider": record.provider_id,
            "minutes": record.minutes, "note": record.note,
        }  # fmt: skip

    def centre(self) -> Centre:
        return self.record.centre

    def besides(self) -> UUID | None:
        return self.record.pk


class NoteForm(forms.Form):
    """A note of one press: the version of the appointment it was pressed on."""

    version = forms.IntegerField()


class FindForm(forms.Form):
    """Whom to book."""

    q = Question(label=_("Name, number or phone"), required=False)


class StartForm(forms.Form):
    """What the page of a booking is opened with, as far as it can be meant; nothing here is ever refused."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    time = forms.TimeField(required=False, input_formats=["%H:%M"])
    kind = forms.ChoiceField(required=False, choices=AppointmentKind.choices)
    provider = forms.ModelChoiceField(required=False, queryset=None)
    again = forms.ModelChoiceField(required=False, queryset=None)

    def __init__(self, data: Any, *, user: User, patient: Patient, centres: Sequence[Centre]) -> None:
        super().__init__(data)
        self.fields["provider"].queryset = schedule.providers(centres)
        self.fields["again"].queryset = Appointment.objects.visible_to(user).filter(patient=patient)
        self.is_valid()

    @property
    def values(self) -> dict[str, Any]:
        """Initial values of a booking: as the appointment `again` was, and what was asked for besides."""
        given = dict(self.cleaned_data)
        earlier = given.pop("again", None)
        found: dict[str, Any] = {}
        if earlier is not None:
            found = {name: getattr(earlier, name) for name in ("kind", "minutes", "note")}
            found["provider"] = earlier.provider_id
        asked = {"on": given.get("day"), "time": given.get("time"), "kind": given.get("kind")}
        asked["provider"] = given["provider"].pk if given.get("provider") else None
        return {**found, **{name: value for name, value in asked.items() if value}}


class DayForm(forms.Form):
    """Which day at which centre, and which of its appointments. What is no choice narrows nothing."""

    day = forms.DateField(
        label=_("Date"), required=False, input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    provider = forms.ModelChoiceField(label=_("With"), queryset=None, required=False, empty_label=_("Everyone"))
    kind = forms.ChoiceField(
        label=_("What for"), required=False, choices=[("", _("Everything")), *AppointmentKind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *AppointmentState.choices]
    )
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, required=False, empty_label=None)

    def __init__(self, data: Any, *, user: User, centres: Sequence[Centre]) -> None:
        super().__init__(data)
        self.user, self.centres = user, list(centres)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.fields["centre"].queryset, self.fields["provider"].queryset = own, schedule.providers(centres)
        if len(self.centres) == 1:
            del self.fields["centre"]
        self.is_valid()
        self.chosen: Centre = self.cleaned_data.get("centre") or self.centres[0]
        self.on: date = self.cleaned_data.get("day") or self.chosen.today()
        # Far from any calendar there is no week to show.
        if not date(1900, 1, 8) <= self.on <= date(9999, 12, 1):
            self.on = self.chosen.today()

    def narrow(self, rows: AppointmentQuerySet) -> AppointmentQuerySet:
        """Those of the rows that provider, kind and state leave."""
        wanted = {name: self.cleaned_data.get(name) for name in ("provider", "kind", "state")}
        return rows.filter(**{name: value for name, value in wanted.items() if value})

    @property
    def kept(self) -> dict[str, str]:
        """What narrows, to be carried to another day."""
        return {name: self[name].value() for name in self.fields if name != "day" and self.cleaned_data.get(name)}


class MissedFilter(django_filters.FilterSet):
    """Who did not come: still to be noted, to be called, or all."""

    what = django_filters.ChoiceFilter(
        label=_("Show"), method="of_sort", empty_label=_("To be called: did not come, no new appointment"),
        choices=[(TO_NOTE, _("Did not come? Not noted yet")), (MISSED, _("Everyone who did not come"))],
    )  # fmt: skip
    since = django_filters.ChoiceFilter(
        label=_("In the last"), method="in_days", choices=list(SINCE.items()), empty_label=_("All time")
    )
    provider = django_filters.ModelChoiceFilter(label=_("With"), queryset=None, empty_label=_("Everyone"))
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))

    class Meta:
        model = Appointment
        fields = ("what", "since", "provider", "centre")

    def __init__(self, *args: Any, user: User, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["provider"].queryset = schedule.providers(centres)
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres])
        self.filters["centre"].queryset = own
        if len(centres) == 1:
            del self.filters["centre"]

    @property
    def shows(self) -> str:
        return str(self.form.cleaned_data.get("what") or TO_CALL) if self.form.is_valid() else TO_CALL

    @property
    def qs(self) -> AppointmentQuerySet:
        found: AppointmentQuerySet = super().qs
        return found.missed().filter(next_at=None) if self.shows == TO_CALL else found

    def of_sort(self, rows: AppointmentQuerySet, _name: str, what: str) -> AppointmentQuerySet:
        return rows.to_note(clock.now()) if what == TO_NOTE else rows.missed()

    def in_days(self, rows: QuerySet[Appointment], _name: str, days: str) -> QuerySet[Appointment]:
        return rows.filter(starts_at__gte=clock.now() - timedelta(days=int(days)))
