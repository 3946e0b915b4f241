"""When a goal may be set and reviewed."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import Goal, GoalState


def due(*, due_on: date | None, set_on: date) -> Text | None:
    """A goal is to be reached after it was set."""
    if due_on is not None and due_on < set_on:
        return _("The goal cannot be due before it was set.")
    return None


def review_date(goal: Goal, *, on: date, today: date) -> Text | None:
    """A review lies between the day the goal was set, or reviewed last, and today."""
    if on > today:
        return _("The date lies in the future.")
    if on < goal.set_on:
        return _("The date lies before the goal was set.")
    if goal.reviewed_on is not None and on < goal.reviewed_on:
        return _("The date lies before the last review of %(date)s.") % {"date": goal.reviewed_on.isoformat()}
    return None


def reviewable(goal: Goal) -> Text | None:
    """An open goal wherever it stands; an ended one while its episode is open, since a review may be mistaken."""
    if goal.state != GoalState.OPEN and goal.episode.closed_on is not None:
        return _("This episode is closed. Open it again first.")
    return None
