"""GET /api/v1/sessions/: physiotherapy sessions given at your centres, and those of the people they may see."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from rest_framework import serializers

from apps.centres.api import ScopedQuery, ScopedViewSet
from apps.patients.models.scope import seen_from
from apps.physio.models import PhysioSession
from apps.physio.serializers import SessionSerializer

LOOKUPS = {"centre": "centre__code", "since": "service_date__gte", "until": "service_date__lte"}


class SessionQuery(ScopedQuery):
    patient = serializers.UUIDField(required=False)
    therapist = serializers.UUIDField(required=False)
    group = serializers.UUIDField(required=False, help_text="The sessions of one group event")
    since = serializers.DateField(required=False, help_text="Local service date from this one on")
    until = serializers.DateField(required=False, help_text="Local service date up to this one")
    attended = serializers.BooleanField(required=False)
    device_related = serializers.BooleanField(required=False)
    late = serializers.BooleanField(required=False)
    voided = serializers.BooleanField(required=False)


class SessionViewSet(ScopedViewSet):
    """Physiotherapy sessions: one row per person, individual or of a group."""

    serializer_class = SessionSerializer
    query_class = SessionQuery

    def rows(self) -> Any:
        return PhysioSession.objects.visible_to(self.request.user).select_related("centre", "patient", "therapist")

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        return rows.filter(seen_from(centres) | Q(centre__in=centres))

    def narrow(self, rows: Any, given: dict[str, Any]) -> Any:
        voided = given.pop("voided", None)
        if voided is not None:
            rows = rows.filter(voided_at__isnull=not voided)
        return rows.filter(**{LOOKUPS.get(name, name): value for name, value in given.items()})
