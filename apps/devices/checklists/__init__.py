"""Check-out lists: what is looked at before a device leaves the house, and which list suits which device."""

from apps.devices.checklists.aids import CRUTCHES, WALKING_AID
from apps.devices.checklists.chairs import SEATING, TRICYCLE, WHEELCHAIR
from apps.devices.checklists.former import PLAIN, SEATED, WORN
from apps.devices.checklists.orthoses import ARM_ORTHOSIS, FOOTWEAR, LEG_ORTHOSIS, SPINAL_ORTHOSIS
from apps.devices.checklists.points import ANSWERS, NO, NOT_RELEVANT, YES, Checklist, Group, Point
from apps.devices.checklists.prostheses import LOWER_LIMB, UPPER_LIMB
from apps.devices.models import Device, DeviceClass

__all__ = [
    "ANSWERS",
    "CHECKLISTS",
    "IN_USE",
    "NO",
    "NOT_RELEVANT",
    "YES",
    "Checklist",
    "Group",
    "Point",
    "checklist_for",
]

IN_USE = (
    LOWER_LIMB, UPPER_LIMB, LEG_ORTHOSIS, ARM_ORTHOSIS, SPINAL_ORTHOSIS, FOOTWEAR, WHEELCHAIR, TRICYCLE, SEATING,
    CRUTCHES, WALKING_AID,
)  # fmt: skip
CHECKLISTS = {checklist.key: checklist for checklist in (*IN_USE, WORN, SEATED, PLAIN)}

# By the beginning of the type's key, the longest wins; a type that an administrator added goes by its measurement card,
# and without one by its class.
OF_TYPE = {
    "PRO-LL": LOWER_LIMB, "PRO-UL": UPPER_LIMB, "ORT-AFO": LEG_ORTHOSIS, "ORT-KO": LEG_ORTHOSIS,
    "ORT-KAFO": LEG_ORTHOSIS, "ORT-HO": LEG_ORTHOSIS, "ORT-HKAFO": LEG_ORTHOSIS, "ORT-CLUB": LEG_ORTHOSIS,
    "ORT-LSO": SPINAL_ORTHOSIS, "ORT-TLSO": SPINAL_ORTHOSIS, "ORT-CO": SPINAL_ORTHOSIS, "ORT-CTLSO": SPINAL_ORTHOSIS,
    "ORT-HAND": ARM_ORTHOSIS, "ORT-WHO": ARM_ORTHOSIS, "ORT-EO": ARM_ORTHOSIS, "ORT-SO": ARM_ORTHOSIS,
    "ORT-SHOE": FOOTWEAR, "ORT-FO": FOOTWEAR, "CRU": CRUTCHES, "WLK": WALKING_AID,
}  # fmt: skip
OF_CARD = {
    (DeviceClass.PROSTHESIS, "upper-limb"): UPPER_LIMB, (DeviceClass.ORTHOSIS, "hand-arm"): ARM_ORTHOSIS,
    (DeviceClass.ORTHOSIS, "trunk"): SPINAL_ORTHOSIS, (DeviceClass.ORTHOSIS, "shoe"): FOOTWEAR,
    (DeviceClass.ORTHOSIS, "foot"): FOOTWEAR,
}  # fmt: skip
OF_CLASS = {
    DeviceClass.PROSTHESIS: LOWER_LIMB, DeviceClass.ORTHOSIS: LEG_ORTHOSIS, DeviceClass.WALKING_AID: WALKING_AID,
    DeviceClass.WHEELCHAIR: WHEELCHAIR, DeviceClass.TRICYCLE: TRICYCLE, DeviceClass.SEATING: SEATING,
}  # fmt: skip


def checklist_for(device: Device) -> Checklist:
    """The list that a check-out of the device goes through today."""
    kind = device.device_type
    known = max((start for start in OF_TYPE if kind.key.startswith(start)), key=len, default=None)
    if known is not None:
        return OF_TYPE[known]
    if kind.counts_as_crutch:
        return CRUTCHES
    device_class = DeviceClass(kind.device_class)
    return OF_CARD.get((device_class, kind.card)) or OF_CLASS[device_class]
