"""Treatment plans for people whose episode is open and who were treated in it: made on the first day of treatment,
looked at every four weeks, ended where they stopped coming or had what was planned. No service is added or changed in
number: the sessions stood before, and belong to the plan from then on.
"""

from datetime import date, timedelta
from random import Random

from apps.desk.demo.ids import dice, seeded_id
from apps.desk.demo.plan import RECENT, Plan
from apps.patients.models import Episode
from apps.physio.actions import plans
from apps.physio.models import PhysioSession, PlanOutcome, Progress, TreatmentPlan

FEWEST_SESSIONS = 2
EVERY = timedelta(weeks=4)
AWAY = timedelta(days=35)
AIMS = (
    "의지를 착용하고 밖에서 걷기", "지팡이 하나로 500m 걷기", "절단부 준비와 균형", "무릎 관절 가동 범위 회복",
    "휠체어에서 혼자 옮겨 앉기", "보조기 착용 보행", "계단 오르내리기",
)  # fmt: skip
FOUND = {
    Progress.BETTER: ("보행 거리가 늘어남.", "균형이 좋아짐.", "통증이 줄어듦."),
    Progress.SAME: ("변화 없음, 운동을 바꿈.", ""),
    Progress.WORSE: ("절단부 상처로 쉬었음.",),
}


def add(plan: Plan) -> None:
    """Give the open episodes of the last months their treatment plans, through the same verbs as the browser."""
    if plan.label != RECENT:
        return
    first, until = min(work.first for work in plan.works), max(work.last for work in plan.works)
    living = Episode.objects.open().filter(patient__deceased_on=None, patient__is_test=False, opened_on__gte=first)
    for episode in living.select_related("patient", "centre").order_by("pk"):
        _planned(plan.seed, episode, until)


def _planned(seed: int, episode: Episode, until: date) -> None:
    rows = PhysioSession.objects.filter(
        patient=episode.patient, centre=episode.centre, service_date__gte=episode.opened_on, voided_at=None, plan=None
    )
    sessions = list(rows.select_related("therapist").order_by("service_date"))
    if len(sessions) < FEWEST_SESSIONS:
        return
    rng, first, last = dice(seed, "plan", episode.pk), sessions[0], sessions[-1]
    planned = max(len(sessions) + rng.randint(-1, 8), FEWEST_SESSIONS)
    made = plans.make(
        episode=episode, aim=rng.choice(AIMS), weekly=rng.choice((2, 3, 3, 5)), planned=planned,
        started_on=first.service_date, review_on=first.service_date + EVERY, therapist=first.therapist,
        by=first.therapist, id=seeded_id(seed, f"plan/{episode.pk}", first.at),
    )  # fmt: skip
    _reviewed(seed, rng, made, min(last.service_date + EVERY, until))
    came = sum(session.attended for session in sessions)
    if came >= planned or until - last.service_date > AWAY:
        outcome = PlanOutcome.COMPLETED if came >= planned else PlanOutcome.STOPPED
        ended = min(last.service_date + EVERY, until)
        plans.end(plan=made, outcome=outcome, on=ended, by=made.therapist)


def _reviewed(seed: int, rng: Random, plan: TreatmentPlan, until: date) -> None:
    """Every four weeks; now and then one is forgotten, and so due today."""
    day = plan.started_on + EVERY
    while day <= until and rng.random() < 0.85:
        progress = rng.choices(list(FOUND), (6, 3, 1))[0]
        at = plan.centre.noon(day)
        plans.review(
            plan=plan, progress=progress, note=rng.choice(FOUND[progress]), on=day, next_on=day + EVERY,
            by=plan.therapist, id=seeded_id(seed, f"plan-review/{plan.pk}/{day}", at),
        )  # fmt: skip
        day += EVERY
