"""GET /api/v1/centres/: the centres of one's own roles."""

from typing import Any

from rest_framework import serializers

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
