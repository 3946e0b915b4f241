"""When a treatment plan may be made, changed, reviewed, ended and opened again, and which sessions belong to it.

A plan belongs to one episode of service. An episode has one open plan at most; an earlier one was ended first.
"""

from datetime import date

from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.core.problems import Text
from apps.patients import policies
from apps.patients.models import Episode, Patient
from apps.physio.models import PhysioSession, TreatmentPlan

MOST_A_WEEK, MOST_IN_ALL = 14, 500


def make(episode: Episode) -> Text | None:
    """In an open episode that has no open plan; for the dead nothing is planned."""
    if episode.patient.deceased_on is not None:
        return _("This person has died.")
    refusal = policies.episodes.still_open(episode)
    if refusal is None and TreatmentPlan.objects.open().filter(episode=episode).exists():
        return _("This episode has an open treatment plan. Change that one, or end it first.")
    return refusal


def start(episode: Episode, *, on: date, today: date) -> Text | None:
    """A plan begins within its episode."""
    return policies.episodes.within(episode, on=on, today=today)


def weekly(number: int) -> Text | None:
    """One to fourteen sessions a week: twice a day at most."""
    if not 1 <= number <= MOST_A_WEEK:
        return _("Plan between 1 and %(most)d sessions a week.") % {"most": MOST_A_WEEK}
    return None


def planned(number: int) -> Text | None:
    """At least one session in all."""
    if not 1 <= number <= MOST_IN_ALL:
        return _("Plan between 1 and %(most)d sessions in all.") % {"most": MOST_IN_ALL}
    return None


def next_review(*, review_on: date | None, after: date) -> Text | None:
    """The next review lies after the day from which it is counted."""
    if review_on is not None and review_on <= after:
        return _("The next review lies after %(date)s.") % {"date": after.isoformat()}
    return None


def still_open(plan: TreatmentPlan) -> Text | None:
    """An ended plan is neither changed nor reviewed."""
    return None if plan.is_open else _("This plan has ended. Open it again first.")


def restart(plan: TreatmentPlan, *, on: date, today: date) -> Text | None:
    """A corrected first day leaves no session and no review before it."""
    first = _days(plan, Min)
    if first is not None and on > first:
        return _("There is a session or a review of this plan on %(date)s.") % {"date": first.isoformat()}
    return start(plan.episode, on=on, today=today) if on != plan.started_on else None


def review(plan: TreatmentPlan, *, on: date, today: date) -> Text | None:
    """Between the last review, or the first day, and today."""
    if on > today:
        return _("The date lies in the future.")
    if on < plan.started_on:
        return _("The date lies before the plan began.")
    last = plan.reviews.aggregate(last=Max("on"))["last"]
    if last is not None and on < last:
        return _("The date lies before the last review of %(date)s.") % {"date": last.isoformat()}
    return None


def end(plan: TreatmentPlan, *, on: date, today: date) -> Text | None:
    """Not before its last session and its last review, nor in the future; also after its episode was closed."""
    if on > today:
        return _("The date lies in the future.")
    if on < plan.started_on:
        return _("The date lies before the plan began.")
    last = _days(plan, Max)
    if last is not None and on < last:
        return _("There is a session or a review of this plan on %(date)s.") % {"date": last.isoformat()}
    return None


def reopen(plan: TreatmentPlan) -> Text | None:
    """Only an ended plan, while its episode is open and has no other open plan."""
    return _("This plan is open.") if plan.is_open else make(plan.episode)


def holds(plan: TreatmentPlan, *, patient: Patient, centre: Centre, on: date) -> Text | None:
    """A session belongs to a plan of the same person at the same centre that was running on its day."""
    if plan.patient_id != patient.pk:
        return _("This plan is another person's.")
    if plan.centre_id != centre.pk:
        return _("This plan is of another centre.")
    if on < plan.started_on or (plan.ended_on is not None and on > plan.ended_on):
        return _("The plan was not running on that day.")
    return None


def standing(session: PhysioSession) -> Text | None:
    """What was voided is neither put right nor moved to another plan."""
    return None if session.voided_at is None else _("This has been voided already.")


def _days(plan: TreatmentPlan, which: type[Max] | type[Min]) -> date | None:
    """The first or the last day on which there was a session that stands, or a review."""
    sessions = plan.sessions.filter(voided_at=None).aggregate(day=which("service_date"))["day"]
    reviews = plan.reviews.aggregate(day=which("on"))["day"]
    days = [day for day in (sessions, reviews) if day is not None]
    return None if not days else min(days) if which is Min else max(days)
