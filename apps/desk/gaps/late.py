"""What came after its month was no longer open, and what nobody has closed."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.desk.gaps import lines
from apps.desk.gaps.gap import Gap, Sort
from apps.devices.models import Delivery, Repair
from apps.patients.models import Episode
from apps.physio.models import PhysioSession

LONG = timedelta(days=365)


def late(rows: QuerySet[Any], centres: Iterable[Centre]) -> QuerySet[Any]:
    """What was entered when its month was no longer open, latest first."""
    return rows.filter(centre__in=centres, late=True, voided_at=None).order_by("-created_at", "pk")


def late_sessions(centres: Iterable[Centre], _today: date) -> QuerySet[PhysioSession]:
    return late(PhysioSession.objects.select_related("patient"), centres)


def late_deliveries(centres: Iterable[Centre], _today: date) -> QuerySet[Delivery]:
    return late(Delivery.objects.select_related("patient", "device__device_type"), centres)


def late_repairs(centres: Iterable[Centre], _today: date) -> QuerySet[Repair]:
    return late(Repair.objects.select_related("patient", "device__device_type"), centres)


def open_for_long(centres: Iterable[Centre], today: date) -> QuerySet[Episode]:
    """Open for more than a year, the oldest first."""
    found = Episode.objects.open().filter(centre__in=centres, opened_on__lt=today - LONG, patient__is_test=False)
    return found.select_related("patient").order_by("opened_on", "pk")


ENTERED_LATE = _("They were entered when their month was no longer open.")
ALL = (
    Gap("late-deliveries", Sort.LATE, _("Deliveries entered late"), ENTERED_LATE, late_deliveries, lines.of_device),
    Gap("late-repairs", Sort.LATE, _("Repairs entered late"), ENTERED_LATE, late_repairs, lines.of_device),
    Gap("late-sessions", Sort.LATE, _("Sessions entered late"), ENTERED_LATE, late_sessions, lines.session),
    Gap(
        "open-long",
        Sort.LATE,
        _("Episodes open for over a year"),
        _("These episodes were opened more than a year ago, and nobody has written down how they ended."),
        open_for_long,
        lines.episode,
    ),
)
