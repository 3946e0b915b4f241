"""GET /api/v1/centres/: the centres of one's own roles. And the scope that every other noun keeps to."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from rest_framework import serializers

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.centres.serializers import CentreSerializer
from apps.core.api import Query, ReadOnlyViewSet


class CentreQuery(Query):
    code = serializers.RegexField(r"^[A-Z]{2,8}$", required=False)


class CentreViewSet(ReadOnlyViewSet):
    """Physical rehabilitation centres in which you have a role."""

    serializer_class = CentreSerializer
    query_class = CentreQuery

    def rows(self) -> Any:
        return Centre.objects.visible_to(self.request.user)


class ScopedQuery(Query):
    centre = serializers.RegexField(r"^[A-Z]{2,8}$", required=False, help_text="Code of a centre, e.g. RAK")


class ScopedViewSet(ReadOnlyViewSet):
    """Rows of patients' data: 403 without a role that may see patients, 404 for another centre's row.

    A list holds the rows seen from the centres where the user has the permission, whatever other roles there are.
    """

    permission = Permission.VIEW_PATIENTS
    query_class = ScopedQuery

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        """Those of the rows that these centres see."""
        raise NotImplementedError

    def get_queryset(self) -> Any:
        if self.action != "list":
            return self.rows()
        centres = access.require_somewhere(self.request.user, self.permission)
        return self.seen_from(self.rows(), [centre.pk for centre in centres])

    def get_object(self) -> Any:
        row = super().get_object()
        centres = [centre.pk for centre in access.centres_with(self.request.user, self.permission)]
        if not self.seen_from(self.rows(), centres).filter(pk=row.pk).exists():
            raise PermissionDenied
        return row

    def get_serializer_context(self) -> dict[str, Any]:
        guarded = access.centres_with(self.request.user, Permission.VIEW_GUARDED)
        return {**super().get_serializer_context(), "guarded_in": {centre.pk for centre in guarded}}
