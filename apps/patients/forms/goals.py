"""What an episode is to reach: a goal set, and reviewed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.web import MakesOnce, VerbForm
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import PlainText, ServiceDay
from apps.patients.models import Episode, Goal, GoalState


class GoalForm(MakesOnce, VerbForm):
    """A goal in the person's own terms, with a day by which it is to be reached."""

    text = PlainText(
        label=_("Goal"), max_length=300, help_text=_("In the person's own words: what they want to do again.")
    )
    due_on = ServiceDay(label=_("To be reached by"), required=False)
    on = ServiceDay(label=_("Set on"))

    def __init__(self, *args: Any, episode: Episode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].at(episode.centre)
        self.fields["on"].widget.attrs["min"] = episode.opened_on.isoformat()


class ReviewForm(ChangeForm):
    """How far a goal was reached; one that stays open may get another day."""

    state = forms.TypedChoiceField(
        label=_("State"), choices=GoalState.choices, coerce=GoalState, widget=forms.RadioSelect
    )
    review = PlainText(label=_("What was found"), max_length=300, required=False)
    due_on = ServiceDay(label=_("To be reached by"), required=False, help_text=_("Of a goal that stays open."))
    on = ServiceDay()

    def __init__(self, *args: Any, record: Goal, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["on"].at(record.episode.centre)

    @staticmethod
    def read(record: Goal) -> dict[str, Any]:
        return {"state": record.state, "review": record.review, "due_on": record.due_on}
