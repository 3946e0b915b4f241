"""Outcome measures of a few people of the last months: TUG and two-minute walk over four visits, and a table or two.

Nothing here is counted by the report; the results are invented, and go as such results usually go.
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.desk.demo.accounts import workers
from apps.desk.demo.ids import dice, seeded_id
from apps.desk.demo.plan import RECENT, Plan
from apps.devices.models import Delivery
from apps.patients.models.limb import LEG
from apps.physio.actions import scores
from apps.physio.models import Instrument, WalkingAid

PEOPLE_A_CENTRE = 6
VISITS = (0, 14, 42, 84)  # days after the prosthesis was handed over
AIDS = (WalkingAid.FRAME, WalkingAid.CRUTCHES, WalkingAid.STICK, WalkingAid.NONE)
SUNDAY = 6
WOUND = "상처 통증 · Wound, painful"
MOVEMENTS = ("hip-flexion", "hip-extension", "hip-abduction", "knee-flexion", "knee-extension")


def add(plan: Plan, staff: dict[str, User]) -> None:
    """Measure the first people of each centre who got a leg in the plan and were seen for twelve weeks after it."""
    if plan.label != RECENT:
        return
    first, last = plan.events[0].on, max(event.on for event in plan.events)
    for centre in Centre.objects.order_by("code"):
        physio = staff[workers(centre.code, "physiotherapist")[0]]
        for count, delivery in enumerate(_deliveries(centre, first, last - timedelta(days=VISITS[-1] + 1))):
            _Course(plan.seed, delivery, physio, unable_at_first=count == 1).write(tables=count < 2)


def _deliveries(centre: Centre, first: date, last: date) -> list[Delivery]:
    """One of each person, the earliest."""
    rows = Delivery.objects.filter(
        centre=centre, service_date__range=(first, last), voided_at=None, patient__is_test=False,
        patient__deceased_on=None, device__device_type__level__in=LEG, device__ended_on=None,
    )  # fmt: skip
    found: dict[object, Delivery] = {}
    for row in rows.select_related("patient", "centre", "device").order_by("service_date", "pk"):
        found.setdefault(row.patient_id, row)
    return list(found.values())[:PEOPLE_A_CENTRE]


class _Course:
    """One person's way from the first steps on a new leg."""

    def __init__(self, seed: int, delivery: Delivery, physio: User, *, unable_at_first: bool) -> None:
        self.seed, self.delivery, self.physio, self.unable_at_first = seed, delivery, physio, unable_at_first
        self.rng: Random = dice(seed, "scores", str(delivery.pk))

    def write(self, *, tables: bool) -> None:
        time, distance = self.rng.uniform(24, 36), self.rng.uniform(52, 80)
        for visit, days in enumerate(VISITS):
            on = self._workday(self.delivery.service_date + timedelta(days=days))
            self._record("tug", on, visit, total=_tenth(time))
            if visit == 0 and self.unable_at_first:
                self._record("2mwt", on, visit, unable=True, unable_reason=WOUND)
            else:
                self._record("2mwt", on, visit, total=_tenth(distance))
            if tables and visit in (0, 3):
                self._table(on, visit)
            time *= self.rng.uniform(0.72, 0.9)
            distance *= self.rng.uniform(1.1, 1.32)

    def _table(self, on: date, visit: int) -> None:
        """Strength of the hip and knee, a grade better at the last visit."""
        grades = {f"{name}:{side}": self.rng.choice((3, 4)) + visit // 3 for name in MOVEMENTS for side in "LR"}
        self._record("mmt", on, visit, items=grades, worn=False)

    def _workday(self, on: date) -> date:
        return on + timedelta(days=1) if on.weekday() == SUNDAY else on

    def _record(self, key: str, on: date, visit: int, *, worn: bool = True, **result: object) -> None:
        delivery = self.delivery
        at = delivery.centre.noon(on)
        means = {"worn_device": delivery.device, "walking_aid": AIDS[visit]} if worn else {}
        scores.record(
            patient=delivery.patient, centre=delivery.centre, instrument=Instrument.objects.get(key=key), at=at,
            by=self.physio, id=seeded_id(self.seed, f"{delivery.pk}/{key}/{visit}", at), **means, **result,
        )  # fmt: skip


def _tenth(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))
