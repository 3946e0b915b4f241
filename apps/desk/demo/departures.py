"""Most of those who came in the published year and never since have stopped coming; otherwise all would be overdue.

Whoever has stopped coming is called to no review and stays in every figure, so that this moves none.
"""

from datetime import date, timedelta

from django.db.models import Max
from django.db.models.functions import Greatest

from apps.accounts.models import User
from apps.desk.demo.accounts import workers
from apps.desk.demo.ids import dice
from apps.desk.demo.plan import RECENT, Plan
from apps.patients.actions import care
from apps.patients.models import CareEnd, CareEndReason, Patient

STILL_COMING = 0.04
NOT_SINCE = timedelta(days=3 * 365)
GIVEN_UP_AFTER = (540, 1100)  # days
R = CareEndReason
REASONS = (R.UNREACHABLE, R.UNREACHABLE, R.NOT_KNOWN, R.MOVED, R.DISTANCE, R.NO_NEED, R.HEALTH)


def add(plan: Plan, staff: dict[str, User]) -> None:
    """Note it for people whose last service lies years before the last day of the plan."""
    if plan.label != RECENT:
        return
    last = max(event.on for event in plan.events)
    for patient, seen_on in _not_seen_since(last - NOT_SINCE):
        rng = dice(plan.seed, "departure", patient.number)
        if rng.random() > STILL_COMING:
            care.end(
                patient=patient, ended_as=rng.choice(CareEnd.values), reason=rng.choice(REASONS),
                on=seen_on + timedelta(days=rng.randint(*GIVEN_UP_AFTER)),
                by=staff[workers(patient.centre.code, "receptionist")[0]],
            )  # fmt: skip


def _not_seen_since(day: date) -> list[tuple[Patient, date]]:
    """Living people whose last device, repair or session is older, each with its day."""
    services = ("deliverys", "repairs", "physiosessions")  # as Django names them
    living = Patient.objects.filter(deceased_on=None, care_ended_on=None, merged_into=None).select_related("centre")
    seen = living.annotate(seen_on=Greatest(*(Max(f"{name}__service_date") for name in services)))
    return [(patient, patient.seen_on) for patient in seen.filter(seen_on__lt=day).order_by("number")]
