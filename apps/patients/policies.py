"""When something may be recorded of a patient. Each policy returns None, or the reason shown to the user."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import Episode, Patient
from apps.patients.models.impairment import LIMB_LOSS


def service_date(patient: Patient, *, on: date, today: date) -> Text | None:
    """A service lies neither in the future nor before the person's birth.

    A birth known only as a month, year or age is as early as that allows.
    """
    if on > today:
        return _("The date lies in the future.")
    if patient.birth_date is not None:
        earliest = patient.birth_date.replace(month=1, day=1) if patient.birth_is_estimated else patient.birth_date
        if on < earliest:
            return _("The date lies before the person's birth.")
    return None


def birth_date(birth: date | None, *, today: date) -> Text | None:
    """Nobody is born in the future or lived more than 120 years."""
    if birth is None:
        return None
    if birth > today:
        return _("The birth date lies in the future.")
    if today.year - birth.year > 120:
        return _("The birth date lies more than 120 years back.")
    return None


def impairment(*, kind: str, level: str, side: str) -> Text | None:
    """Limb loss has a level and a side; nothing else has a level."""
    if kind in LIMB_LOSS and not (level and side):
        return _("An amputation or absence of a limb needs its level and side.")
    if kind not in LIMB_LOSS and level:
        return _("Only an amputation or absence of a limb has a level.")
    return None


def close_episode(episode: Episode, *, on: date, outcome: str) -> Text | None:
    """An open episode closes once, not before it began, with an outcome."""
    if episode.closed_on is not None:
        return _("This episode is already closed.")
    if on < episode.opened_on:
        return _("An episode cannot end before it began.")
    if not outcome.strip():
        return _("Say how the episode ended.")
    return None
