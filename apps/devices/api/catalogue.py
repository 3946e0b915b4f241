"""/api/v1/device-types/, /terms/, /measure-fields/: the keys that stand in the records, and what they mean."""

from typing import Any

from rest_framework import serializers

from apps.centres.api import CatalogueViewSet
from apps.core.api import Query, one_of
from apps.devices import catalogue
from apps.devices.models import DeviceClass, TermKind
from apps.devices.serializers import CatalogueTypeSerializer, MeasureFieldSerializer, TermSerializer


class TypeQuery(Query):
    key = serializers.RegexField(r"^[A-Za-z0-9-]{1,20}\Z", required=False)
    device_class = one_of(DeviceClass)
    prefabricated = serializers.BooleanField(required=False)
    active = serializers.BooleanField(required=False, help_text="Offered today")


class DeviceTypeViewSet(CatalogueViewSet):
    """Types of devices, also those that are no longer offered. The same in every centre."""

    serializer_class = CatalogueTypeSerializer
    query_class = TypeQuery

    def rows(self) -> Any:
        return catalogue.types()


class TermQuery(Query):
    kind = one_of(TermKind)
    active = serializers.BooleanField(required=False, help_text="Offered today")


class TermViewSet(CatalogueViewSet):
    """Words of the workshop: technologies, stages, findings and adjustments of a fitting, topics of training."""

    serializer_class = TermSerializer
    query_class = TermQuery

    def rows(self) -> Any:
        return catalogue.words()


class MeasureQuery(Query):
    card = serializers.RegexField(r"^[a-z0-9-]{1,20}\Z", required=False)
    active = serializers.BooleanField(required=False, help_text="Asked today")


class MeasureFieldViewSet(CatalogueViewSet):
    """Lines of the measurement cards. A device's type names its card."""

    serializer_class = MeasureFieldSerializer
    query_class = MeasureQuery

    def rows(self) -> Any:
        return catalogue.measures()
