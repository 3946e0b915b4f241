"""Orthoses: of the leg, of the arm and hand, of the spine; and orthopaedic footwear with insoles."""

from django.utils.translation import gettext_lazy as _

from apps.devices.checklists.points import WORKSHOP, Checklist, Group, Point

LEG_STANDING = Group(
    _("Standing and sitting"),
    (
        Point("level", _("Pelvis is level, the foot stands flat in the shoe")),
        Point("axes", _("Mechanical joints lie on the axes of the body's joints")),
        Point("held", _("Foot, knee and hip are held as prescribed")),
        Point("clear", _("Edges are clear of the head of the fibula, the hollow of the knee and the groin")),
        Point("sits", _("Sits with 90° at hip and knee")),
    ),
)
LEG_FIT = Group(
    _("Fit"),
    (
        Point("pressure-points", _("Straps and pads press at the three points they should")),
        Point("bony-relief", _("Bony prominences are relieved")),
        Point("skin", _("Redness goes away within ten minutes of taking it off")),
        Point("shoe", _("It fits into the shoe")),
    ),
)
LEG_WALKING = Group(
    _("Walking"),
    (
        Point("joints", _("Joints move freely and stop where they should")),
        Point("locks", _("Locks close by themselves and open easily")),
        Point("clears", _("The foot clears the ground")),
        Point("knee-walking", _("Knee neither gives way nor overextends")),
        Point("gait", _("No severe gait deviation")),
        Point("self-use", _("The user or caregiver can put it on and take it off")),
    ),
)
ARM = Group(
    _("Fit"),
    (
        Point("held", _("Wrist, fingers, elbow or shoulder are held as prescribed")),
        Point("axes", _("Mechanical joints lie on the axes of the body's joints")),
        Point("free", _("Joints that need no support move freely")),
        Point("bony-relief", _("Wrist bones, base of the thumb and elbow are relieved")),
        Point("circulation", _("Colour, warmth and feeling of the fingers are unchanged")),
        Point("skin", _("Redness goes away within ten minutes of taking it off")),
    ),
)
ARM_USE = Group(
    _("Use"),
    (
        Point("function", _("Does what it was prescribed for")),
        Point("straps", _("Straps hold without slipping or binding")),
        Point("self-use", _("The user or caregiver can put it on and take it off")),
    ),
)
TRUNK = Group(
    _("Fit"),
    (
        Point("close", _("Lies close to pelvis and trunk and does not ride up")),
        Point("support", _("Supports or corrects at the prescribed height")),
        Point("relieved", _("Hip bones, ribs and breast are relieved")),
        Point("upper-edge", _("Upper edge is clear of armpits and throat")),
        Point("chin", _("Collar: chin and back of the head are supported, the eyes look straight ahead")),
        Point("skin", _("Redness goes away within ten minutes of taking it off")),
    ),
)
TRUNK_USE = Group(
    _("Use"),
    (
        Point("sits", _("Sits without the lower edge pressing into the thighs")),
        Point("breathing", _("Breathes deeply, eats and swallows without hindrance")),
        Point("arms", _("Arms move freely")),
        Point("self-use", _("The user or caregiver can put it on and take it off")),
    ),
)
SHOE = Group(
    _("Fit"),
    (
        Point("length", _("A thumb's width of room before the longest toe")),
        Point("ball", _("The ball of the foot has its full width")),
        Point("heel", _("The heel is held and does not slip")),
        Point("insole", _("Insole supports the arch and relieves sore places")),
        Point("raise", _("Raise makes up for the shortening")),
        Point("inside", _("No seam or hard edge inside")),
    ),
)
SHOE_WALKING = Group(
    _("Walking"),
    (
        Point("roll-over", _("Smooth from heel strike to toe-off")),
        Point("sole", _("Sole grips and stands level")),
        Point("skin", _("No red places after walking for ten minutes")),
        Point("self-use", _("The user or caregiver can put it on and take it off")),
    ),
)

LEG_ORTHOSIS = Checklist(
    "orthosis-lower-limb", _("Check-out of a lower-limb orthosis"), (LEG_STANDING, LEG_FIT, LEG_WALKING, WORKSHOP)
)
ARM_ORTHOSIS = Checklist("orthosis-upper-limb", _("Check-out of an upper-limb orthosis"), (ARM, ARM_USE, WORKSHOP))
SPINAL_ORTHOSIS = Checklist("orthosis-spinal", _("Check-out of a spinal orthosis"), (TRUNK, TRUNK_USE, WORKSHOP))
FOOTWEAR = Checklist("footwear", _("Check-out of footwear or an insole"), (SHOE, SHOE_WALKING, WORKSHOP))
