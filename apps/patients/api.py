"""GET /api/v1/patients/: the people your centres may see, with their impairments; /episodes/: their episodes."""

from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.centres.api import ScopedQuery, ScopedViewSet
from apps.core import problems
from apps.core.api import ProblemSerializer, Schema, one_of
from apps.patients import access
from apps.patients.actions import services
from apps.patients.models import AttendanceReason, CountedService, Episode, Patient, Province, Sex
from apps.patients.models.scope import seen_from
from apps.patients.serializers import EpisodeSerializer, PatientSerializer

S = TypeVar("S", bound=CountedService)
MERGED = _("This record was merged into another one of the same person.")


def void_standing(*, service: S, **given: Any) -> S:
    """Void what still stands. A second press is told by its key, so what was voided before is refused here."""
    if service.voided_at is not None:
        problems.refuse(_("This has been voided already."))
    return services.void(service=service, **given)


class AboutPatientViewSet(ScopedViewSet):
    """What a centre did for a patient: seen by it for good, and by the centres that have access to the patient.

    `patient_path` leads from the row to the patient. Where `voided` is asked for, the rows are voided or stand.
    """

    patient_path = "patient__"

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        return rows.filter(seen_from(centres, self.patient_path) | Q(centre__in=centres))

    def narrow(self, rows: Any, given: dict[str, Any]) -> Any:
        voided = given.pop("voided", None)
        if voided is not None:
            rows = rows.filter(voided_at__isnull=not voided)
        return super().narrow(rows, given)


class PatientQuery(ScopedQuery):
    number = serializers.CharField(required=False, max_length=20, help_text="Patient number, e.g. RAK-2016-0042")
    sex = one_of(Sex)
    province = one_of(Province)
    county = serializers.CharField(required=False, max_length=60, help_text="Key of a county, e.g. nampo/kangso")
    birth_year = serializers.IntegerField(required=False, min_value=1850, max_value=2200)
    is_test = serializers.BooleanField(required=False)


class MergedSerializer(ProblemSerializer):
    """The record was merged into another one: read that, and go on under its key. A merge can be undone."""

    merged_into = serializers.UUIDField(help_text="The record under which the person stands now")


class PatientSchema(Schema):
    """Documents besides what a merged record answers."""

    def get_response_serializers(self) -> dict[Any, Any]:  # type: ignore[override]
        found = super().get_response_serializers()
        if self.view.action != "list":
            found[409, problems.CONTENT_TYPE] = OpenApiResponse(MergedSerializer, description="Merged")
        return found


class PatientViewSet(ScopedViewSet):
    """People. `category` and the `cause` of an impairment are absent where your role may not see them.

    A record that was merged into another one is in no list; asked for by its key it answers 409 with `merged_into`.
    Those who withdrew consent to the use of their data are here: this is a centre reading its own records, and no
    export. Whatever takes lists out of the house leaves them out (`Patient.objects.exportable()`).
    """

    serializer_class = PatientSerializer
    query_class = PatientQuery
    schema = PatientSchema()
    lookups: ClassVar = {**ScopedViewSet.lookups, "birth_year": "birth_date__year"}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().retrieve(request, *args, **kwargs)
        except Http404:
            survivor = access.load(request.user, self.kwargs["pk"])
        into = {"kind": "merged", "detail": MERGED, "merged_into": str(survivor.pk)}
        return Response(problems.document(409, request.path, **into), 409, content_type=problems.CONTENT_TYPE)

    def rows(self) -> Any:
        found = Patient.objects.visible_to(self.request.user).select_related("centre", "county")
        return found.prefetch_related("accesses", "other_numbers", "impairments")

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        return rows.filter(seen_from(centres, path=""))


class EpisodeQuery(ScopedQuery):
    patient = serializers.UUIDField(required=False)
    reason = one_of(AttendanceReason)
    open = serializers.BooleanField(required=False, help_text="Not closed yet")
    since = serializers.DateField(required=False, help_text="Opened on this date or later")
    until = serializers.DateField(required=False, help_text="Opened on this date or earlier")


class EpisodeViewSet(AboutPatientViewSet):
    """Episodes of service, with team, goals, assessments and their signatures."""

    serializer_class = EpisodeSerializer
    query_class = EpisodeQuery
    lookups: ClassVar = {
        **ScopedViewSet.lookups,
        "open": "closed_on__isnull", "since": "opened_on__gte", "until": "opened_on__lte",
    }  # fmt: skip

    def rows(self) -> Any:
        found = Episode.objects.visible_to(self.request.user).select_related("centre", "patient", "opened_by")
        return found.prefetch_related("team__user", "goals__reviewed_by", "assessments__signatures__signed_by")
