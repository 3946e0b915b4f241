"""How long people wait for a device: whole days from the prescription to the delivery that stands.

Median and 90th percentile are PostgreSQL's percentile_cont over the deliveries of a period, test persons left out.
Time on hold counts: the person waits. What was handed out from the shelf, never measured or cast, is told apart, or a
box of crutches would make every prosthesis look quick.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Value,
    When,
)

from apps.centres.models import Centre
from apps.core.problems import Text
from apps.devices.models import Delivery, DeviceClass, DeviceStep, State

MADE, SHELF = "made", "shelf"


class Percentile(Aggregate):
    """`percentile_cont`: the value below which the fraction lies, between two rows where it falls between them."""

    function = "PERCENTILE_CONT"
    name = "percentile"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, *, fraction: float) -> None:
        super().__init__(expression, fraction=fraction)


class Days(Func):
    """Whole days from the second date to the first, as PostgreSQL subtracts dates."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


@dataclass(frozen=True)
class Wait:
    """Deliveries of a class: how many, half of them within so many days, nine of ten, and the longest."""

    device_class: DeviceClass
    number: int
    median: float
    ninth: float
    longest: int

    @property
    def label(self) -> Text:
        return self.device_class.label


def deliveries(centres: Iterable[Centre], since: date, until: date) -> Any:
    """What was delivered in the period, both days included, each with its `days` and its `track`."""
    measured = DeviceStep.objects.filter(device=OuterRef("device"), to_state=State.MEASURED)
    track = Case(When(Exists(measured), then=Value(MADE)), default=Value(SHELF), output_field=CharField())
    rows = Delivery.objects.counted().between(since, until).filter(centre__in=list(centres))
    return rows.annotate(days=Days(F("service_date"), F("device__prescribed_on")), track=track)


def waits(rows: Any, track: str) -> list[Wait]:
    """The deliveries of a track by class, in the order of the classes."""
    grouped = rows.filter(track=track).order_by().values("device__device_type__device_class")
    told = grouped.annotate(
        number=Count("pk"), median=Percentile("days", fraction=0.5), ninth=Percentile("days", fraction=0.9),
        longest=Max("days"),
    )  # fmt: skip
    found = {row.pop("device__device_type__device_class"): row for row in told}
    return [Wait(each, **found[each.value]) for each in DeviceClass if each.value in found]


def behind(rows: Any, *, track: str, device_class: str) -> Any:
    """The deliveries behind a number, the longest wait first."""
    chosen = rows.filter(track=track, device__device_type__device_class=device_class)
    related = ("device__device_type", "device__technician", "patient", "centre")
    return chosen.select_related(*related).order_by("-days", "-service_date", "pk")
