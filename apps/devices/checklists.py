"""Check-out lists: what is looked at before a device leaves the house.

Each list is a name and its points in groups; every point is answered yes, no or not relevant. The workshop's five
points belong to every list. The polypropylene lower-limb list follows domain practice: static, fit, dynamic.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.devices.models import Device, DeviceClass

YES, NO, NOT_RELEVANT = "yes", "no", "na"
ANSWERS: tuple[tuple[str, Text], ...] = ((YES, _("Yes")), (NO, _("No")), (NOT_RELEVANT, _("Not relevant")))


@dataclass(frozen=True)
class Point:
    key: str
    text: Text


@dataclass(frozen=True)
class Group:
    title: Text
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Checklist:
    key: str
    title: Text
    groups: tuple[Group, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for group in self.groups for point in group.points)


WORKSHOP = Group(
    _("Workshop"),
    (
        Point("alignment", _("Alignment is right in all three planes")),
        Point("fixtures", _("Screws and fixtures are secure")),
        Point("edges", _("No sharp edges")),
        Point("materials", _("Materials fit the function")),
        Point("workmanship", _("Workmanship is good")),
    ),
)
STATIC = Group(
    _("Static"),
    (
        Point("height", _("Height is right")),
        Point("foot-flat", _("Foot is flat in both planes")),
        Point("knee-stable", _("Knee is stable")),
        Point("sits", _("Sits with 90° at hip and knee")),
    ),
)
FIT = Group(
    _("Fit"),
    (
        Point("weight-bearing", _("Weight is borne on the right areas")),
        Point("bony-relief", _("Bony prominences are relieved")),
        Point("distal-contact", _("Distal contact is right")),
        Point("gapping", _("No gapping")),
        Point("abrasion", _("No abrasion after removal")),
    ),
)
DYNAMIC = Group(
    _("Dynamic"),
    (
        Point("toe-out", _("Toe-out is right")),
        Point("knee-walking", _("Knee is stable in walking")),
        Point("roll-over", _("Smooth from heel strike to toe-off")),
        Point("pistoning", _("No pistoning")),
        Point("suspension", _("Suspension is secure")),
        Point("gait", _("No severe gait deviation")),
    ),
)
WEARING = Group(
    _("Wearing"),
    (
        Point("position", _("Joints and straps sit where they should")),
        Point("pressure", _("No pressure marks after ten minutes")),
        Point("function", _("Does what it was prescribed for")),
        Point("self-use", _("The user or caregiver can put it on and take it off")),
    ),
)
CHAIR = Group(
    _("Wheelchair"),
    (
        Point("size", _("Seat width, depth and footrest height fit the user")),
        Point("posture", _("The user sits upright and balanced")),
        Point("brakes", _("Brakes hold, tyres and casters turn freely")),
        Point("cushion", _("The cushion relieves pressure")),
        Point("skills", _("The user can move, transfer and care for it")),
    ),
)

LOWER_LIMB = Checklist("lower-limb", _("Check-out of a lower-limb prosthesis"), (STATIC, FIT, DYNAMIC, WORKSHOP))
WORN = Checklist("worn", _("Check-out of an orthosis or upper-limb prosthesis"), (WEARING, WORKSHOP))
SEATED = Checklist("wheelchair", _("Check-out of a wheelchair"), (CHAIR, WORKSHOP))
PLAIN = Checklist("plain", _("Check-out"), (WORKSHOP,))
CHECKLISTS = {checklist.key: checklist for checklist in (LOWER_LIMB, WORN, SEATED, PLAIN)}


def checklist_for(device: Device) -> Checklist:
    """The list that suits the device's type."""
    device_class = device.device_type.device_class
    if device_class == DeviceClass.PROSTHESIS:
        return LOWER_LIMB if device.device_type.key.startswith("PRO-LL") else WORN
    if device_class == DeviceClass.ORTHOSIS:
        return WORN
    if device_class in (DeviceClass.WHEELCHAIR, DeviceClass.TRICYCLE, DeviceClass.SEATING):
        return SEATED
    return PLAIN
