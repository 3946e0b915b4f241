"""Care as tablets send it: impairments, consents, episodes with their assessments and goals.

The names are those of the pull. What reads as it stands here already is done; what the state does not allow any more is
for a person to decide (MUST 8).
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, Meta, UnsetType

from apps.centres.access import Permission
from apps.core.models import Record
from apps.core.problems import WORDS, refuse
from apps.patients.actions import consents, episodes, goals, impairments
from apps.patients.models import (
    AttendanceReason,
    Cause,
    ConsentKind,
    ConsentManner,
    DatePrecision,
    Decision,
    EpisodeOutcome,
    GoalState,
    ImpairmentKind,
    Level,
    PreviouslyFitted,
    Profession,
    ReopenReason,
    Side,
    StumpCondition,
)
from apps.sync.merge import Care
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.sameness import differs
from apps.sync.receiving.spoken import Made, Receives, Said
from apps.sync.receiving.types import Instant, OfEpisode, Reason, Values, choice_or_none
from apps.sync.receiving.voiding import Voided, all_voided, service_voided
from apps.sync.registry import KINDS

KEEP, CLINICAL = Permission.REGISTER_PATIENT, Permission.RECORD_IMPAIRMENT


class Limb(Values):
    """What is wrong with one limb or body part. A date without a precision is an exact one."""

    kind: ImpairmentKind | UnsetType = UNSET
    level: Annotated[str, choice_or_none(Level)] | UnsetType = UNSET
    side: Annotated[str, choice_or_none(Side)] | UnsetType = UNSET
    cause: Annotated[str, choice_or_none(Cause)] | UnsetType = UNSET
    onset_on: date | UnsetType | None = UNSET
    onset_precision: Annotated[str, choice_or_none(DatePrecision)] | UnsetType = UNSET
    amputated_on: date | UnsetType | None = UNSET
    amputated_precision: Annotated[str, choice_or_none(DatePrecision)] | UnsetType = UNSET
    stump_conditions: Annotated[list[StumpCondition], Meta(max_length=len(StumpCondition))] | UnsetType = UNSET
    stump_examined_on: date | UnsetType | None = UNSET
    previously_fitted_elsewhere: PreviouslyFitted | UnsetType = UNSET
    note: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET


class NewLimb(Limb, kw_only=True):
    """An impairment that was found. A date without a precision is an exact one."""

    kind: ImpairmentKind


def impairment_made(batch: Batch, said: Said) -> Record:
    return impairments.record(id=said.operation.id, patient=said.person, by=batch.by, today=batch.latest, **said.given)


def impairment_changed(batch: Batch, said: Said) -> Record:
    given = said.given
    for day, precision in impairments.DATES.items():
        if given.get(day) is not None and getattr(said.row, day) is not None:
            given.setdefault(precision, getattr(said.row, precision))  # what was not sent stays as it is
    return impairments.correct(impairment=said.row, by=batch.by, today=batch.latest, **given)


class Word(Values):
    """The person's word on one kind of consent: yes since `given_on`, or no, said on `withdrawn_on`."""

    kind: ConsentKind
    given_on: date | UnsetType | None = UNSET
    withdrawn_on: date | UnsetType | None = UNSET
    manner: Annotated[str, choice_or_none(ConsentManner)] | UnsetType = UNSET
    given_by: Annotated[str, Meta(max_length=120)] | UnsetType = UNSET


def consent_made(batch: Batch, said: Said) -> Record:
    given = {name: value for name, value in said.given.items() if value is not None}
    yes, no = given.pop("given_on", None), given.pop("withdrawn_on", None)
    if (yes is None) == (no is None):
        refuse(_("Say on which day the person consented, or on which they did not."), code="invalid", field="given_on")
    if yes is not None and not given.get("manner"):
        refuse(_("Say how the person consented."), code="invalid", field="manner")
    verb = consents.refuse if yes is None else consents.give
    return verb(
        id=said.operation.id, patient=said.person, centre=batch.centre, by=batch.by, on=yes or no, today=batch.latest,
        **given,
    )  # fmt: skip


class Withdrawal(Values):
    """That a consent no longer holds, since a day."""

    withdrawn_on: date
    withdrawal_reason: Reason


def consent_withdrawn(batch: Batch, said: Said) -> Record:
    if not differs(said):
        return _as_it_is(said)
    given = said.values
    return consents.withdraw(
        consent=said.row, on=given.withdrawn_on, reason=given.withdrawal_reason, by=batch.by, today=batch.latest
    )


class Opening(Values):
    """An episode of service at the tablet's centre."""

    reason: AttendanceReason
    opened_on: date


def episode_opened(batch: Batch, said: Said) -> Record:
    given = said.values
    return episodes.open_episode(
        id=said.operation.id, patient=said.person, centre=batch.centre, reason=given.reason, on=given.opened_on,
        by=batch.by, today=batch.latest,
    )  # fmt: skip


