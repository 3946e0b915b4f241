"""When a device is due: for review so many months after it was last seen, for renewal so many after it was handed over.

The months are data (`ReviewInterval`): the row of the type wins over the row of its class, children and adults have
their own. A child is under 18 on the day the months are counted from, so that a date once told does not move because
somebody has a birthday. Without a birth date a person counts as an adult, an estimated one counts as it is kept
(IND-19). Months are calendar months: one month after 31 January is the last of February.

Nobody is called who died, whose care ended, or whose record was merged into another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.centres.models import Centre
from apps.core.ages import ADULT_AGE
from apps.core.problems import Text
from apps.devices.models import AgeBand, Delivery, Device, FollowUp, Repair, ReviewInterval, State
from apps.devices.models.device import DeviceQuerySet
from apps.patients.models import Patient, PatientAccess
from apps.patients.models.scope import seen_from

REVIEW, RENEWAL = "review", "renewal"
TWO_MONTHS, TWO_YEARS = 60, 730
IN_HAND = (State.DELIVERED, State.IN_USE)
STILL_COMES = Q(patient__deceased_on=None, patient__care_ended_on=None, patient__merged_into=None)
CLASS = "device_type__device_class"
Months = dict[tuple[str, Any], int]


class MonthsLater(Func):
    """A date so many calendar months after another; NULL where either is."""

    template = "(%(expressions)s)::date"
    arg_joiner = " + "
    output_field = models.DateField()

    def __init__(self, day: Any, months: Any) -> None:
        super().__init__(day, Func(months, template="make_interval(months => %(expressions)s)"))


class YearsEarlier(Func):
    """The date as many years before as make an adult."""

    template = f"(%(expressions)s - interval '{ADULT_AGE} years')::date"
    output_field = models.DateField()


@dataclass(frozen=True)
class Due:
    """When one device is due, as somebody reads it on the day `today`."""

    device: Device
    review_on: date
    renewal_on: date
    on: date
    today: date
    delivered_on: date
    seen_on: date
    renewing: bool

    @classmethod
    def told(cls, device: Device, today: date) -> "Due":
        """Of a row of `due`."""
        found: Any = device
        return cls(
            device, found.review_on, found.renewal_on, found.due_on, today, found.delivered_on, found.seen_on,
            found.renewing,
        )  # fmt: skip

    @property
    def what(self) -> Text:
        """What it is due for on that day, in words."""
        if self.review_on == self.renewal_on == self.on:
            return _("Device review and renewal")
        return _("Device review") if self.on == self.review_on else _("Renewal")

    @property
    def overdue(self) -> bool:
        """The day has passed; on the day itself it is due and not overdue."""
        return self.on < self.today

    @property
    def days_over(self) -> int:
        return max((self.today - self.on).days, 0)

    @property
    def for_how_long(self) -> Text:
        """How long it has been overdue, in days, months or years."""
        days = self.days_over
        if days <= TWO_MONTHS:
            return ngettext("overdue by %(n)d day", "overdue by %(n)d days", days) % {"n": days}
        if days < TWO_YEARS:
            return ngettext("overdue by %(n)d month", "overdue by %(n)d months", 2) % {"n": days // 30}
        return ngettext("overdue by %(n)d year", "overdue by %(n)d years", 2) % {"n": days // 365}


@dataclass(frozen=True)
class Week:
    """What is due in one ISO week; the one without a Monday holds all that is overdue."""

    rows: Sequence[Due]
    monday: date | None = None

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week if self.monday else 0

    @property
    def sunday(self) -> date | None:
        return self.monday + timedelta(days=6) if self.monday else None


def due(devices: DeviceQuerySet, today: date, *, kind: str = "") -> DeviceQuerySet:
    """Those of `devices` that people have, each with `delivered_on`, `seen_on`, `review_on`, `renewal_on`, `due_on`
    and `renewing` (its successor is being made), what is due first before the rest.

    `kind`: "review" or "renewal" alone decides `due_on`; without it the earlier of the two. Nothing depends on `today`
    but what is overdue, see `Due.told`. The rows come with one query; the intervals are read along with another.
    """
    review, renewal = intervals("review_months"), intervals("renewal_months")
    with_days = devices.filter(STILL_COMES, state__in=IN_HAND).annotate(
        delivered_on=last(Delivery),
        seen_on=Greatest(last(Delivery), last(FollowUp), last(Repair)),
        renewing=Exists(Device.objects.open().filter(replaces=OuterRef("pk"))),
    )
    with_dates = with_days.annotate(
        review_on=MonthsLater(F("seen_on"), months(review, since="seen_on")),
        renewal_on=MonthsLater(F("delivered_on"), months(renewal, since="delivered_on")),
    )
    on = {REVIEW: F("review_on"), RENEWAL: F("renewal_on")}.get(kind, Least("review_on", "renewal_on"))
    return with_dates.annotate(due_on=on).filter(due_on__isnull=False).order_by("due_on", "pk")


def last(service: type[Delivery] | type[FollowUp] | type[Repair]) -> Subquery:
    """The day of the device's latest service of the kind that stands."""
    standing = service.objects.filter(device=OuterRef("pk"), voided_at=None).order_by("-service_date")
    return Subquery(standing.values("service_date")[:1])


