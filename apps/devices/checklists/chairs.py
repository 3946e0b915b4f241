"""Wheelchairs, tricycles and seating: the eight steps of the WHO guidelines for manual wheelchairs (2008), then the
chair itself."""

from django.utils.translation import gettext_lazy as _

from apps.devices.checklists.points import WORKSHOP, Checklist, Group, Point

EIGHT_STEPS = Group(
    _("The eight steps of wheelchair service (WHO)"),
    (
        Point("referral", _("1. Referral and appointment: the person was referred and seen")),
        Point("assessment", _("2. Assessment: life, home, body and measures were assessed")),
        Point("prescription", _("3. Prescription: the type was chosen together with the user")),
        Point("funding", _("4. Funding and ordering: paid for, ordered or taken from stock")),
        Point("preparation", _("5. Product preparation: put together, adjusted and tested")),
        Point("fitting", _("6. Fitting: tried and adjusted with the user in it")),
        Point("training", _("7. User training: the user, and the caregiver, were trained")),
        Point("follow-up", _("8. Follow-up: the next visit is arranged")),
    ),
)
SITTING = Group(
    _("Sitting"),
    (
        Point("size", _("Seat width, depth and footrest height fit the user")),
        Point("posture", _("The user sits upright and balanced")),
        Point("backrest", _("Backrest supports and leaves the shoulder blades free")),
        Point("cushion", _("The cushion relieves pressure")),
    ),
)
ROLLING = Group(
    _("Rolling"),
    (
        Point("push", _("Hands reach the push rims with bent elbows")),
        Point("brakes", _("Brakes hold, tyres and casters turn freely")),
        Point("tipping", _("Does not tip over backwards on a slope")),
        Point("skills", _("The user can move, transfer and care for it")),
    ),
)
RIDING = Group(
    _("Riding"),
    (
        Point("reach", _("Cranks and steering are within reach through the whole turn")),
        Point("feet", _("Legs and feet are supported and cannot slip into the wheel")),
        Point("chain", _("Chain runs freely and is covered")),
        Point("brakes", _("Brakes hold on a slope")),
        Point("transfers", _("The user gets on and off safely")),
        Point("road", _("The user has ridden it on the road beside somebody")),
    ),
)
SUPPORTED = Group(
    _("Seating"),
    (
        Point("pelvis", _("Pelvis is level and held")),
        Point("trunk", _("Trunk and head are supported, breathing and swallowing are free")),
        Point("angles", _("Hips, knees and ankles are held at the prescribed angles")),
        Point("belts", _("Belts hold without cutting in and open easily")),
        Point("cushion", _("No pressure marks after half an hour of sitting")),
        Point("stable", _("The chair does not tip over")),
        Point("carer", _("The caregiver can set the person in and adjust it")),
    ),
)

WHEELCHAIR = Checklist("wheelchair-2", _("Check-out of a wheelchair"), (EIGHT_STEPS, SITTING, ROLLING, WORKSHOP))
TRICYCLE = Checklist("tricycle", _("Check-out of a tricycle"), (EIGHT_STEPS, RIDING, WORKSHOP))
SEATING = Checklist("seating", _("Check-out of supportive seating"), (EIGHT_STEPS, SUPPORTED, WORKSHOP))
