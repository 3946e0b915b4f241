"""Log a session, correct or void one, find whose it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.web import MakesOnce, VerbForm
from apps.patients import search
from apps.patients.forms.fields import PlainText, ServiceDay
from apps.patients.models import Patient
from apps.physio import planning, queries
from apps.physio.forms.plans import NO_PLAN, PlanChoice
from apps.physio.models import PhysioSession, Technique, TreatmentPlan

USUAL_MINUTES, LONGEST_MINUTES = 30, 480


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
    note = PlainText(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    plan = PlanChoice()
    field_order: tuple[str, ...] = (
        "centre", "on", "minutes", "techniques", "note", "attended", "device_related", "therapist", "plan",
    )  # fmt: skip

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient
        self.begin_from(queries.last_session(patient))
        self.offer(planning.candidates(patient, self.centres))

    def begin_from(self, last: PhysioSession | None) -> None:
        """A repeat visit starts from the last one; who was expected now is not known from then."""
        if last is not None:
            self.initial = {
                "minutes": last.minutes, "techniques": last.techniques, "device_related": last.device_related,
            }  # fmt: skip
            if self.fields["therapist"].queryset.filter(pk=last.therapist_id).exists():
                self.initial["therapist"] = last.therapist_id
            self.last_plan = last.plan_id

    last_plan: UUID | None = None

    def offer(self, plans: list[TreatmentPlan]) -> None:
        """With one open plan its day decides; of several, the last session's is the likely one."""
        self.fields["plan"].among(plans)
        if not plans:
            del self.fields["plan"]
        elif len(plans) > 1 and self.last_plan in {plan.pk for plan in plans}:
            self.initial["plan"] = str(self.last_plan)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        chosen = given.pop("plan", "")
        return {**given, **chosen_plan(chosen)}


class CorrectForm(SessionForm):
    """A session as it was logged, to be put right. A row of a group keeps the day of its group."""

    reason = PlainText(label=_("What was wrong"), max_length=300)
    field_order = ("attended", "reason", *(name for name in SessionForm.field_order if name != "attended"))

    def __init__(self, *args: Any, session: PhysioSession, **kwargs: Any) -> None:
        self.session = session
        super().__init__(*args, patient=session.patient, centres=[session.centre], **kwargs)
        self.fields.pop("plan", None)
        if session.group_id is not None:
            del self.fields["on"]

    def begin_from(self, last: PhysioSession | None) -> None:
        names = ("minutes", "techniques", "device_related", "attended", "note")
        given = {name: getattr(self.session, name) for name in names}
        self.initial = {**given, "on": self.session.service_date, "therapist": self.session.therapist_id}
        therapists = queries.therapists(self.centres, besides=self.session.therapist)
        self.fields["therapist"].queryset = therapists

    def arguments(self) -> dict[str, Any]:
        given = VerbForm.arguments(self)
        on = given.pop("on", self.session.service_date)
        return given if on == self.session.service_date else {**given, "at": self.session.centre.moment(on)}


def chosen_plan(chosen: Any) -> dict[str, Any]:
    """The answer of a PlanChoice as the arguments of `sessions.record`."""
    if chosen == NO_PLAN:
        return {"outside_plans": True}
    return {"plan": chosen} if chosen else {}


class VoidForm(VerbForm):
    """Why something that was recorded is not counted any more."""

    reason = PlainText(label=_("Reason"), max_length=300)


class ChoosePatientForm(forms.Form):
    q = forms.CharField(
        label=_("Name, number or phone"), required=False, max_length=search.LONGEST_QUESTION,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
