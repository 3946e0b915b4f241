"""An assessment is signed by several professions, each member of the team for themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.core.problems import refuse_if
from apps.core.writing import locked, make_once
from apps.patients import policies, professions
from apps.patients.actions import teams
from apps.patients.models import Assessment, Profession, Signature


@transaction.atomic
def sign(
    *,
    assessment: Assessment,
    at: datetime,
    by: User,
    remark: str = "",
    profession: Profession | None = None,
    id: UUID | None = None,
) -> Signature:
    """Stand for an assessment, with a remark where one sees it differently; `by` joins the team by it.

    Once: signing again changes nothing. Raises Refused when the assessment was voided.
    """
    assessment = locked(assessment)
    signed = assessment.signatures.filter(signed_by=by).first()
    if signed is not None:
        return signed
    refuse_if(policies.episodes.sign(assessment))
    return put(assessment, at=at, by=by, remark=remark, profession=profession, id=id)


def put(
    assessment: Assessment,
    *,
    at: datetime,
    by: User,
    remark: str = "",
    profession: Profession | None = None,
    id: UUID | None = None,
) -> Signature:
    """The signature itself, under a locked or new assessment. For verbs of this room.

    In the profession given, or that of the seat in the team, which is taken now where the episode is open; after
    that in the profession of the role.
    """
    episode, seat = assessment.episode, None
    if episode.closed_on is None:
        seat = teams.seated(episode, user=by, on=assessment.centre.local_date(at), profession=profession)
    chosen = profession or (seat.profession if seat else professions.profession_of(by, assessment.centre))
    signature, _created = make_once(
        Signature, id, owner=("assessment",), patient=assessment.patient, assessment=assessment, signed_by=by,
        profession=chosen, remark=remark, signed_at=at,
    )  # fmt: skip
    return signature
