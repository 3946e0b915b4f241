"""What an episode is to reach: a goal set, and reviewed as often as needed."""

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.core.clock import now
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.patients import policies
from apps.patients.models import Episode, Goal, GoalState


@transaction.atomic
def set_goal(
    *,
    episode: Episode,
    text: str,
    on: date,
    by: User,
    due_on: date | None = None,
    id: UUID | None = None,
    today: date | None = None,
) -> Goal:
    """Set a goal, in the person's own terms. The same `id` again returns the goal set before.

    `today`: the latest date that is taken, the centre's today unless given. Raises Refused when the episode is closed,
    or a date impossible.
    """
    made = find_made(Goal, id, episode=episode)
    if made is not None:
        return made
    episode = locked(episode)
    refuse_if(policies.episodes.still_open(episode))
    today = today or episode.centre.local_date(now())
    refuse_if(policies.episodes.within(episode, on=on, today=today), code="invalid", field="on")
    refuse_if(policies.goals.due(due_on=due_on, set_on=on), code="invalid", field="due_on")
    goal, _created = make_once(
        Goal, id, owner=("episode",), patient=episode.patient, episode=episode, text=text, set_on=on, due_on=due_on,
        set_by=by,
    )  # fmt: skip
    return goal


@transaction.atomic
def review(
    *,
    goal: Goal,
    state: GoalState,
    on: date,
    by: User,
    review: str = "",
    due_on: date | None = None,
    version: int | None = None,
    today: date | None = None,
) -> Goal:
    """Say how far a goal was reached; one that stays open may get another day to be reached by.

    The last review stands on the goal, the earlier ones in the audit trail. `today` as in `set_goal`. Raises Refused
    ("stale", "invalid").
    """
    goal = locked(goal, version=version)
    refuse_if(policies.goals.reviewable(goal))
    today = today or goal.episode.centre.local_date(now())
    refuse_if(policies.goals.review_date(goal, on=on, today=today), code="invalid", field="on")
    refuse_if(policies.goals.due(due_on=due_on, set_on=goal.set_on), code="invalid", field="due_on")
    goal.state, goal.reviewed_on, goal.review, goal.reviewed_by = state, on, review, by
    goal.due_on = due_on or goal.due_on
    save(goal, "state", "reviewed_on", "review", "reviewed_by", "due_on")
    return goal
