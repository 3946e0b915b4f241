"""What the user is told to take home: how to look after the device, and what to come back for at once."""

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.devices.models import DeviceClass

INSTRUCTIONS: dict[DeviceClass, tuple[Text, ...]] = {
    DeviceClass.PROSTHESIS: (
        _("Wash the stump every evening with mild soap, dry it well and look at the skin all round, with a mirror."),
        _("Put on a clean, dry sock without folds every day."),
        _("Wipe the socket out with a damp cloth every evening and let it dry overnight."),
        _("In the first weeks wear it one hour longer each day, and take it off when it hurts."),
        _("Keep it away from fire and strong heat: the plastic turns soft."),
        _("Do not file, heat or drill it yourself."),
    ),
    DeviceClass.ORTHOSIS: (
        _("Wear a thin, smooth sock or shirt beneath it, without folds."),
        _("Look at the skin every evening; redness must go away within half an hour."),
        _("In the first week wear it one or two hours longer each day, until it is worn as prescribed."),
        _("Wipe it with a damp cloth and let it dry away from fire and heat."),
        _("Look at straps, rivets and joints every week; keep the joints free of sand."),
    ),
    DeviceClass.WALKING_AID: (
        _("Look at the rubber tips every week; worn tips slip and must be changed."),
        _("Bear weight on the hands, never on the armpits."),
        _("Tighten screws and buttons that have become loose."),
        _("Take care on wet floors, ice and loose mats."),
    ),
    DeviceClass.WHEELCHAIR: (
        _("Lift yourself or lean to each side for two minutes every half an hour, to spare the skin."),
        _("Look at the skin of buttocks and feet every day, with a mirror."),
        _("Put on both brakes before getting in and out."),
        _("Look at tyres, brakes and spokes every week; pump the tyres up and oil the axles every month."),
        _("Keep the cushion dry, with its right side up."),
    ),
    DeviceClass.TRICYCLE: (
        _("Look at brakes, tyres and chain before every ride."),
        _("Ride on the edge of the road, and not in the dark without a light."),
        _("Oil the chain every month and tighten loose nuts."),
        _("Lift yourself off the seat for two minutes every half an hour."),
    ),
    DeviceClass.SEATING: (
        _("Set the pelvis far back first, then close the belts."),
        _("Change the position every two hours and look at the skin every day."),
        _("Never leave a child alone in it; put it on level ground."),
        _("Wash the covers and dry them well."),
    ),
}  # fmt: skip
AT_ONCE: tuple[Text, ...] = (
    _("a wound, a blister, or redness that does not go away"),
    _("pain, swelling, or loss of feeling"),
    _("something that is broken, loose, or makes a new noise"),
    _("it has become too tight, too loose, too short or too small"),
)


def instructions(device_class: str) -> tuple[Text, ...]:
    """The instructions for a class of device, in the order in which they are read out."""
    return INSTRUCTIONS[DeviceClass(device_class)]
