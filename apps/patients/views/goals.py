"""Goals of an episode: set and reviewed."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core import web
from apps.patients import policies
from apps.patients.actions import goals
from apps.patients.forms.goals import GoalForm, ReviewForm
from apps.patients.views.answers import posted
from apps.patients.views.episode_page import load, load_goal, page


@login_required
@require_http_methods(["GET", "POST"])
def goal_set(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set a goal for the episode `pk`."""
    episode = load(request, pk)
    form = GoalForm(posted(request), episode=episode)
    if web.carried_out(form, partial(goals.set_goal, episode=episode, by=request.user)):
        return web.done(request, _("The goal is set."), page(episode))
    told = {"patient": episode.patient, "episode": episode, "refusal": policies.episodes.still_open(episode)}
    return web.show(request, "patients/goal_set.html", form, **told)


@login_required
@require_http_methods(["GET", "POST"])
def goal_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say how far the goal `pk` was reached."""
    goal = load_goal(request, pk)
    form = ReviewForm(posted(request), record=goal)
    if web.carried_out(form, partial(goals.review, goal=goal, by=request.user)):
        return web.done(request, _("The goal is reviewed."), page(goal.episode))
    told = {"patient": goal.patient, "episode": goal.episode, "goal": goal}
    return web.show(request, "patients/goal_review.html", form, refusal=policies.goals.reviewable(goal), **told)