def intervals(field: str) -> dict[str, Months]:
    """Age band → (field of a device, its value) → months; the fields are the type and its class."""
    found: dict[str, Months] = {band: {} for band in AgeBand.values}
    for row in ReviewInterval.objects.order_by():
        which = ("device_type", row.device_type_id) if row.device_type_id else (CLASS, row.device_class)
        found[row.age_band][which] = getattr(row, field)
    return found


def months(known: dict[str, Months], *, since: str) -> Case:
    """How many months from the day `since`: by the age on that day, then by type, then by class."""
    was_child = Q(patient__birth_date__gt=YearsEarlier(F(since)))
    return Case(When(was_child, then=by_type(known[AgeBand.CHILD])), default=by_type(known[AgeBand.ADULT]))


def by_type(known: Months) -> Case:
    """The rows of types stand before those of classes."""
    in_order = sorted(known, key=lambda which: which[0] == CLASS)
    cases = [When(**{field: value}, then=Value(known[field, value])) for field, value in in_order]
    return Case(*cases, default=None, output_field=models.IntegerField())


def looked_after(devices: DeviceQuerySet, centres: Iterable[Centre]) -> DeviceQuerySet:
    """Those that these centres look after: their own ones while they serve the person, and those of people who came
    from a centre that does not any more. Test persons are left out."""
    own_serves = PatientAccess.objects.filter(centre=OuterRef("centre"), patient=OuterRef("patient"), active=True)
    here = seen_from(centres) & (Q(centre__in=centres) | ~Exists(own_serves))
    return devices.filter(here, patient__is_test=False)


def at(centres: Iterable[Centre], today: date, *, kind: str = "") -> DeviceQuerySet:
    """What is due at these centres, the oldest first; as `due`."""
    return due(looked_after(Device.objects.all(), centres), today, kind=kind)


def of(device: Device, today: date) -> Due | None:
    """When the device is due; None unless somebody has it who still comes."""
    found = due(Device.objects.filter(pk=device.pk), today).select_related("device_type").first()
    return Due.told(found, today) if found is not None else None


def for_patient(patient: Patient, today: date) -> list[Due]:
    """When each of the person's devices is due, the next one first."""
    found = due(Device.objects.filter(patient=patient), today).select_related("device_type")
    return [Due.told(device, today) for device in found]


def by_week(rows: Iterable[Due], today: date) -> Iterator[Week]:
    """The rows, which come by their day: what is overdue together, then week by week from Monday to Sunday."""
    for monday, group in groupby(rows, key=lambda row: None if row.overdue else monday_of(row.on)):
        yield Week(list(group), monday)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
