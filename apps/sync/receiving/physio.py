"""Physiotherapy and outcome measures as tablets send them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from apps.centres.access import Permission
from apps.core.models import Record
from apps.physio.actions import plans, scores, sessions
from apps.physio.models import PlanOutcome, Progress, Technique
from apps.physio.policies.plans import MOST_A_WEEK, MOST_IN_ALL
from apps.sync.merge import Care
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.sameness import differs
from apps.sync.receiving.spoken import Made, Receives, Said
from apps.sync.receiving.types import (
    Colleague,
    Instant,
    OfDevice,
    OfEpisode,
    OfInstrument,
    OfPatient,
    OfPlan,
    OfSession,
    Reason,
    Values,
)
from apps.sync.receiving.voiding import Voided, all_voided, service_voided
from apps.sync.registry import KINDS

Minutes = Annotated[int, Meta(ge=1, le=480)]
Techniques = Annotated[list[Technique], Meta(max_length=len(Technique))]
Note = Annotated[str, Meta(max_length=1000)]
PHYSIO = Permission.LOG_PHYSIOTHERAPY


class Session(Values):
    """One person's session of `minutes`. Without `plan` it belongs to the one that was running; null: to none."""

    at: Instant
    minutes: Minutes
    plan: OfPlan | UnsetType | None = UNSET
    therapist: Colleague | UnsetType = UNSET
    techniques: Techniques | UnsetType = UNSET
    attended: bool | UnsetType = UNSET
    device_related: bool | UnsetType = UNSET
    note: Note | UnsetType = UNSET


def session_made(batch: Batch, said: Said) -> Record:
    return sessions.record(
        id=said.operation.id, patient=said.person, centre=batch.centre, by=batch.by, today=batch.latest,
        **_arguments(said),
    )  # fmt: skip


