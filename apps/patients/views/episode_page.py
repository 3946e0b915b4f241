"""The way to an episode and what hangs on it, and what the page of an episode shows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.access import Permission
from apps.core.problems import Text
from apps.patients import access
from apps.patients.models import Assessment, Episode, Goal, GoalState, TeamMember
from apps.patients.views.page import Section

P = Permission
# Other rooms' parts of the page: address and heading.
PARTS: tuple[tuple[str, Text], ...] = (
    ("devices:for_episode", _("Devices and repairs")),
    ("physio:for_episode", _("Physiotherapy")),
)
GOAL_KINDS = {
    GoalState.OPEN: "busy", GoalState.REACHED: "good", GoalState.PARTLY: "warn", GoalState.NOT_REACHED: "bad",
    GoalState.DROPPED: "",
}  # fmt: skip


def look_at(request: HttpRequest, pk: UUID) -> Episode:
    """The episode, for whoever may see its patient's record."""
    episode = get_object_or_404(seen(request), pk=pk)
    access.look_at(request.user, episode.patient_id)
    return episode


def load(request: HttpRequest, pk: UUID) -> Episode:
    """The episode, for somebody who assesses in its centre; 404 in another centre, 403 without the role."""
    episode = get_object_or_404(seen(request), pk=pk)
    require(request.user, P.RECORD_IMPAIRMENT, episode)
    return episode


def load_assessment(request: HttpRequest, pk: UUID, permission: Permission = P.RECORD_IMPAIRMENT) -> Assessment:
    """An assessment, for somebody with the permission where it took place."""
    rows = Assessment.objects.visible_to(request.user).select_related("centre", "patient__centre", "episode__centre")
    assessment = get_object_or_404(rows, pk=pk)
    require(request.user, permission, assessment)
    return assessment


def load_goal(request: HttpRequest, pk: UUID) -> Goal:
    """A goal, for somebody who assesses in the centre of its episode."""
    rows = Goal.objects.visible_to(request.user).select_related("patient__centre", "episode__centre")
    goal = get_object_or_404(rows, pk=pk)
    require(request.user, P.RECORD_IMPAIRMENT, goal.episode)
    return goal


def load_member(request: HttpRequest, pk: UUID) -> TeamMember:
    """A seat in a team, for somebody who assesses in the centre of the episode."""
    rows = TeamMember.objects.visible_to(request.user).select_related("user", "patient__centre", "episode__centre")
    member = get_object_or_404(rows, pk=pk)
    require(request.user, P.RECORD_IMPAIRMENT, member.episode)
    return member


def require(user: User, permission: Permission, record: Episode | Assessment) -> None:
    """Raise PermissionDenied unless the user's role in the record's own centre carries the permission today."""
    if permission not in access.permissions_at(user, record.patient, record.centre):
        raise PermissionDenied


def seen(request: HttpRequest) -> QuerySet[Episode]:
    return Episode.objects.visible_to(request.user).select_related("patient__centre", "centre", "opened_by")


def page(episode: Episode) -> str:
    """The address of the episode's own page."""
    return reverse("patients:episode", args=[episode.pk])


@dataclass(frozen=True)
class GoalLine:
    """A goal of the page: how its badge looks, whether it is overdue, whether this user may review it."""

    goal: Goal
    kind: str
    overdue: bool
    reviewable: bool


def page_of(episode: Episode, user: User) -> dict[str, Any]:
    """The page's context, in a constant number of queries."""
    held = access.permissions_at(user, episode.patient, episode.centre)
    works, is_open = P.RECORD_IMPAIRMENT in held, episode.closed_on is None
    assessments = list(episode.assessments.select_related("voided_by").prefetch_related("signatures__signed_by"))
    lines = goal_lines(episode, list(episode.goals.select_related("reviewed_by")), works=works)
    carried = list(Goal.objects.visible_to(user).carried_to(episode).select_related("episode"))
    return {
        "episode": episode,
        "patient": episode.patient,
        "assessments": [(one, works and may_sign(one, user)) for one in assessments],
        "team": list(episode.team.select_related("user")),
        "goals": lines,
        "carried": goal_lines(episode, carried, works=works),
        "parts": [Section(reverse(name, args=[episode.pk]), title, bare=True) for name, title in PARTS],
        "works": works,
        "adds": works and is_open,
        "may_void": P.VOID_SERVICE in held,
        "may_prescribe": is_open and P.PRESCRIBE_DEVICE in held and episode.patient.deceased_on is None,
        "next_step": next_step(assessments, lines) if works and is_open else "",
        "reopenings": episode.reopenings(),
    }


def may_sign(assessment: Assessment, user: User) -> bool:
    """Whoever has not signed yet may, while the assessment stands."""
    return assessment.voided_at is None and user.pk not in {one.signed_by_id for one in assessment.signatures.all()}


def goal_lines(episode: Episode, goals: list[Goal], *, works: bool) -> list[GoalLine]:
    today = episode.centre.today()
    return [
        GoalLine(
            goal, GOAL_KINDS[GoalState(goal.state)], goal.is_overdue(today),
            works and (goal.is_open or episode.closed_on is None),
        )
        for goal in goals
    ]  # fmt: skip


def next_step(assessments: list[Assessment], goals: list[GoalLine]) -> str:
    """What naturally follows: an assessment, then a goal, then the end. It gets the page's one primary button."""
    if all(assessment.voided_at for assessment in assessments):
        return "assess"
    return "close" if goals else "goal"
