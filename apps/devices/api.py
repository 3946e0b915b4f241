"""GET /api/v1/devices/: devices ordered by your centres, and those of the people your centres may see."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from rest_framework import serializers

from apps.centres.api import ScopedQuery, ScopedViewSet
from apps.core.api import one_of
from apps.devices.models import Device, DeviceClass, State, Technology
from apps.devices.serializers import DeviceSerializer
from apps.patients.models import Side
from apps.patients.models.scope import seen_from

LOOKUPS = {
    "centre": "centre__code",
    "type": "device_type__key",
    "device_class": "device_type__device_class",
    "since": "prescribed_on__gte",
    "until": "prescribed_on__lte",
}


class DeviceQuery(ScopedQuery):
    patient = serializers.UUIDField(required=False)
    type = serializers.CharField(required=False, max_length=20, help_text="Key of a device type, e.g. PRO-LL-TT")
    device_class = one_of(DeviceClass)
    side = one_of(Side)
    technology = one_of(Technology)
    state = one_of(State)
    open = serializers.BooleanField(required=False, help_text="Ordered and not yet delivered, cancelled or closed")
    since = serializers.DateField(required=False, help_text="Prescribed on this date or later")
    until = serializers.DateField(required=False, help_text="Prescribed on this date or earlier")


class DeviceViewSet(ScopedViewSet):
    """Devices from prescription to the end of their life."""

    serializer_class = DeviceSerializer
    query_class = DeviceQuery

    def rows(self) -> Any:
        found = Device.objects.visible_to(self.request.user)
        return found.select_related("centre", "patient", "device_type", "technician").prefetch_related("deliveries")

    def seen_from(self, rows: Any, centres: list[UUID]) -> Any:
        return rows.filter(seen_from(centres) | Q(centre__in=centres))

    def narrow(self, rows: Any, given: dict[str, Any]) -> Any:
        only_open = given.pop("open", None)
        rows = rows.filter(**{LOOKUPS.get(name, name): value for name, value in given.items()})
        if only_open is None:
            return rows
        still_open = Device.objects.visible_to(self.request.user).open().values("pk")
        return rows.filter(pk__in=still_open) if only_open else rows.exclude(pk__in=still_open)