def sessions_made(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    entries = [sessions.Entry(patient=one.person, id=one.operation.id, **_arguments(one)) for one in group]
    return sessions.record_many(entries, centre=batch.centre, by=batch.by, today=batch.latest)


def _arguments(said: Said) -> dict[str, Any]:
    """The arguments of a session; a plan that is null says that it belongs to none."""
    given = said.given
    return {**given, "outside_plans": True} if given.get("plan", UNSET) is None else given


class Amendment(Values):
    """What takes the place of the session `amends`, and why; what is left out stays as it was logged."""

    amends: OfSession
    reason: Reason
    at: Instant | UnsetType = UNSET
    minutes: Minutes | UnsetType = UNSET
    therapist: Colleague | UnsetType = UNSET
    techniques: Techniques | UnsetType = UNSET
    attended: bool | UnsetType = UNSET
    device_related: bool | UnsetType = UNSET
    note: Note | UnsetType = UNSET


def session_amended(batch: Batch, said: Said) -> Record:
    """The old session is voided with the reason, the new one is recorded; both stay (MUST 7)."""
    given = said.given
    return sessions.correct(
        session=given.pop("amends"), id=said.operation.id, by=batch.by, voided_at=batch.at, today=batch.latest, **given
    )


def sessions_amended(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    corrections = [
        sessions.Correction(session=given.pop("amends"), reason=given.pop("reason"), given=given, id=one.operation.id)
        for one, given in ((one, one.given) for one in group)
    ]
    return sessions.correct_many(corrections, centre=batch.centre, by=batch.by, voided_at=batch.at, today=batch.latest)


class Group(Values):
    """A session of several people, entered once for all; `absent` are those of `patients` who did not come."""

    at: Instant
    minutes: Minutes
    patients: Annotated[list[OfPatient], Meta(min_length=2, max_length=40)]
    absent: list[OfPatient] | UnsetType = UNSET
    title: Annotated[str, Meta(max_length=120)] | UnsetType = UNSET
    therapist: Colleague | UnsetType = UNSET
    techniques: Techniques | UnsetType = UNSET
    device_related: bool | UnsetType = UNSET


def group_made(batch: Batch, said: Said) -> Record:
    return sessions.record_group(
        id=said.operation.id, centre=batch.centre, by=batch.by, today=batch.latest, **said.given
    )


def group_voided(batch: Batch, said: Said) -> Record:
    return sessions.void_group(group=said.row, reason=said.values.void_reason, by=batch.by, at=batch.at)


class Score(Values):
    """One measurement: a `total`, or `items` (key, with `:L` or `:R` for a side), or that the person was `unable`."""

    at: Instant
    instrument: OfInstrument
    total: Annotated[float, Meta(ge=0, lt=100_000)] | UnsetType | None = UNSET
    items: dict[str, int | str] | UnsetType = UNSET
    unable: bool | UnsetType = UNSET
    unable_reason: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    worn_device: OfDevice | UnsetType | None = UNSET
    barefoot: bool | UnsetType = UNSET
    walking_aid: Annotated[str, Meta(max_length=12)] | UnsetType = UNSET
    episode: OfEpisode | UnsetType | None = UNSET
    assessor: Colleague | UnsetType = UNSET
    note: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET


def score_made(batch: Batch, said: Said) -> Record:
    return scores.record(
        id=said.operation.id, patient=said.person, centre=batch.centre, by=batch.by, today=batch.latest,
        **_measured(said),
    )  # fmt: skip


def scores_made(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    entries = [scores.Entry(patient=one.person, id=one.operation.id, **_measured(one)) for one in group]
    return scores.record_many(entries, centre=batch.centre, by=batch.by, today=batch.latest)


def _measured(said: Said) -> dict[str, Any]:
    """The arguments of a score."""
    given = said.given
    total = given.get("total")
    return given if total is None else {**given, "total": Decimal(str(total))}  # 12.4 as it was written


def score_voided(batch: Batch, said: Said) -> Record:
    return scores.void(score=said.row, reason=said.values.void_reason, by=batch.by, at=batch.at)


class Plan(Values):
    """A treatment plan of an episode: `weekly` sessions a week, `planned` in all."""

    episode: OfEpisode
    aim: Annotated[str, Meta(min_length=1, max_length=300)]
    weekly: Annotated[int, Meta(ge=1, le=MOST_A_WEEK)]
    planned: Annotated[int, Meta(ge=1, le=MOST_IN_ALL)]
    started_on: date
    therapist: Colleague | UnsetType = UNSET
    review_on: date | UnsetType | None = UNSET


class PlanChange(Values):
    """What may be corrected in an open plan."""

    aim: Annotated[str, Meta(min_length=1, max_length=300)] | UnsetType = UNSET
    weekly: Annotated[int, Meta(ge=1, le=MOST_A_WEEK)] | UnsetType = UNSET
    planned: Annotated[int, Meta(ge=1, le=MOST_IN_ALL)] | UnsetType = UNSET
    started_on: date | UnsetType = UNSET
    therapist: Colleague | UnsetType = UNSET
    review_on: date | UnsetType | None = UNSET


class PlanEnd(Values):
    """How a plan ended; `outcome_note`: in words."""

    ended_on: date
    outcome: PlanOutcome
    outcome_note: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET


class Review(Values):
    """How the treatment goes; `next_on`: when it is looked at again."""

    plan: OfPlan
    on: date
    progress: Progress
    note: Note | UnsetType = UNSET
    next_on: date | UnsetType | None = UNSET


def plan_made(batch: Batch, said: Said) -> Record:
    return plans.make(id=said.operation.id, by=batch.by, **said.given)


def plan_changed(batch: Batch, said: Said) -> Record:
    return plans.change(plan=said.row, by=batch.by, **said.given)


def plan_ended(batch: Batch, said: Said) -> Record:
    if not differs(said):
        same: Record = said.row
        return same
    given = said.values
    return plans.end(
        plan=said.row, on=given.ended_on, outcome=given.outcome, note=said.given.get("outcome_note", ""), by=batch.by
    )


def plan_reviewed(batch: Batch, said: Said) -> Record:
    return plans.review(id=said.operation.id, by=batch.by, **said.given)


OF_PLANS = dict.fromkeys(plans.CHANGED, Care.IDENTITY)
SESSION, GROUP, SCORE, PLAN, REVIEW = (KINDS[kind] for kind in ("session", "group", "score", "plan", "review"))
RECEIVES = (
    Receives(SESSION, "create", Session, session_made, PHYSIO, many=sessions_made, new=True, field_work=True),
    Receives(
        SESSION, "amend", Amendment, session_amended, PHYSIO, many=sessions_amended, new=True, field_work=True,
        writes=("amends",), own=("amends",),
    ),
    Receives(
        SESSION, "void", Voided, service_voided, Permission.VOID_SERVICE, many=all_voided, field_work=True,
        own=("id",),
    ),
    Receives(GROUP, "create", Group, group_made, PHYSIO, new=True, field_work=True),
    Receives(GROUP, "void", Voided, group_voided, Permission.VOID_SERVICE, field_work=True),
    Receives(
        SCORE, "create", Score, score_made, Permission.MEASURE_OUTCOMES, many=scores_made, new=True, field_work=True,
    ),
    Receives(SCORE, "void", Voided, score_voided, Permission.VOID_SERVICE, field_work=True, own=("id",)),
    Receives(PLAN, "create", Plan, plan_made, PHYSIO, new=True, writes=("episode",), own=("episode",)),
    Receives(PLAN, "change", PlanChange, plan_changed, PHYSIO, care=OF_PLANS, own=("id",)),
    Receives(PLAN, "end", PlanEnd, plan_ended, PHYSIO, own=("id",)),
    Receives(REVIEW, "create", Review, plan_reviewed, PHYSIO, new=True, writes=("plan",), own=("plan",)),
)  # fmt: skip
