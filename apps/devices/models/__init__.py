from apps.devices.models.catalogue import DeviceClass, DeviceType
from apps.devices.models.device import (
    DELIVERED_STATES,
    ENDED_STATES,
    Device,
    EndReason,
    HoldReason,
    State,
)
from apps.devices.models.measuring import (
    AgeBand,
    MeasureField,
    Measurement,
    MeasurementKind,
    ReviewInterval,
    Unit,
)
from apps.devices.models.records import (
    CheckOut,
    Delivery,
    DeviceStep,
    Fitting,
    FollowUp,
    Repair,
    RepairKind,
    ReplaceReason,
)
from apps.devices.models.vocabulary import Term, TermKind

__all__ = [
    "DELIVERED_STATES",
    "ENDED_STATES",
    "AgeBand",
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
    "MeasureField",
    "Measurement",
    "MeasurementKind",
    "Repair",
    "RepairKind",
    "ReplaceReason",
    "ReviewInterval",
    "State",
    "Term",
    "TermKind",
    "Unit",
]
