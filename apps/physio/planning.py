"""What the pages of treatment plans read, and the way to reach a plan.

A plan is seen by the centres that see its person; it is worked on in its own centre, by those who log physiotherapy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.patients import access
from apps.patients.models import Episode, Goal, Patient
from apps.physio.models import PhysioSession, TreatmentPlan
from apps.physio.models.plans import TreatmentPlanQuerySet
from apps.physio.policies import plans as policies

SHOWN, WEEK = 10, 7
STANDS = Q(sessions__voided_at=None)


@dataclass(frozen=True)
class Standing:
    """How far a plan has come: sessions attended of those planned, sessions missed, the last day somebody came."""

    planned: int
    done: int
    missed: int
    last: date | None = None

    @property
    def percent(self) -> int:
        """Of the planned sessions, 100 at most."""
        return min(100, round(100 * self.done / self.planned))

    @property
    def expected(self) -> int:
        return self.done + self.missed

    @property
    def attendance(self) -> int | None:
        """Percent of the sessions to which the person came; None before the first one."""
        return round(100 * self.done / self.expected) if self.expected else None


@dataclass(frozen=True)
class Line:
    """A plan in a short list: how far it has come, whether this user works on it, and what it waits for."""

    plan: TreatmentPlan
    standing: Standing
    works: bool
    due: bool
    left_open: bool


@dataclass(frozen=True)
class View:
    """A way to look at the list of plans, with the number of rows behind it."""

    label: Text
    query: str
    count: int


def load(user: User, pk: UUID, permission: Permission = Permission.VIEW_PATIENTS) -> TreatmentPlan:
    """The plan, for somebody who sees the person; to work on it, with the permission in the plan's own centre.

    Raises Http404 when none of the user's centres sees the person, PermissionDenied without the role.
    """
    rows = TreatmentPlan.objects.visible_to(user).select_related(
        "patient__centre", "episode__centre", "centre", "therapist", "made_by"
    )
    plan = get_object_or_404(rows, pk=pk)
    access.load(user, plan.patient_id)
    if permission is not Permission.VIEW_PATIENTS:
        _require(user, permission, plan.patient, plan.centre)
    return plan


def load_episode(user: User, pk: UUID) -> Episode:
    """The episode, for somebody who plans treatment in its centre. Raises Http404, PermissionDenied."""
    rows = Episode.objects.visible_to(user).select_related("patient__centre", "centre")
    episode = get_object_or_404(rows, pk=pk)
    _require(user, Permission.LOG_PHYSIOTHERAPY, episode.patient, episode.centre)
    return episode


def _require(user: User, permission: Permission, patient: Patient, centre: Centre) -> None:
    if permission not in access.permissions_at(user, patient, centre):
        raise PermissionDenied


def plans_at(centres: Iterable[Centre], user: User) -> TreatmentPlanQuerySet:
    """The plans of these centres whose people the user may see, each with how far it has come."""
    rows = TreatmentPlan.objects.visible_to(user).filter(centre__in=list(centres))
    return with_standing(rows).select_related("patient", "therapist", "centre", "episode")


def plans_of(patient: Patient, user: User) -> TreatmentPlanQuerySet:
    """The person's plans, open ones first, then the latest."""
    rows = with_standing(TreatmentPlan.objects.visible_to(user).filter(patient=patient))
    return rows.select_related("therapist", "centre", "episode").order_by(
        F("ended_on").desc(nulls_first=True), "-started_on"
    )


def with_standing(rows: TreatmentPlanQuerySet) -> TreatmentPlanQuerySet:
    """Annotates `done`, `missed` and `last`; see `standing`."""
    return rows.annotate(
        done=Count("sessions", filter=STANDS & Q(sessions__attended=True)),
        missed=Count("sessions", filter=STANDS & Q(sessions__attended=False)),
        last=Max("sessions__service_date", filter=STANDS & Q(sessions__attended=True)),
    )


def standing(plan: TreatmentPlan) -> Standing:
    """How far a plan has come, as annotated, else counted now."""
    if not hasattr(plan, "done"):
        plan = with_standing(TreatmentPlan.objects.filter(pk=plan.pk)).get()
    return Standing(plan.planned, plan.done, plan.missed, plan.last)  # type: ignore[attr-defined]


