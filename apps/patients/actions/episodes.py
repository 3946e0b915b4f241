"""Open an episode of service, record its assessments, close it with its outcome, and open it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import adding
from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused, refuse, refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.patients import policies
from apps.patients.actions import care, services, signatures
from apps.patients.actions import goals as goal_verbs
from apps.patients.models import Assessment, Episode, GoalState, Patient, Profession, ReopenReason


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Somebody who comes for a reason for attendance since a local date."""

    patient: Patient
    reason: str
    on: date
    id: UUID | None = None


@transaction.atomic
def open_episode(
    *,
    patient: Patient,
    centre: Centre,
    reason: str,
    on: date,
    by: User,
    id: UUID | None = None,
    today: date | None = None,
) -> Episode:
    """Open an episode for a reason for attendance.

    `today`: the latest date that is taken, the centre's today unless given. Raises Refused for an impossible date.
    """
    today = today or centre.local_date(now())
    refuse_if(policies.service_date(patient, on=on, today=today), code="invalid", field="on")
    care.served(patient=patient, on=on, by=by)
    episode, _created = make_once(
        Episode, id, owner=("patient", "centre"), patient=patient, centre=centre, reason=reason, opened_on=on,
        opened_by=by,
    )  # fmt: skip
    return episode


@transaction.atomic(savepoint=False)
def open_many(
    openings: Sequence[Opening], *, centre: Centre, by: User, today: date | None = None
) -> list[Episode | Refused]:
    """As `open_episode`, for many at once: for each the episode, or why not, in their order.

    Their keys are new ones. Raises IntegrityError, and writes nothing, when the database refuses one of them.
    """
    today = today or centre.local_date(now())
    made: list[Episode | Refused] = []
    days: dict[UUID, date] = {}  # the last one of each
    for one in openings:
        if (refusal := policies.service_date(one.patient, on=one.on, today=today)) is not None:
            made.append(Refused(refusal, code="invalid", field="on"))
            continue
        days[one.patient.pk] = max(one.on, days.get(one.patient.pk, one.on))
        made.append(adding.fresh(
            Episode, id=one.id or new_id(), patient=one.patient, centre=centre, reason=one.reason, opened_on=one.on,
            opened_by=by,
        ))  # fmt: skip
    care.served_many(days, by=by)
    adding.add(Episode, (one for one in made if isinstance(one, Episode)))
    return made


@transaction.atomic
def assess(
    *,
    episode: Episode,
    decision: str,
    at: datetime,
    by: User,
    findings: str = "",
    profession: Profession | None = None,
    id: UUID | None = None,
    today: date | None = None,
    belated: bool = False,
) -> Assessment:
    """Record a completed assessment and its decision; counts its person as a beneficiary (BEN).

    The assessor signs by recording it, and belongs to the team from then on. Raises Refused for a date that is
    impossible or outside the episode, and when that is closed, unless it comes `belated`: it was done before that, and
    is told only now. `today`: the latest date that is taken, the centre's today unless given. The same `id` again
    returns the one made before.
    """
    made = find_made(Assessment, id, episode=episode)
    if made is not None:
        return made
    episode = locked(episode)
    refuse_if(None if belated else policies.episodes.still_open(episode))
    placed = services.placed(patient=episode.patient, centre=episode.centre, at=at, by=by, today=today)
    day = placed["service_date"]
    refuse_if(policies.episodes.within(episode, on=day, today=day), code="invalid", field="on")
    assessment, created = make_once(
        Assessment, id, owner=("episode",), episode=episode, decision=decision, findings=findings, **placed
    )
    if created:
        signatures.put(assessment, at=at, by=by, profession=profession)
    return assessment


@transaction.atomic
def close(
    *,
    episode: Episode,
    outcome: str,
    on: date,
    by: User,
    outcome_kind: str = "",
    goals: Mapping[UUID, GoalState] | None = None,
    version: int | None = None,
    today: date | None = None,
) -> Episode:
    """Close an episode with its outcome.

    `goals`: what became of each goal that is still open, by its key; one said to be open is carried on, and is
    reviewed later from this episode or the next. `today`: the latest date that is taken, the centre's today unless
    given. Raises Refused when a goal was left out or the episode is closed already, and ("invalid") for an impossible
    date.
    """
    episode = locked(episode, version=version)
    today = today or episode.centre.local_date(now())
    refusal = policies.close_episode(episode, on=on, today=today, outcome=outcome)
    refuse_if(refusal, code="invalid" if episode.closed_on is None else "not_allowed_now")
    refuse_if(policies.episodes.outcome_kind(episode, kind=outcome_kind), code="invalid", field="outcome_kind")
    answered = goals or {}
    for goal in episode.goals.filter(state=GoalState.OPEN):
        if goal.pk not in answered:
            refuse(_("Say of each goal what became of it."))
        if answered[goal.pk] != GoalState.OPEN:
            goal_verbs.review(goal=goal, state=answered[goal.pk], on=on, by=by, today=today)
    episode.closed_on, episode.outcome, episode.outcome_kind = on, outcome.strip(), outcome_kind
    save(episode, "closed_on", "outcome", "outcome_kind")
    return episode


@transaction.atomic
def reopen(*, episode: Episode, reason: ReopenReason, by: User, version: int | None = None) -> Episode:
    """Open a closed episode again. The audit trail keeps its outcome, and in the context of the change the reason.

    Raises Refused ("stale") and when the episode is open.
    """
    episode = locked(episode, version=version)
    refuse_if(policies.episodes.reopen(episode))
    with pghistory.context(reopened=str(reason)):
        episode.closed_on, episode.outcome, episode.outcome_kind = None, "", ""
        save(episode, "closed_on", "outcome", "outcome_kind")
    return episode
