"""Make, change, review and end a treatment plan; say to which plan a session belongs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.web import ChangesFresh, MakesOnce, VerbForm
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import PlainText, ServiceDay
from apps.patients.models import Episode
from apps.physio import queries
from apps.physio.models import PhysioSession, PlanOutcome, Progress, TreatmentPlan
from apps.physio.policies.plans import MOST_A_WEEK, MOST_IN_ALL

USUAL_WEEKLY, USUAL_IN_ALL, USUAL_REVIEW = 3, 12, timedelta(weeks=4)
NO_PLAN = "none"


class PlanFields(forms.Form):
    """What a plan consists of."""

    aim = PlainText(label=_("Aim of the treatment"), max_length=300)
    weekly = forms.IntegerField(label=_("Sessions a week"), min_value=1, max_value=MOST_A_WEEK, initial=USUAL_WEEKLY)
    planned = forms.IntegerField(label=_("Sessions in all"), min_value=1, max_value=MOST_IN_ALL, initial=USUAL_IN_ALL)
    started_on = ServiceDay(label=_("From"))
    review_on = ServiceDay(label=_("Next review"), required=False)
    therapist = forms.ModelChoiceField(label=_("Therapist"), queryset=None, empty_label=None)

    def of(self, episode: Episode, therapist: User) -> None:
        """Offer what the episode's days and its centre allow."""
        self.fields["started_on"].at(episode.centre)
        self.fields["started_on"].widget.attrs["min"] = episode.opened_on.isoformat()
        self.fields["therapist"].queryset = queries.therapists([episode.centre], besides=therapist)


class PlanForm(PlanFields, MakesOnce, VerbForm):
    """A new plan: three a week, twelve in all, looked at again in four weeks, unless told otherwise."""

    def __init__(self, *args: Any, episode: Episode, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of(episode, user)
        self.fields["therapist"].initial = user.pk
        self.fields["review_on"].initial = episode.centre.today() + USUAL_REVIEW
        self.fields["aim"].widget.attrs["placeholder"] = _("For example: walks outdoors with one stick")


class ChangePlanForm(PlanFields, ChangeForm):
    """Correct an open plan."""

    def __init__(self, *args: Any, record: TreatmentPlan, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.of(record.episode, record.therapist)

    @staticmethod
    def read(record: TreatmentPlan) -> dict[str, Any]:
        given = {name: getattr(record, name) for name in ("aim", "weekly", "planned", "started_on", "review_on")}
        return {**given, "therapist": record.therapist_id}


class PlanReviewForm(MakesOnce, ChangesFresh):
    """How the treatment goes; the next review is proposed as far ahead as usual."""

    progress = forms.TypedChoiceField(
        label=_("Progress"), choices=Progress.choices, coerce=Progress, widget=forms.RadioSelect
    )
    note = PlainText(label=_("What was found"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    on = ServiceDay()
    next_on = ServiceDay(label=_("Next review"), required=False)

    def __init__(self, *args: Any, record: TreatmentPlan, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["on"].at(record.centre)
        self.fields["next_on"].initial = record.centre.today() + USUAL_REVIEW

    def stored(self) -> dict[str, Any]:
        """What somebody else found in the meantime."""
        last = self.record.reviews.first()
        return {name: getattr(last, name) for name in ("progress", "note", "on", "next_on")} if last else {}


class EndPlanForm(ChangesFresh):
    """How a plan ended."""

    outcome = forms.TypedChoiceField(
        label=_("Outcome"), choices=PlanOutcome.choices, coerce=PlanOutcome, widget=forms.RadioSelect
    )
    note = PlainText(label=_("Outcome in words"), max_length=300, required=False)
    on = ServiceDay(label=_("Ended on"))

    def __init__(self, *args: Any, record: TreatmentPlan, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["on"].at(record.centre)

    def stored(self) -> dict[str, Any]:
        """How somebody else ended it in the meantime."""
        plan: Any = self.record
        return {"outcome": plan.outcome, "note": plan.outcome_note, "on": plan.ended_on} if plan.ended_on else {}


class ReopenPlanForm(ChangesFresh):
    """Nothing to say: a plan that was ended by mistake is open again."""


class PlanChoice(forms.ChoiceField):
    """To which plan a session belongs. Cleans to a TreatmentPlan, NO_PLAN, or "" where it belongs by itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Treatment plan"), "required": False, **kwargs})
        self.plans: dict[str, TreatmentPlan] = {}

    def among(self, plans: Sequence[TreatmentPlan], *, by_itself: bool = True) -> None:
        """Offer these plans. `by_itself`: also to let the day of the session decide."""
        self.plans = {str(plan.pk): plan for plan in plans}
        offered = [(key, f"{plan.aim} ({plan.started_on.isoformat()})") for key, plan in self.plans.items()]
        first = [("", _("The one running that day"))] if by_itself else []
        self.choices = [*first, *offered, (NO_PLAN, _("Outside any plan"))]

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return self.plans.get(chosen, chosen)


class AssignForm(ChangesFresh):
    """Another plan for a session, or none."""

    plan = PlanChoice(required=True)

    def __init__(self, *args: Any, record: PhysioSession, plans: Sequence[TreatmentPlan], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["plan"].among(plans, by_itself=False)
        self.fields["plan"].initial = str(record.plan_id or NO_PLAN)

    def stored(self) -> dict[str, Any]:
        return {"plan": str(self.record.plan_id or NO_PLAN)}

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "plan": None if given["plan"] == NO_PLAN else given["plan"]}
