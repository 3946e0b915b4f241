from apps.devices.api.catalogue import DeviceTypeViewSet, MeasureFieldViewSet, TermViewSet
from apps.devices.api.devices import DeviceViewSet
from apps.devices.api.records import (
    CheckOutViewSet,
    DeliveryViewSet,
    FittingViewSet,
    FollowUpViewSet,
    MeasurementViewSet,
    RepairViewSet,
)
from apps.devices.api.shelf import HandOutViewSet

__all__ = [
    "CheckOutViewSet",
    "DeliveryViewSet",
    "DeviceTypeViewSet",
    "DeviceViewSet",
    "FittingViewSet",
    "FollowUpViewSet",
    "HandOutViewSet",
    "MeasureFieldViewSet",
    "MeasurementViewSet",
    "RepairViewSet",
    "TermViewSet",
]