def episodes_opened(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    openings = [
        episodes.Opening(id=one.operation.id, patient=one.person, reason=one.values.reason, on=one.values.opened_on)
        for one in group
    ]
    return episodes.open_many(openings, centre=batch.centre, by=batch.by, today=batch.latest)


class Closing(Values):
    """How an episode ended; `goals`: what became of each that is still open, by its key; "open": it is carried on."""

    closed_on: date
    outcome: Annotated[str, Meta(min_length=1, max_length=300)]
    outcome_kind: EpisodeOutcome
    goals: dict[UUID, GoalState] | UnsetType = UNSET


def episode_closed(batch: Batch, said: Said) -> Record:
    if not differs(said):
        return _as_it_is(said)
    given = said.given
    named = given.get("goals", {})
    if named.keys() - set(said.row.goals.values_list("pk", flat=True)):
        refuse(WORDS[404][1], code="not_found", field="goals")
    return episodes.close(
        episode=said.row, on=given["closed_on"], outcome=given["outcome"], outcome_kind=given["outcome_kind"],
        goals=named, by=batch.by, today=batch.latest,
    )  # fmt: skip


class Reopening(Values):
    """Why a closed episode goes on."""

    reason: ReopenReason


def episode_reopened(batch: Batch, said: Said) -> Record:
    if said.row.closed_on is None:
        return _as_it_is(said)
    return episodes.reopen(episode=said.row, reason=said.values.reason, by=batch.by)


class Assessed(Values):
    """A completed assessment of an episode; signed in the profession of the seat or role unless it is said."""

    episode: OfEpisode
    at: Instant
    decision: Decision
    findings: Annotated[str, Meta(max_length=4000)] | UnsetType = UNSET
    profession: Profession | UnsetType = UNSET


def assessment_made(batch: Batch, said: Said) -> Record:
    """Also of an episode that was closed since: it took place all the same (MUST 7)."""
    return episodes.assess(id=said.operation.id, by=batch.by, today=batch.latest, belated=True, **said.given)


class Aim(Values):
    """A goal of an episode, in the person's own terms."""

    episode: OfEpisode
    text: Annotated[str, Meta(min_length=1, max_length=300)]
    set_on: date
    due_on: date | UnsetType | None = UNSET


def goal_set(batch: Batch, said: Said) -> Record:
    given = said.given
    return goals.set_goal(id=said.operation.id, on=given.pop("set_on"), by=batch.by, today=batch.latest, **given)


class GoalReview(Values):
    """How far a goal was reached; one that stays open may get another day."""

    state: GoalState
    reviewed_on: date
    review: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    due_on: date | UnsetType | None = UNSET


def goal_reviewed(batch: Batch, said: Said) -> Record:
    if said.row.episode.centre_id != batch.centre.pk:
        refuse(WORDS[403][1], code="forbidden")
    if not differs(said):
        return _as_it_is(said)
    given = said.given
    return goals.review(goal=said.row, on=given.pop("reviewed_on"), by=batch.by, today=batch.latest, **given)


def _as_it_is(said: Said) -> Record:
    """Somebody did the same already."""
    row: Record = said.row
    return row


OF_LIMBS = {**dict.fromkeys(impairments.FIELDS, Care.IDENTITY), "note": Care.NOTE}
IMPAIRMENT, CONSENT, EPISODE, ASSESSMENT, GOAL = (
    KINDS[kind] for kind in ("impairment", "consent", "episode", "assessment", "goal")
)
RECEIVES = (
    Receives(IMPAIRMENT, "create", NewLimb, impairment_made, CLINICAL, new=True),
    Receives(
        IMPAIRMENT, "change", Limb, impairment_changed, CLINICAL, care=OF_LIMBS, ordered=True,
        together=tuple(impairments.DATES.items()),
    ),
    Receives(CONSENT, "create", Word, consent_made, KEEP, new=True, ordered=True),
    Receives(CONSENT, "withdraw", Withdrawal, consent_withdrawn, KEEP, ordered=True),
    Receives(EPISODE, "create", Opening, episode_opened, KEEP, many=episodes_opened, new=True),
    Receives(EPISODE, "close", Closing, episode_closed, CLINICAL, ordered=True, own=("id",)),
    Receives(EPISODE, "reopen", Reopening, episode_reopened, CLINICAL, ordered=True, own=("id",)),
    Receives(
        ASSESSMENT, "create", Assessed, assessment_made, CLINICAL, new=True, field_work=True, own=("episode",),
    ),
    Receives(
        ASSESSMENT, "void", Voided, service_voided, Permission.VOID_SERVICE, many=all_voided, field_work=True,
        ordered=True, own=("id",),
    ),
    Receives(GOAL, "create", Aim, goal_set, CLINICAL, new=True, own=("episode",)),
    Receives(GOAL, "review", GoalReview, goal_reviewed, CLINICAL, ordered=True),
)  # fmt: skip
