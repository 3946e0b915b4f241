"""When an episode of service may be closed and opened again, and when its assessment may be signed or voided."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import Assessment, Episode, EpisodeOutcome


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


def outcome_kind(episode: Episode, *, kind: str) -> Text | None:
    """Who died is recorded as such first: the day is a fact of the person, not of the episode."""
    if kind == EpisodeOutcome.DIED and episode.patient.deceased_on is None:
        return _("Record the person's death first.")
    return None


def still_open(episode: Episode) -> Text | None:
    """Goals, members and assessments are added while the episode is open."""
    return _("This episode is closed. Open it again first.") if episode.closed_on is not None else None


def within(episode: Episode, *, on: date, today: date) -> Text | None:
    """What belongs to an episode happens from its first day on, until it is closed, and not in the future."""
    if on > today:
        return _("The date lies in the future.")
    if on < episode.opened_on:
        return _("The date lies before the episode began.")
    if episode.closed_on is not None and on > episode.closed_on:
        return _("The date lies after the episode was closed.")
    return None


def reopen(episode: Episode) -> Text | None:
    """Only what was closed is opened again."""
    return _("This episode is open.") if episode.closed_on is None else None


def sign(assessment: Assessment) -> Text | None:
    """Nobody stands for an assessment that was voided."""
    return _("This assessment has been voided.") if assessment.voided_at is not None else None


def void_assessment(assessment: Assessment) -> Text | None:
    """What was voided stays voided."""
    return _("This has been voided already.") if assessment.voided_at is not None else None
