"""What physiotherapy has to tell on a person's timeline."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.timeline import Entry
from apps.patients.models import Patient
from apps.physio import measuring, queries, trends
from apps.physio.models import OutcomeScore, PhysioSession, PlanReview, TreatmentPlan


def entries(patient: Patient, user: User) -> list[Entry]:
    """The patient's sessions, treatment plans and scores that the user may see; aims and notes are left out."""
    sessions = [entry(session) for session in queries.sessions_of(patient, user)]
    return [*sessions, *plan_entries(patient, user), *score_entries(patient, user)]


def score_entries(patient: Patient, user: User) -> list[Entry]:
    """Every result, and what changed since the one before it; why somebody was unable is left out."""
    rows = list(measuring.scores_of(patient, user))
    changes = trends.changes(rows)
    return [score_entry(row, changes.get(row.pk)) for row in rows]


def score_entry(score: OutcomeScore, change: trends.Change | None) -> Entry:
    return Entry(
        on=score.service_date,
        at=score.at,
        kind="score",
        title=f"{score.instrument.short}: {trends.result(score)}",
        text=change.words if change is not None else score.instrument.name,
        url=reverse("physio:score", args=[score.pk]),
        icon="chart",
        voided=score.voided_at is not None,
    )


def plan_entries(patient: Patient, user: User) -> list[Entry]:
    """Each plan when it begins and ends, and its reviews."""
    plans = TreatmentPlan.objects.visible_to(user).filter(patient=patient).prefetch_related("reviews")
    return [told for plan in plans for told in (*ends(plan), *(review(plan, found) for found in plan.reviews.all()))]


def ends(plan: TreatmentPlan) -> list[Entry]:
    """The beginning of a plan, and its end where there is one."""
    text = _("%(weekly)d a week, %(planned)d in all") % {"weekly": plan.weekly, "planned": plan.planned}
    begun = Entry(plan.started_on, None, "plan", _("Treatment plan"), text, page(plan), "file")
    if plan.ended_on is None:
        return [begun]
    ended = _("Treatment plan ended")
    return [begun, Entry(plan.ended_on, None, "plan", ended, plan.get_outcome_display(), page(plan), "check")]


def review(plan: TreatmentPlan, found: PlanReview) -> Entry:
    title = _("Treatment reviewed")
    return Entry(found.on, None, "plan-review", title, found.get_progress_display(), page(plan), "edit")


def page(plan: TreatmentPlan) -> str:
    return reverse("physio:plan", args=[plan.pk])


def entry(session: PhysioSession) -> Entry:
    return Entry(
        on=session.service_date,
        at=session.at,
        kind="physio",
        title=title(session),
        text=" · ".join([_("%(minutes)d min") % {"minutes": session.minutes}, *session.technique_labels]),
        url=reverse("physio:detail", args=[session.pk]),
        icon="users" if session.group_id else "user",
        voided=session.voided_at is not None,
    )


def title(session: PhysioSession) -> str:
    """Which kind of session, and whether the person came."""
    if not session.attended:
        return _("Physiotherapy: did not come")
    return _("Group physiotherapy") if session.group_id else _("Physiotherapy")
