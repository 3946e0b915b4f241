"""An episode of service: opened, assessed, closed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.web import MakesOnce, VerbForm
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import PlainText, ServiceDay, radio
from apps.patients.models import AttendanceReason, Decision, Episode


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
    """A completed assessment with its decision; the person counts as served."""

    decision = radio(label=_("Decision"), choices=Decision.choices)
    findings = PlainText(label=_("Findings"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    on = ServiceDay()

    def __init__(self, *args: Any, episode: Episode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.episode = episode
        self.fields["on"].at(episode.centre)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        at = self.episode.centre.moment(given.pop("on"))
        return {**given, "at": at}


class CloseForm(ChangeForm):
    """Close an episode with its outcome."""

    outcome = PlainText(label=_("Outcome"), max_length=300)
    on = ServiceDay()

    @staticmethod
    def read(record: Episode) -> dict[str, Any]:
        return {"outcome": record.outcome, "on": record.closed_on or record.centre.today()}
