"""/api/v1/sessions/ and /group-sessions/: physiotherapy given at your centres, and to the people they may see."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Prefetch
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.centres.access import Permission, require_somewhere
from apps.centres.api import ScopedQuery, ScopedViewSet, Writing
from apps.core import clock
from apps.core.verbs import does
from apps.patients.api import AboutPatientViewSet, void_standing
from apps.patients.bodies import VoidBody
from apps.physio import queries
from apps.physio.actions import plans, sessions
from apps.physio.bodies import AssignBody, CorrectionBody, GroupBody, SessionBody
from apps.physio.models import GroupSession, PhysioSession
from apps.physio.serializers import GroupSessionSerializer, SessionSerializer

ON = "2016-05-10"
PERSON, ANOTHER = "018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002"
MISTAKE = {"reason": "Entered for the wrong person."}
LOOKUPS = {**ScopedViewSet.lookups, "since": "service_date__gte", "until": "service_date__lte"}


class SessionQuery(ScopedQuery):
    patient = serializers.UUIDField(required=False)
    therapist = serializers.UUIDField(required=False)
    group = serializers.UUIDField(required=False, help_text="The sessions of one group event")
    plan = serializers.UUIDField(required=False, help_text="The sessions of one treatment plan")
    since = serializers.DateField(required=False, help_text="Local service date from this one on")
    until = serializers.DateField(required=False, help_text="Local service date up to this one")
    attended = serializers.BooleanField(required=False)
    device_related = serializers.BooleanField(required=False)
    late = serializers.BooleanField(required=False)
    voided = serializers.BooleanField(required=False)


class SessionViewSet(Writing, AboutPatientViewSet):
    """Physiotherapy sessions: one row per person, individual or of a group."""

    serializer_class = SessionSerializer
    query_class = SessionQuery
    lookups: ClassVar = LOOKUPS
    noun = "session"

    def rows(self) -> Any:
        return PhysioSession.objects.visible_to(self.request.user).select_related("centre", "patient", "therapist")

    @does(SessionBody, makes=PhysioSession,
          example={"patient": PERSON, "minutes": 30, "techniques": ["gait-training"], "on": ON})  # fmt: skip
    def create(self, request: Request) -> Response:
        """Log one person's session. It belongs to the one plan that was running on its day, unless told otherwise."""
        require_somewhere(request.user, Permission.LOG_PHYSIOTHERAPY)
        return self.carry_out(partial(sessions.record, by=request.user))

    @does(CorrectionBody, at="corrections", makes=PhysioSession, fresh=True,
          example={"reason": "It was half an hour.", "minutes": 30})  # fmt: skip
    def corrections(self, request: Request, pk: UUID) -> Response:
        """Put right what was logged wrongly: this session is voided with the reason, and a new one stands for it."""
        session = queries.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
        verb = partial(sessions.correct, session=session, by=request.user, voided_at=clock.now())
        return self.carry_out(verb, of=session, session=session, centre=session.centre)

    @does(AssignBody, at="plan", changes=True, fresh=True, example={"plan": None})
    def plan(self, request: Request, pk: UUID) -> Response:
        """Let a session belong to another plan of the person, or to none."""
        session = queries.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
        return self.carry_out(partial(plans.assign, session=session, by=request.user), of=session, session=session)

    @does(VoidBody, at="void", changes=True, fresh=True, example=MISTAKE)
    def void(self, request: Request, pk: UUID) -> Response:
        """Void a session: it stays on record with the reason and is no longer counted."""
        session = queries.load(request.user, pk, Permission.VOID_SERVICE)
        return self.carry_out(partial(void_standing, service=session, by=request.user, at=clock.now()), of=session)


class GroupQuery(ScopedQuery):
    therapist = serializers.UUIDField(required=False)
    since = serializers.DateField(required=False, help_text="Local service date from this one on")
    until = serializers.DateField(required=False, help_text="Local service date up to this one")


class GroupSessionViewSet(Writing, ScopedViewSet):
    """Group sessions: one event with a session for each person. Of your own centres."""

    serializer_class = GroupSessionSerializer
    query_class = GroupQuery
    lookups: ClassVar = LOOKUPS
    noun = "group"

    def rows(self) -> Any:
        found = GroupSession.objects.visible_to(self.request.user).select_related("centre", "therapist")
        each = PhysioSession.objects.visible_to(self.request.user).select_related("centre", "patient", "therapist")
        return found.prefetch_related(Prefetch("sessions", each.order_by("pk")))

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        return rows.filter(centre__in=centres)

    @does(
        GroupBody,
        makes=GroupSession,
        example={"patients": [PERSON, ANOTHER], "absent": [ANOTHER], "minutes": 45, "title": "Balance", "on": ON},
    )
    def create(self, request: Request) -> Response:
        """Log a group once for all: a session for each of `patients`, attended unless in `absent`."""
        centres = require_somewhere(request.user, Permission.LOG_PHYSIOTHERAPY)
        return self.carry_out(partial(sessions.record_group, by=request.user), centres=centres)

    @does(VoidBody, at="void", changes=True, fresh=True, example=MISTAKE)
    def void(self, request: Request, pk: UUID) -> Response:
        """Void every session of the group that stands."""
        group = queries.load_group(request.user, pk, Permission.VOID_SERVICE)
        return self.carry_out(partial(void_each, group=group, by=request.user, at=clock.now()), of=group)


def void_each(*, version: int, **given: Any) -> GroupSession:
    """The group's own row does not change; its version was compared before."""
    return sessions.void_group(**given)
