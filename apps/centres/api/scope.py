"""The scope that every noun of the API keeps to: rows of one's own centres, guarded fields where the role sees them."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from rest_framework import serializers

from apps.centres import access
from apps.centres.access import Permission
from apps.core.api import Query, ReadOnlyViewSet


class CatalogueViewSet(ReadOnlyViewSet):
    """What is the same in every centre: for whoever sees patients or keeps the catalogue. 403 for everybody else."""

    def get_queryset(self) -> Any:
        access.require_one_of(self.request.user, Permission.VIEW_PATIENTS, Permission.MANAGE_CATALOGUE)
        return self.rows()


class ScopedQuery(Query):
    centre = serializers.RegexField(r"^[A-Z]{2,8}$", required=False, help_text="Code of a centre, e.g. RAK")


class ScopedViewSet(ReadOnlyViewSet):
    """Rows of patients' data: 403 without a role that may see patients, 404 for another centre's row.

    A list holds the rows seen from the centres where the user has the permission, whatever other roles there are.
    `lookups`: the filters that are called otherwise in the rows.
    """

    permission = Permission.VIEW_PATIENTS
    query_class = ScopedQuery
    lookups: ClassVar[Mapping[str, str]] = {"centre": "centre__code"}

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        """Those of the rows that these centres see."""
        raise NotImplementedError

    def narrow(self, rows: Any, given: dict[str, Any]) -> Any:
        return rows.filter(**{self.lookups.get(name, name): value for name, value in given.items()})

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
