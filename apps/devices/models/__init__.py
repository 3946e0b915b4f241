from apps.devices.models.catalogue import DeviceClass, DeviceType
from apps.devices.models.device import (
    DELIVERED_STATES,
    ENDED_STATES,
    Device,
    EndReason,
    HoldReason,
    Stage,
    State,
    Technology,
)
from apps.devices.models.records import CheckOut, Delivery, DeviceStep, Fitting, FollowUp, Repair, RepairKind

__all__ = [
    "DELIVERED_STATES",
    "ENDED_STATES",
    "CheckOut",
    "Delivery",
    "Device",
    "DeviceClass",
    "DeviceStep",
    "DeviceType",
    "EndReason",
    "Fitting",
    "FollowUp",
    "HoldReason",
    "Repair",
    "RepairKind",
    "Stage",
    "State",
    "Technology",
]