def candidates(patient: Patient, centres: Iterable[Centre]) -> list[TreatmentPlan]:
    """The person's open plans at these centres: what a session to be logged may belong to."""
    return list(TreatmentPlan.objects.open().filter(patient=patient, centre__in=list(centres)))


def to_plan(patient: Patient, centres: Iterable[Centre]) -> list[Episode]:
    """The person's open episodes at these centres that have no open plan."""
    if patient.deceased_on is not None:
        return []
    planned = TreatmentPlan.objects.open().filter(patient=patient).values("episode")
    rows = Episode.objects.open().filter(patient=patient, centre__in=list(centres)).exclude(pk__in=planned)
    return list(rows.newest_first())


def goals_of(plan: TreatmentPlan, user: User) -> list[Goal]:
    """The goals of the plan's episode, and those it carries on from an earlier one."""
    seen = Goal.objects.visible_to(user).select_related("episode")
    return [*seen.filter(episode=plan.episode), *seen.carried_to(plan.episode)]


def sessions_in(plan: TreatmentPlan) -> QuerySet[PhysioSession]:
    """The plan's sessions, latest first, voided ones too."""
    return plan.sessions.select_related("therapist", "group", "centre").order_by("-service_date", "-at", "-pk")


def of_session(session: PhysioSession) -> list[TreatmentPlan]:
    """The plans of the person that were running at the centre on the session's day."""
    running = TreatmentPlan.objects.running_on(session.service_date)
    return list(running.filter(patient=session.patient_id, centre=session.centre_id))


def lines(plans: Iterable[TreatmentPlan], works_in: Iterable[Centre]) -> list[Line]:
    """The plans for somebody who logs physiotherapy in the centres `works_in`."""
    held = {centre.pk for centre in works_in}
    return [
        Line(
            plan, standing(plan), plan.centre_id in held, plan.is_due(plan.centre.today()),
            plan.is_open and plan.episode.closed_on is not None,
        )
        for plan in plans
    ]  # fmt: skip


def views(plans: TreatmentPlanQuerySet, user: User, today: date) -> list[View]:
    """The list as it is mostly looked at: one's own plans, all that are open, those that wait for something."""
    offered: tuple[tuple[Text, dict[str, Any], TreatmentPlanQuerySet], ...] = (
        (_("My open plans"), {"therapist": user.pk}, plans.open().filter(therapist=user)),
        (_("All open plans"), {}, plans.open()),
        (_("Due for review"), {"state": "due"}, plans.due(today)),
        (_("Episode closed, plan open"), {"state": "left-open"}, plans.left_open()),
    )
    return [View(label, urlencode(query), rows.order_by().count()) for label, query, rows in offered]


def page_of(plan: TreatmentPlan, user: User) -> dict[str, Any]:
    """The context of the plan's own page."""
    held = access.permissions_at(user, plan.patient, plan.centre)
    works, how_far, today = Permission.LOG_PHYSIOTHERAPY in held, standing(plan), plan.centre.today()
    rows = sessions_in(plan)
    return {
        "plan": plan,
        "patient": plan.patient,
        "standing": how_far,
        "a_week": a_week(plan, how_far, today),
        "due": plan.is_due(today),
        "left_open": plan.is_open and plan.episode.closed_on is not None,
        "reviews": list(plan.reviews.select_related("by")),
        "goals": [(goal, goal.is_overdue(today)) for goal in goals_of(plan, user)],
        "sessions": rows[:SHOWN],
        "works": works,
        "logs": works and plan.is_open and plan.episode.closed_on is None,
        "reopens": works and policies.reopen(plan) is None,
        "sets_goals": Permission.RECORD_IMPAIRMENT in held and plan.episode.closed_on is None,
    }


def a_week(plan: TreatmentPlan, how_far: Standing, today: date) -> Decimal | None:
    """Attended sessions a week so far, to one decimal; None in the first week, which says nothing yet."""
    days = ((plan.ended_on or today) - plan.started_on).days + 1
    return None if days < WEEK else round(Decimal(how_far.done * WEEK) / days, 1)
