"""A week, a figure of it, and how the rows behind a figure read.

Each figure is counted from the very rows it opens. Voided services and test persons are left out, as everywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.desk.panels import Row
from apps.patients import schedule
from apps.patients.models import Appointment, Patient

DAYS = 7
By = dict[Any, int]  # key of a user → number


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday, at these centres."""

    monday: date
    centres: Sequence[Centre]

    @classmethod
    def of(cls, day: date, centres: Sequence[Centre]) -> "Week":
        return cls(day - timedelta(days=day.weekday()), centres)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def before(self) -> "Week":
        return Week(self.monday - timedelta(days=DAYS), self.centres)

    @property
    def after(self) -> "Week":
        return Week(self.monday + timedelta(days=DAYS), self.centres)


@dataclass(frozen=True)
class Figure:
    """A column. `count`: each worker's number in a week, whoever has none left out; `behind`: the rows of one of them;
    `told`: such a row in words."""

    key: str
    label: Text
    count: Callable[[Week], By]
    behind: Callable[[Week, User], Any]
    told: Callable[[Any], Row]


def of_rows(key: str, label: Text, rows: Callable[[Week], Any], whose: str, told: Callable[[Any], Row]) -> Figure:
    """A figure that is the number of its rows; `whose` names the worker."""

    def count(week: Week) -> By:
        return dict(rows(week).order_by().values_list(whose).annotate(n=Count("pk", distinct=True)))

    def behind(week: Week, user: User) -> Any:
        return rows(week).filter(**{whose: user})

    return Figure(key, label, count, behind, told)


def during(rows: Any, week: Week) -> Any:
    """Those of the services that were given at the week's centres in it."""
    return rows.filter(centre__in=week.centres, service_date__range=(week.monday, week.sunday))


def missed(week: Week) -> Any:
    """Appointments that people did not come to, each by its own centre's calendar."""
    found = Q(pk=None)
    for centre in week.centres:
        begins, ends = schedule.span(centre, week.monday, week.sunday)
        found |= Q(centre=centre, starts_at__gte=begins, starts_at__lt=ends)
    rows = Appointment.objects.missed().filter(found, patient__is_test=False)
    return rows.select_related("patient", "centre").order_by("-starts_at", "pk")


def missed_row(row: Appointment) -> Row:
    text = f"{row.on.isoformat()} {row.clock} · {row.get_kind_display()}"
    return Row(named(row.patient), page("patients:appointment", row), text)


def person_row(row: Patient) -> Row:
    return Row(named(row), page("patients:detail", row))


def named(patient: Patient) -> str:
    return f"{patient.display_name} ({patient.number})"


def page(name: str, row: Any) -> str:
    return reverse(name, args=[row.pk])
