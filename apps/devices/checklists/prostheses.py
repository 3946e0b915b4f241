"""Prostheses: static, fit and dynamic for the (polypropylene) lower limb; fit and working for the upper limb."""

from django.utils.translation import gettext_lazy as _

from apps.devices.checklists.points import WORKSHOP, Checklist, Group, Point

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
ARM_FIT = Group(
    _("Fit"),
    (
        Point("arm-length", _("Length matches the sound arm")),
        Point("bony-relief", _("Bony prominences are relieved")),
        Point("trim-lines", _("Trim lines leave the joint above free")),
        Point("harness", _("Harness lies flat and does not cut into the armpit")),
        Point("abrasion", _("No abrasion after removal")),
    ),
)
ARM_WORKING = Group(
    _("Working"),
    (
        Point("opens", _("Hand or hook opens and closes fully, also at the mouth and at the waist")),
        Point("elbow", _("Elbow bends, locks and unlocks")),
        Point("cable", _("Control cable runs freely")),
        Point("suspension", _("Suspension is secure")),
        Point("self-use", _("The user or caregiver can put it on and take it off")),
    ),
)

LOWER_LIMB = Checklist("lower-limb", _("Check-out of a lower-limb prosthesis"), (STATIC, FIT, DYNAMIC, WORKSHOP))
UPPER_LIMB = Checklist("upper-limb", _("Check-out of an upper-limb prosthesis"), (ARM_FIT, ARM_WORKING, WORKSHOP))
