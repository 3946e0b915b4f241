"""What the pages of the appointments read: a day, a week, what overlaps, who is to be asked or called.

Days are the centre's own; a day there begins at its own midnight.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.patients.models import Appointment, AppointmentState, Patient
from apps.patients.models.appointment import AppointmentQuerySet
from apps.patients.policies.appointments import LONGEST, PROVIDER_ROLES

S = AppointmentState
KEPT = (S.BOOKED, S.ARRIVED)  # they take somebody's time
DAYS = 7


@dataclass(frozen=True)
class Day:
    """One day of a week: how many appointments of it stand, and how many were missed."""

    on: date
    number: int
    missed: int


def providers(centres: Iterable[Centre], *, besides: User | None = None) -> QuerySet[User]:
    """Who treats people at the centres, and `besides` when that person does not any more."""
    held = Q(memberships__centre__in=list(centres), memberships__role__in=PROVIDER_ROLES, memberships__ended_on=None)
    chosen = User.objects.filter(held | Q(pk=besides.pk) if besides is not None else held)
    return chosen.distinct().order_by("name", "username")


def span(centre: Centre, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first midnight of `first` to that after `last`, by the centre's clock."""
    begins = datetime.combine(first, time(), tzinfo=centre.zone)
    return begins, datetime.combine(last + timedelta(days=1), time(), tzinfo=centre.zone)


def during(rows: AppointmentQuerySet, centre: Centre, first: date, last: date | None = None) -> AppointmentQuerySet:
    """Those of the rows that are the centre's, of a day or of the days from `first` to `last`; by the clock."""
    begins, ends = span(centre, first, last or first)
    return rows.filter(centre=centre, starts_at__gte=begins, starts_at__lt=ends).order_by("starts_at", "pk")


def week(rows: AppointmentQuerySet, centre: Centre, on: date) -> list[Day]:
    """The week of a day, from Monday, with the counts of those of the rows that were not called off."""
    monday = on - timedelta(days=on.weekday())
    there = during(rows, centre, monday, monday + timedelta(days=DAYS - 1)).exclude(state=S.CANCELLED).order_by()
    by_day = there.annotate(day=TruncDate("starts_at", tzinfo=centre.zone)).values("day")
    counted = by_day.annotate(number=Count("pk"), missed=Count("pk", filter=Q(state=S.MISSED)))
    counts = {row["day"]: (row["number"], row["missed"]) for row in counted}
    days = [monday + timedelta(days=nth) for nth in range(DAYS)]
    return [Day(day, *counts.get(day, (0, 0))) for day in days]


def overlapping(
    *, patient: Patient, provider: User | None, starts_at: datetime, minutes: int, besides: UUID | None = None
) -> list[Appointment]:
    """Appointments at whichever centre that take the person's or the provider's time then, by the clock."""
    ends_at = starts_at + timedelta(minutes=minutes)
    whose = Q(patient=patient) if provider is None else Q(patient=patient) | Q(provider=provider)
    near = Appointment.objects.filter(
        whose, state__in=KEPT, starts_at__lt=ends_at, starts_at__gt=starts_at - timedelta(minutes=LONGEST)
    )
    others = near if besides is None else near.exclude(pk=besides)
    rows = others.select_related("patient", "centre", "provider").order_by("starts_at", "pk")
    return [row for row in rows if row.ends_at > starts_at]


def with_next(rows: AppointmentQuerySet) -> AppointmentQuerySet:
    """The rows with `next_at`: when the person is or was expected after that, at the same centre."""
    later = Appointment.objects.filter(
        patient=OuterRef("patient"), centre=OuterRef("centre"), state__in=KEPT, starts_at__gt=OuterRef("starts_at")
    )
    return rows.annotate(next_at=Subquery(later.order_by("starts_at").values("starts_at")[:1]))


def to_come(patient: Patient, *, today: date) -> AppointmentQuerySet:
    """What is booked for the person from today on, the next one first; asked about a person whom the user sees."""
    begins, _ends = span(patient.centre, today, today)
    return Appointment.objects.booked().filter(patient=patient, starts_at__gte=begins).shown().order_by("starts_at")


def flag(appointment: Appointment) -> Text | None:
    """Why somebody who is booked will not come, or None; of a row of `shown`."""
    patient = appointment.patient
    if patient.deceased_on is not None:
        return _("Has died")
    if not getattr(appointment, "served", True):
        return _("No longer served here")
    return _("No longer comes") if patient.care_ended_on is not None else None
