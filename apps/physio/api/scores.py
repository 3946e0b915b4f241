"""/api/v1/scores/: outcome measures of the people your centres may see; /instruments/: what can be measured."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.centres.access import Permission, require_somewhere
from apps.centres.api import CatalogueViewSet, ScopedQuery, Writing
from apps.core import clock
from apps.core.api import Query
from apps.core.problems import refuse_if
from apps.core.verbs import does
from apps.patients.api import AboutPatientViewSet
from apps.patients.bodies import VoidBody
from apps.physio import measuring
from apps.physio.actions import scores
from apps.physio.bodies import ScoreBody
from apps.physio.models import OutcomeScore
from apps.physio.policies import scores as rules
from apps.physio.serializers import InstrumentSerializer, ScoreSerializer

PERSON = "018f0000-0000-7000-8000-000000000001"


class ScoreQuery(ScopedQuery):
    patient = serializers.UUIDField(required=False)
    instrument = serializers.RegexField(
        r"^[a-z0-9-]{1,30}\Z", required=False, help_text="Key of an instrument, e.g. tug"
    )
    episode = serializers.UUIDField(required=False)
    unable = serializers.BooleanField(required=False)
    since = serializers.DateField(required=False, help_text="Local date from this one on")
    until = serializers.DateField(required=False, help_text="Local date up to this one")
    voided = serializers.BooleanField(required=False)


class ScoreViewSet(Writing, AboutPatientViewSet):
    """Outcome measures. "Unable" is a value of its own and not 0; tables of joints and muscles have no total."""

    serializer_class = ScoreSerializer
    query_class = ScoreQuery
    lookups: ClassVar = {
        **AboutPatientViewSet.lookups,
        "instrument": "instrument__key", "since": "service_date__gte", "until": "service_date__lte",
    }  # fmt: skip
    noun = "score"

    def rows(self) -> Any:
        found = OutcomeScore.objects.visible_to(self.request.user)
        return found.select_related("centre", "patient", "instrument", "assessor")

    @does(
        ScoreBody,
        makes=OutcomeScore,
        example={"patient": PERSON, "instrument": "tug", "total": 12.4, "walking_aid": "stick", "on": "2016-05-10"},
    )
    def create(self, request: Request) -> Response:
        """Record one measurement: a total, or the items it is made of, or that the person was unable and why."""
        require_somewhere(request.user, Permission.MEASURE_OUTCOMES)
        return self.carry_out(partial(scores.record, by=request.user))

    @does(VoidBody, at="void", changes=True, fresh=True, example={"reason": "Measured with the old shoe."})
    def void(self, request: Request, pk: UUID) -> Response:
        """Void a score: it stays on record with the reason, and no trend shows it any more."""
        score = measuring.load(request.user, pk, Permission.VOID_SERVICE)
        return self.carry_out(partial(void_score, score=score, by=request.user, at=clock.now()), of=score)


def void_score(*, score: OutcomeScore, **given: Any) -> OutcomeScore:
    """Void what still stands. A second press is told by its key, so what was voided before is refused here."""
    refuse_if(rules.void(score))
    return scores.void(score=score, **given)


class InstrumentQuery(Query):
    key = serializers.RegexField(r"^[a-z0-9-]{1,30}\Z", required=False)
    active = serializers.BooleanField(required=False, help_text="Offered today")


class InstrumentViewSet(CatalogueViewSet):
    """What can be measured: unit, range, direction, items. Translated texts of scales are left out where their
    owners do not allow them."""

    serializer_class = InstrumentSerializer
    query_class = InstrumentQuery

    def rows(self) -> Any:
        return measuring.instruments().prefetch_related("items", "thresholds")
