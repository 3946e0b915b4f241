"""GET /api/v1/patients/: the people your centres may see, with their impairments."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.centres.api import ScopedQuery, ScopedViewSet
from apps.core.api import one_of
from apps.patients.models import Patient, Province, Sex
from apps.patients.models.scope import seen_from
from apps.patients.serializers import PatientSerializer


class PatientQuery(ScopedQuery):
    number = serializers.CharField(required=False, max_length=20, help_text="Patient number, e.g. RAK-2016-0042")
    sex = one_of(Sex)
    province = one_of(Province)
    birth_year = serializers.IntegerField(required=False, min_value=1850, max_value=2200)
    is_test = serializers.BooleanField(required=False)


class PatientViewSet(ScopedViewSet):
    """People. `category` and the `cause` of an impairment are absent where your role may not see them."""

    serializer_class = PatientSerializer
    query_class = PatientQuery

    def rows(self) -> Any:
        found = Patient.objects.visible_to(self.request.user).select_related("centre")
        return found.prefetch_related("accesses", "other_numbers", "impairments")

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        return rows.filter(seen_from(centres, path=""))

    def narrow(self, rows: Any, given: dict[str, Any]) -> Any:
        names = {"centre": "centre__code", "birth_year": "birth_date__year"}
        return rows.filter(**{names.get(name, name): value for name, value in given.items()})
