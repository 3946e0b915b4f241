"""/api/v1/plans/: treatment plans of the people your centres may see."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.centres.access import Permission, require_somewhere
from apps.centres.api import ScopedQuery, ScopedViewSet, Writing
from apps.core.verbs import does
from apps.patients.models.scope import seen_from
from apps.physio import planning
from apps.physio.actions import plans
from apps.physio.bodies import ChangePlanBody, EndPlanBody, NothingBody, PlanBody, ReviewBody
from apps.physio.models import PlanReview, TreatmentPlan
from apps.physio.serializers import PlanSerializer

EPISODE, ON = "018f0000-0000-7000-8000-000000000003", "2016-05-10"


class PlanQuery(ScopedQuery):
    patient = serializers.UUIDField(required=False)
    episode = serializers.UUIDField(required=False)
    therapist = serializers.UUIDField(required=False)
    open = serializers.BooleanField(required=False, help_text="Not ended yet")
    since = serializers.DateField(required=False, help_text="Begun on this date or later")
    until = serializers.DateField(required=False, help_text="Begun on this date or earlier")


class PlanViewSet(Writing, ScopedViewSet):
    """Treatment plans of episodes, with their reviews. At most one is open in an episode."""

    serializer_class = PlanSerializer
    query_class = PlanQuery
    lookups: ClassVar = {
        **ScopedViewSet.lookups,
        "open": "ended_on__isnull", "since": "started_on__gte", "until": "started_on__lte",
    }  # fmt: skip
    noun = "plan"

    def rows(self) -> Any:
        found = TreatmentPlan.objects.visible_to(self.request.user).select_related("centre", "patient", "therapist")
        return found.prefetch_related("reviews__by")

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        return rows.filter(seen_from(centres))

    @does(PlanBody, makes=TreatmentPlan,
          example={"episode": EPISODE, "aim": "Walks outdoors with one stick", "weekly": 3, "planned": 12,
                   "started_on": ON})  # fmt: skip
    def create(self, request: Request) -> Response:
        """Plan the treatment of an episode."""
        require_somewhere(request.user, Permission.LOG_PHYSIOTHERAPY)
        return self.carry_out(partial(plans.make, by=request.user))

    @does(ChangePlanBody, at="change", changes=True, fresh=True, example={"weekly": 2, "review_on": "2016-06-10"})
    def change(self, request: Request, pk: UUID) -> Response:
        """Correct an open plan."""
        plan = planning.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
        return self.carry_out(partial(plans.change, plan=plan, by=request.user), of=plan, plan=plan)

    @does(ReviewBody, at="reviews", makes=PlanReview, changes=True, fresh=True,
          example={"progress": "better", "note": "Walks 20 m.", "on": ON})  # fmt: skip
    def reviews(self, request: Request, pk: UUID) -> Response:
        """Say how the treatment goes; the answer is the plan with the review."""
        plan = planning.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
        return self.carry_out(partial(reviewed, plan=plan, by=request.user), of=plan)

    @does(EndPlanBody, at="end", changes=True, fresh=True, example={"outcome": "completed", "on": ON})
    def end(self, request: Request, pk: UUID) -> Response:
        """End a plan with its outcome."""
        plan = planning.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
        return self.carry_out(partial(plans.end, plan=plan, by=request.user), of=plan)

    @does(NothingBody, at="reopen", changes=True, fresh=True)
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Open a plan again that was ended by mistake."""
        plan = planning.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
        return self.carry_out(partial(plans.reopen, plan=plan, by=request.user), of=plan)


def reviewed(**given: Any) -> TreatmentPlan:
    """The plan that was reviewed."""
    return plans.review(**given).plan
