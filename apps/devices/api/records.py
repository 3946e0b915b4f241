"""/api/v1/measurements/, fittings/, check-outs/, deliveries/, repairs/, follow-ups/: what was done with devices.

They are made at the address of their device; here they are read, and deliveries, repairs and follow-ups are voided.
"""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.centres.api import ScopedQuery, Writing
from apps.core import clock
from apps.core.problems import refuse_if
from apps.core.verbs import does
from apps.devices import access, policies
from apps.devices.actions import deliveries
from apps.devices.models import CheckOut, Delivery, Fitting, FollowUp, Measurement, Repair
from apps.devices.serializers import (
    CheckOutSerializer,
    DeliverySerializer,
    FittingSerializer,
    FollowUpSerializer,
    MeasurementSerializer,
    RepairSerializer,
)
from apps.patients.api import AboutPatientViewSet, void_standing
from apps.patients.bodies import VoidBody

MISTAKE = {"reason": "Entered for the wrong person."}


class WorkQuery(ScopedQuery):
    device = serializers.UUIDField(required=False)
    patient = serializers.UUIDField(required=False)
    since = serializers.DateField(required=False, help_text="Local service date from this one on")
    until = serializers.DateField(required=False, help_text="Local service date up to this one")


class CountedQuery(WorkQuery):
    late = serializers.BooleanField(required=False)
    voided = serializers.BooleanField(required=False)


class WorkViewSet(AboutPatientViewSet):
    """Work on devices."""

    query_class = WorkQuery
    patient_path = "device__patient__"
    lookups: ClassVar = {
        **AboutPatientViewSet.lookups,
        "patient": "device__patient", "since": "service_date__gte", "until": "service_date__lte",
    }  # fmt: skip
    model: ClassVar[Any]
    noun = ""
    related: ClassVar[tuple[str, ...]] = ("centre", "technician")

    def rows(self) -> Any:
        return self.model.objects.visible_to(self.request.user).select_related(*self.related)


class MeasurementViewSet(WorkViewSet):
    """Filled-in measurement and casting cards."""

    serializer_class, model, noun = MeasurementSerializer, Measurement, "measurement"


class FittingViewSet(WorkViewSet):
    """Trials of devices."""

    serializer_class, model, noun = FittingSerializer, Fitting, "fitting"


class CheckOutViewSet(WorkViewSet):
    """Check-out lists gone through."""

    serializer_class, model, noun = CheckOutSerializer, CheckOut, "checkout"


class CountedViewSet(Writing, WorkViewSet):
    """Work that the report counts; voided with a reason, never deleted."""

    query_class = CountedQuery

    @does(VoidBody, at="void", changes=True, fresh=True, example=MISTAKE)
    def void(self, request: Request, pk: UUID) -> Response:
        """Void it: it stays on record with the reason and is no longer counted."""
        service = access.load_service(request.user, self.model.objects.visible_to(request.user), pk)
        return self.carry_out(partial(void_standing, service=service, by=request.user, at=clock.now()), of=service)


def void_delivery(*, delivery: Delivery, **given: Any) -> Delivery:
    """As `void_standing`, and the device goes back to where it was."""
    refuse_if(policies.not_voided(delivery))
    return deliveries.void(delivery=delivery, **given)


class DeliveryViewSet(CountedViewSet):
    """Deliveries: what the donor's report counts."""

    serializer_class, model, noun = DeliverySerializer, Delivery, "delivery"

    @does(VoidBody, at="void", changes=True, fresh=True, example=MISTAKE)
    def void(self, request: Request, pk: UUID) -> Response:
        """Void a delivery: the device goes back to where it was before."""
        delivery = access.load_service(request.user, Delivery.objects.visible_to(request.user), pk)
        verb = partial(void_delivery, delivery=delivery, by=request.user, at=clock.now())
        return self.carry_out(verb, of=delivery)


class RepairViewSet(CountedViewSet):
    """Repairs, adjustments and socket replacements of delivered devices."""

    serializer_class, model, noun = RepairSerializer, Repair, "repair"


class FollowUpViewSet(CountedViewSet):
    """Reviews of delivered devices without repair."""

    serializer_class, model, noun = FollowUpSerializer, FollowUp, "followup"
    related = ("centre", "seen_by")
