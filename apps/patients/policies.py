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
    earliest = patient.earliest_birth
    if earliest is not None and on < earliest:
        return _("The date lies before the person's birth.")
    return None


def name(*, hangul: str, romanised: str) -> Text | None:
    """Everyone has a name in at least one script; a person nobody can name gets a placeholder that says so."""
    return (
        None if hangul or romanised else _("Enter the name in Hangul or in Latin letters, or say that it is not known.")
    )


def birth_date(
    birth: date | None, *, today: date, earliest: date | None = None, deceased_on: date | None = None
) -> Text | None:
    """Nobody is born in the future, after their own death, or lived more than 120 years.

    `earliest`: where the date stands for its whole month or year, the first day of that.
    """
    if birth is None:
        return None
    if (earliest or birth) > today:
        return _("The birth date lies in the future.")
    if today.year - birth.year > 120:
        return _("The birth date lies more than 120 years back.")
    if deceased_on is not None and birth > deceased_on:
        return _("The birth date lies after the date of death.")
    return None


def death(patient: Patient, *, on: date, today: date) -> Text | None:
    """A person dies neither in the future nor before the recorded birth date, estimated or not."""
    if patient.birth_date is not None and on < patient.birth_date:
        return _("The date lies before the recorded birth date. Correct that first.")
    return service_date(patient, on=on, today=today)


def impairment(*, kind: str, level: str, side: str) -> Text | None:
    """Limb loss has a level and a side; nothing else has a level."""
    if kind in LIMB_LOSS and not (level and side):
        return _("An amputation or absence of a limb needs its level and side.")
    if kind not in LIMB_LOSS and level:
        return _("Only an amputation or absence of a limb has a level.")
    return None


def close_episode(episode: Episode, *, on: date, today: date, outcome: str) -> Text | None:
    """An open episode closes once, neither before it began nor in the future, with an outcome."""
    if episode.closed_on is not None:
        return _("This episode is already closed.")
    if on < episode.opened_on:
        return _("An episode cannot end before it began.")
    if on > today:
        return _("The date lies in the future.")
    if not outcome.strip():
        return _("Say how the episode ended.")
    return None
