"""Words for the parts of a measure: joints and muscle groups, the parts of a scale."""

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text

GROUPS: dict[str, Text] = {
    "hip": _("Hip"),
    "knee": _("Knee"),
    "ankle": _("Ankle"),
    "shoulder": _("Shoulder"),
    "elbow": _("Elbow"),
    "wrist": _("Wrist"),
    "hand": _("Hand"),
    "self-care": _("Self-care"),
    "breathing-sphincters": _("Breathing and sphincters"),
    "mobility": _("Mobility"),
}


def group_name(group: str) -> Text:
    """The name of a part; one that an administrator added is called as it was written."""
    return GROUPS.get(group, group)
