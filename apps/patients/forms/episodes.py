"""An episode of service: opened, assessed, closed, opened again."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.web import MakesOnce, VerbForm
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import PlainText, ServiceDay, radio
from apps.patients.forms.teams import ProfessionField
from apps.patients.models import (
    Assessment,
    AttendanceReason,
    Decision,
    Episode,
    EpisodeOutcome,
    Goal,
    GoalState,
    ReopenReason,
)

ENDED = [(state.value, state.label) for state in GoalState if state != GoalState.OPEN]
CARRIED_ON = (GoalState.OPEN.value, _("Carried on"))


class EpisodeForm(MakesOnce, VerbForm):
    """Open an episode at one of the centres that serve the person."""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    reason = radio(label=_("Reason for attendance"), choices=AttendanceReason.choices)
    on = ServiceDay()

    def __init__(self, *args: Any, user: User, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = centres[0]
        self.fields["on"].at(self.first)
        self.fields["centre"].queryset = Centre.objects.visible_to(user).filter(pk__in=[c.pk for c in centres])
        self.fields["centre"].initial = self.first
        if len(centres) == 1:
            del self.fields["centre"]

    def arguments(self) -> dict[str, Any]:
        return {"centre": self.first, **super().arguments()}


class AssessmentForm(MakesOnce, VerbForm):
    """A completed assessment with its decision, signed by whoever records it; the person counts as served."""

    decision = radio(label=_("Decision"), choices=Decision.choices)
    findings = PlainText(label=_("Findings"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    profession = ProfessionField(label=_("Signed as"))
    on = ServiceDay()

    def __init__(self, *args: Any, episode: Episode, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.episode = episode
        self.fields["on"].at(episode.centre)
        self.fields["on"].widget.attrs["min"] = episode.opened_on.isoformat()
        self.fields["profession"].of(user, episode)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        at = self.episode.centre.moment(given.pop("on"))
        return {**given, "at": at}


class VoidAssessmentForm(VerbForm):
    """Why an assessment is no longer counted."""

    reason = PlainText(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assessment = assessment


class CloseForm(ChangeForm):
    """Close an episode with its outcome; each goal that is still open says what became of it."""

    outcome_kind = radio(label=_("Outcome"), choices=EpisodeOutcome.choices)
    outcome = PlainText(label=_("Outcome in words"), max_length=300)
    on = ServiceDay()

    def __init__(self, *args: Any, record: Episode, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.goals: list[Goal] = list(record.goals.open())
        for goal in self.goals:
            label = _("Goal: %(text)s") % {"text": goal.text}
            self.fields[box(goal)] = radio(label=label, choices=[*ENDED, CARRIED_ON])
        self.order_fields([*(box(goal) for goal in self.goals), "outcome_kind", "outcome", "on"])
        self.fields["on"].at(record.centre)

    @staticmethod
    def read(record: Episode) -> dict[str, Any]:
        values = {"outcome_kind": record.outcome_kind, "outcome": record.outcome}
        return {**values, "on": record.closed_on or record.centre.today()}

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        goals: dict[UUID, GoalState] = {goal.pk: GoalState(given.pop(box(goal))) for goal in self.goals}
        return {**given, "goals": goals}


class ReopenForm(ChangeForm):
    """Why a closed episode goes on."""

    reason = radio(label=_("Reason"), choices=ReopenReason.choices)

    @staticmethod
    def read(record: Episode) -> dict[str, Any]:
        return {}


def box(goal: Goal) -> str:
    """The name of the goal's field."""
    return f"goal-{goal.pk}"
