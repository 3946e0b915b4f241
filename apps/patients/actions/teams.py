"""Who works on an episode together: joining its team, leaving it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.core.clock import now
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.patients import policies, professions
from apps.patients.models import Episode, Profession, TeamMember


@transaction.atomic
def join(
    *, episode: Episode, user: User, on: date, by: User, profession: Profession | None = None, id: UUID | None = None
) -> TeamMember:
    """Seat a colleague in the team; whoever sits there already keeps the seat.

    `profession`: as the role at the centre says where it is not given. Raises Refused when the episode is closed,
    the date impossible, or `user` does not work at the centre.
    """
    made = find_made(TeamMember, id, episode=episode)
    if made is not None:
        return made
    episode = locked(episode)
    refuse_if(policies.episodes.still_open(episode))
    today = episode.centre.local_date(now())
    refuse_if(policies.episodes.within(episode, on=on, today=today), code="invalid", field="on")
    works_here = professions.colleagues(episode.centre).filter(pk=user.pk).exists()
    refuse_if(policies.teams.colleague(works_here=works_here), code="invalid", field="user")
    return seated(episode, user=user, on=on, profession=profession, id=id)


def seated(
    episode: Episode, *, user: User, on: date, profession: Profession | None = None, id: UUID | None = None
) -> TeamMember:
    """The user's seat in the team of a locked episode, taken now where there is none. For verbs of this room."""
    sitting = episode.team.filter(user=user, left_on=None).first()
    if sitting is not None:
        return sitting
    chosen = profession or professions.profession_of(user, episode.centre)
    member, _created = make_once(
        TeamMember, id, owner=("episode",), patient=episode.patient, episode=episode, user=user, profession=chosen,
        joined_on=on,
    )  # fmt: skip
    return member


@transaction.atomic
def leave(*, member: TeamMember, on: date, by: User, version: int | None = None) -> TeamMember:
    """End a member's part in the team; what was signed stays signed. Raises Refused ("stale", "invalid")."""
    member = locked(member, version=version)
    today = member.episode.centre.local_date(now())
    refuse_if(policies.teams.leave(member, on=on, today=today), code="invalid", field="on")
    member.left_on = on
    save(member, "left_on")
    return member
