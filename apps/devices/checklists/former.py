"""Lists that are no longer gone through, kept for the check-outs that were made with them."""

from django.utils.translation import gettext_lazy as _

from apps.devices.checklists.points import WORKSHOP, Checklist, Group, Point

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

WORN = Checklist("worn", _("Check-out of an orthosis or upper-limb prosthesis"), (WEARING, WORKSHOP))
SEATED = Checklist("wheelchair", _("Check-out of a wheelchair"), (CHAIR, WORKSHOP))
PLAIN = Checklist("plain", _("Check-out"), (WORKSHOP,))
