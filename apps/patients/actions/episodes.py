"""Open and close an episode of service, and record its assessments."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.patients import policies
from apps.patients.actions import services
from apps.patients.models import Assessment, Episode, Patient


@transaction.atomic
def open_episode(
    *, patient: Patient, centre: Centre, reason: str, on: date, by: User, id: UUID | None = None
) -> Episode:
    """Open an episode for a reason for attendance. Raises Refused for an impossible date."""
    refuse_if(policies.service_date(patient, on=on, today=centre.local_date(now())), code="invalid", field="on")
    episode, _created = make_once(
        Episode, id, owner=("patient", "centre"), patient=patient, centre=centre, reason=reason, opened_on=on,
        opened_by=by,
    )  # fmt: skip
    return episode


@transaction.atomic
def assess(
    *, episode: Episode, decision: str, at: datetime, by: User, findings: str = "", id: UUID | None = None
) -> Assessment:
    """Record a completed assessment and its decision; counts its person as a beneficiary (BEN)."""
    made = find_made(Assessment, id, episode=episode)
    if made is not None:
        return made
    assessment, _created = make_once(
        Assessment,
        id,
        owner=("episode",),
        episode=episode,
        decision=decision,
        findings=findings,
        **services.placed(patient=episode.patient, centre=episode.centre, at=at, by=by),
    )
    return assessment


@transaction.atomic
def close(*, episode: Episode, outcome: str, on: date, by: User, version: int | None = None) -> Episode:
    """Close an episode with its outcome. Raises Refused when it is closed already or the date is impossible."""
    episode = locked(episode, version=version)
    refuse_if(policies.close_episode(episode, on=on, today=episode.centre.local_date(now()), outcome=outcome))
    episode.closed_on, episode.outcome = on, outcome.strip()
    save(episode, "closed_on", "outcome")
    return episode
