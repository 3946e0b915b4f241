"""Treatment plans: made for an episode, changed, reviewed as often as needed, ended with an outcome."""

from datetime import date
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.clock import now
from apps.core.problems import refuse, refuse_if
from apps.core.writing import find_made, locked, make_once, refuse_stale, save
from apps.patients.models import Episode
from apps.physio.models import PhysioSession, PlanOutcome, PlanReview, Progress, TreatmentPlan
from apps.physio.policies import plans as policies

CHANGED = ("aim", "weekly", "planned", "therapist", "started_on", "review_on")


@transaction.atomic
def make(
    *,
    episode: Episode,
    aim: str,
    weekly: int,
    planned: int,
    started_on: date,
    by: User,
    id: UUID | None = None,
    therapist: User | None = None,
    review_on: date | None = None,
) -> TreatmentPlan:
    """Plan the treatment of an episode: `weekly` sessions a week, `planned` in all, under the actor unless named.

    Sessions of the person at the centre since `started_on` that belong to no plan yet are taken into it. Raises
    Refused ("invalid"), and when the episode is closed or has an open plan. The same `id` again returns the plan made
    before.
    """
    made = find_made(TreatmentPlan, id, episode=episode)
    if made is not None:
        return made
    episode = locked(episode)
    refuse_if(policies.make(episode))
    _check(aim=aim, weekly=weekly, planned=planned, started_on=started_on, review_on=review_on)
    refuse_if(policies.start(episode, on=started_on, today=_today(episode)), code="invalid", field="started_on")
    plan, created = make_once(
        TreatmentPlan, id, owner=("episode",), patient=episode.patient, episode=episode, centre=episode.centre,
        therapist=therapist or by, aim=aim.strip(), weekly=weekly, planned=planned, started_on=started_on,
        review_on=review_on, made_by=by,
    )  # fmt: skip
    if created:
        _take_in(plan)
    return plan


@transaction.atomic
def change(*, plan: TreatmentPlan, by: User, version: int | None = None, **given: Any) -> TreatmentPlan:
    """Correct an open plan; `given`: any of CHANGED. The audit trail keeps what it was.

    Raises Refused ("stale", "invalid"), and when the plan has ended.
    """
    plan = locked(plan, version=version)
    refuse_if(policies.still_open(plan))
    values = {name: given.get(name, getattr(plan, name)) for name in CHANGED}
    _check(**{name: value for name, value in values.items() if name != "therapist"})
    refusal = policies.restart(plan, on=values["started_on"], today=_today(plan))
    refuse_if(refusal, code="invalid", field="started_on")
    for name, value in values.items():
        setattr(plan, name, value)
    save(plan, *CHANGED)
    _take_in(plan)
    return plan


@transaction.atomic
def review(
    *,
    plan: TreatmentPlan,
    progress: Progress,
    on: date,
    by: User,
    id: UUID | None = None,
    note: str = "",
    next_on: date | None = None,
    version: int | None = None,
) -> PlanReview:
    """Say how the treatment goes. `next_on` is when it is looked at again; without it no review is due.

    `version`: the plan's. Raises Refused ("stale", "invalid"), and when the plan has ended. The same `id` again
    returns the review recorded before.
    """
    made = find_made(PlanReview, id, plan=plan)
    if made is not None:
        return made
    plan = locked(plan, version=version)
    refuse_if(policies.still_open(plan))
    refuse_if(policies.review(plan, on=on, today=_today(plan)), code="invalid", field="on")
    refuse_if(policies.next_review(review_on=next_on, after=on), code="invalid", field="next_on")
    done, created = make_once(
        PlanReview, id, owner=("plan",), patient=plan.patient, plan=plan, on=on, progress=Progress(progress),
        note=note.strip(), next_on=next_on, by=by,
    )  # fmt: skip
    if created:
        plan.review_on = next_on
        save(plan, "review_on")
    return done


@transaction.atomic
def end(
    *, plan: TreatmentPlan, outcome: PlanOutcome, on: date, by: User, note: str = "", version: int | None = None
) -> TreatmentPlan:
    """End a plan with its outcome, also when its episode was closed meanwhile.

    Raises Refused ("stale", "invalid"), and when it has ended already.
    """
    plan = locked(plan, version=version)
    refuse_if(policies.still_open(plan))
    refuse_if(policies.end(plan, on=on, today=_today(plan)), code="invalid", field="on")
    plan.ended_on, plan.outcome, plan.outcome_note = on, PlanOutcome(outcome), note.strip()
    save(plan, "ended_on", "outcome", "outcome_note")
    return plan


@transaction.atomic
def reopen(*, plan: TreatmentPlan, by: User, version: int | None = None) -> TreatmentPlan:
    """Open a plan again that was ended by mistake; the audit trail keeps the outcome it had.

    Raises Refused ("stale"), and when the plan is open, its episode closed, or another plan open in it.
    """
    plan = locked(plan, version=version)
    locked(plan.episode)  # so that nobody makes another one at the same moment
    refuse_if(policies.reopen(plan))
    with pghistory.context(reopened="ended-in-error"):
        plan.ended_on, plan.outcome, plan.outcome_note = None, "", ""
        save(plan, "ended_on", "outcome", "outcome_note")
    return plan


@transaction.atomic
def assign(
    *, session: PhysioSession, plan: TreatmentPlan | None, by: User, version: int | None = None
) -> PhysioSession:
    """Let a session belong to another plan, or to none. What is counted stays as it is.

    Raises Refused ("stale", "invalid"), and when the session is voided.
    """
    session = locked(session)
    if session.plan_id == getattr(plan, "pk", None):
        return session  # pressed twice
    refuse_stale(session, version)
    refuse_if(policies.standing(session))
    if plan is not None:
        refusal = policies.holds(plan, patient=session.patient, centre=session.centre, on=session.service_date)
        refuse_if(refusal, code="invalid", field="plan")
    session.plan = plan
    save(session, "plan")
    return session


def _take_in(plan: TreatmentPlan) -> None:
    """What was done from the plan's first day on, before it was written down, belongs to it."""
    before = PhysioSession.objects.filter(patient=plan.patient, centre=plan.centre, plan=None, voided_at=None)
    before.filter(service_date__gte=plan.started_on).update(plan=plan)


def _check(*, aim: str, weekly: int, planned: int, started_on: date, review_on: date | None) -> None:
    """What is true of a plan made or changed."""
    if not aim.strip():
        refuse(_("Say what the treatment is for."), code="invalid", field="aim")
    refuse_if(policies.weekly(weekly), code="invalid", field="weekly")
    refuse_if(policies.planned(planned), code="invalid", field="planned")
    refuse_if(policies.next_review(review_on=review_on, after=started_on), code="invalid", field="review_on")


def _today(of: Episode | TreatmentPlan) -> date:
    return of.centre.local_date(now())
