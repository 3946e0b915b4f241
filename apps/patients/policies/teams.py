"""Who may join an episode's team, and when somebody leaves it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import TeamMember


def colleague(*, works_here: bool) -> Text | None:
    """A team is made of people who work at the centre."""
    return None if works_here else _("This person does not work at the centre of the episode.")


def leave(member: TeamMember, *, on: date, today: date) -> Text | None:
    """A member leaves once, not before joining and not in the future."""
    if member.left_on is not None:
        return _("This person has left the team already.")
    if on < member.joined_on:
        return _("Nobody leaves a team before joining it.")
    if on > today:
        return _("The date lies in the future.")
    return None
