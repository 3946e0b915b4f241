"""What an impairment must say of the limb. What it may not say of dates: apps.patients.contradictions."""

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import Impairment, ImpairmentKind, StumpCondition
from apps.patients.models.limb import LIMB_LOSS

SOUND_TOO = {StumpCondition.SOUND, StumpCondition.PHANTOM_PAIN, StumpCondition.SHORT}


def impairment(*, kind: str, level: str, side: str) -> Text | None:
    """Limb loss has a level and a side; nothing else has a level."""
    if kind in LIMB_LOSS and not (level and side):
        return _("An amputation or absence of a limb needs its level and side.")
    if kind not in LIMB_LOSS and level:
        return _("Only an amputation or absence of a limb has a level.")
    return None


def stump(impairment: Impairment) -> Text | None:
    """Only where a limb ends there is a stump."""
    told = impairment.stump_conditions or impairment.stump_examined_on
    if told and impairment.kind not in LIMB_LOSS:
        return _("Only an amputation or absence of a limb has a stump.")
    return None


def amputated(impairment: Impairment) -> Text | None:
    """A limb that was never there was not amputated; nor was one that is still there."""
    if impairment.amputated_on is not None and impairment.kind != ImpairmentKind.AMPUTATION:
        return _("Only an amputation has a date of amputation.")
    return None


def examined(impairment: Impairment) -> Text | None:
    """A stump's condition is that of a day; without the day nobody knows whether it still is so."""
    if impairment.stump_conditions and impairment.stump_examined_on is None:
        return _("Enter the day on which the stump was examined.")
    return None


def sound(impairment: Impairment) -> Text | None:
    """A sound stump has no finding beside it but what is felt (phantom pain) or was so from the start (short)."""
    given = set(impairment.stump_conditions)
    if StumpCondition.SOUND in given and given - SOUND_TOO:
        return _("The stump is either sound or has findings.")
    return None
