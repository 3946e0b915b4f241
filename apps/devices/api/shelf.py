"""POST /api/v1/hand-outs/: the fast track for crutches, sticks, frames and standard wheelchairs."""

from functools import partial

from rest_framework.request import Request
from rest_framework.response import Response

from apps.centres.access import Permission, require_somewhere
from apps.centres.api import Writing
from apps.core.api import ApiViewSet
from apps.core.verbs import does
from apps.devices.actions import deliveries
from apps.devices.api.devices import ON, PERSON
from apps.devices.api.records import DeliveryViewSet
from apps.devices.bodies.orders import HandOutBody
from apps.devices.models import Device


class HandOutViewSet(Writing, ApiViewSet):
    """What is taken from the shelf; read again as a delivery."""

    http_method_names = ("post",)

    @does(HandOutBody, makes=Device, shows=DeliveryViewSet,
          example={"patient": PERSON, "device_type": "CRU-AXIL", "quantity": 2, "on": ON})  # fmt: skip
    def create(self, request: Request) -> Response:
        """Prescribe and deliver a prefabricated item in one step; the answer is its delivery."""
        require_somewhere(request.user, Permission.DELIVER_PREFABRICATED)
        return self.carry_out(partial(deliveries.hand_out, by=request.user))
