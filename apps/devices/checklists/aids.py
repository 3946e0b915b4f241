"""Crutches; sticks, frames and rollators."""

from django.utils.translation import gettext_lazy as _

from apps.devices.checklists.points import WORKSHOP, Checklist, Group, Point

CRUTCH = Group(
    _("Crutch"),
    (
        Point("height", _("Armpit piece ends two fingers below the armpit")),
        Point("handgrip", _("Handgrip is at the wrist, the elbow is slightly bent")),
        Point("buttons", _("Height buttons lock, both crutches are the same")),
        Point("tips", _("Rubber tips are whole and do not slip")),
        Point("pads", _("Pads, grips and cuffs are firm")),
    ),
)
CRUTCH_WALKING = Group(
    _("Walking"),
    (
        Point("hands", _("Weight is borne by the hands, not by the armpits")),
        Point("gait", _("The way of walking suits the load the leg may bear")),
        Point("rising", _("Stands up and sits down safely")),
        Point("stairs", _("Stairs and slopes were practised")),
    ),
)
AID = Group(
    _("Walking aid"),
    (
        Point("height", _("Handgrip is at the wrist, the elbow is slightly bent")),
        Point("stands", _("Stands level on all its feet and does not wobble")),
        Point("tips", _("Rubber tips are whole and do not slip")),
        Point("locks", _("Folding and height locks close")),
        Point("brakes", _("Rollator: brakes hold, wheels turn freely")),
    ),
)
AID_WALKING = Group(
    _("Walking"),
    (
        Point("side", _("A stick is carried on the sound side")),
        Point("gait", _("Walks upright and safely, also round a corner")),
        Point("rising", _("Stands up and sits down safely")),
        Point("home", _("It fits through the doors at home")),
    ),
)

CRUTCHES = Checklist("crutches", _("Check-out of crutches"), (CRUTCH, CRUTCH_WALKING, WORKSHOP))
WALKING_AID = Checklist("walking-aid", _("Check-out of a walking aid"), (AID, AID_WALKING, WORKSHOP))
