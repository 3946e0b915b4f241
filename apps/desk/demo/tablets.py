"""Two tablets at each centre: one that syncs every day, and one that nobody has seen for a while and left a conflict.

They came in as every tablet does; their tokens were thrown away, so that nobody can use them.
"""

from datetime import date, datetime, timedelta
from typing import Any, cast

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.desk.demo.accounts import CENTRES, workers
from apps.desk.demo.ids import seeded_id
from apps.desk.demo.plan import RECENT, Plan
from apps.patients.models import BirthPrecision, Patient
from apps.sync import tokens, versions
from apps.sync.actions import enrolment, pushing, tablets
from apps.sync.models import Tablet

ENROLLED = timedelta(days=60)  # before the last day of the plan
VALID_DAYS = 366
# Role of whoever carries it, days since it was last seen (on the plan's last day noon may be to come), what it told.
CARRIED: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("physiotherapist", 1, {"unsent": 0, "clock_offset": 4, "app_version": "1.0.2", "device_name": "Tablet 8 in"}),
    ("technician", 12, {"unsent": 14, "clock_offset": -1560, "app_version": "1.0.0", "device_name": "Tablet 10 in"}),
)


def add(plan: Plan, staff: dict[str, User]) -> None:
    """Enrol them and note their last call, as of the last day of the plan."""
    if plan.label != RECENT:
        return
    last = max(event.on for event in plan.events)
    for centre in Centre.objects.filter(code__in=CENTRES).order_by("code"):
        for number, (role, days, told) in enumerate(CARRIED, start=1):
            holder = staff[workers(centre.code, role)[0]]
            by = staff[workers(centre.code, "administrator")[0]]
            tablet = _enrolled(plan.seed, centre, f"{centre.code} {number}", holder, by, centre.noon(last) - ENROLLED)
            seen = centre.noon(last - timedelta(days=days))
            synced = {"last_push_at": seen, "last_pull_at": seen, "last_complete_at": seen}
            tablets.note(tablet=tablet, error="", at=seen, schema=versions.CURRENT, **synced, **told)
            if told["unsent"]:
                _push_what_waits(plan.seed, tablet, seen)


def _push_what_waits(seed: int, tablet: Tablet, at: datetime) -> None:
    """What the quiet tablet sent last: a birth date that was put right here meanwhile, and work of another role."""
    patient = Patient.objects.of_centre(tablet.centre).filter(birth_precision=BirthPrecision.DAY).earliest("pk")
    born = cast("date", patient.birth_date)
    seen, meant = (born - timedelta(days=days) for days in (10, 9))
    change = {"changes": {"birth_date": [seen.isoformat(), meant.isoformat()]}, "id": str(patient.pk)}
    session = {
        "values": {"at": at.isoformat(), "minutes": 40},
        "id": str(seeded_id(seed, f"{tablet.name} session", at)),
    }
    said = (("patient", "change", change), ("session", "create", session))
    operations = [
        {
            "op_id": str(seeded_id(seed, f"{tablet.name} {number}", at)), "op_seq": number, "type": kind,
            "action": action, "recorded_at": (at - timedelta(hours=3)).isoformat(), "patient": str(patient.pk), **rest,
        }
        for number, (kind, action, rest) in enumerate(said, start=1)
    ]  # fmt: skip
    pushing.push(tablet=tablet, operations=operations, at=at)


def _enrolled(seed: int, centre: Centre, name: str, holder: User, by: User, at: datetime) -> Tablet:
    offer = enrolment.offer(
        centre=centre, user=holder, name=name, valid_days=VALID_DAYS, by=by, at=at,
        id=seeded_id(seed, f"tablet {name}", at),
    )  # fmt: skip
    return enrolment.redeem(code=tokens.code_of(offer.pk), at=at).tablet
