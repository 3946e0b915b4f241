"""Late records: recorded when their month was no longer open, counted once they were taken into a revision."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.patients.models import CountedService, CountedServiceQuerySet
from apps.reports.indicators.relation import SERVICES, model_name
from apps.reports.models import Decision, Waiting
from apps.reports.periods import one_month

GONE = _("One of these records no longer waits: it was voided or changed meanwhile. Look at the list again.")
Key = tuple[str, UUID]
"""A record: the name of its model, and its key. Keys are made by clients, so the key alone does not name a record."""


def name_of(key: Key) -> str:
    """A record as forms name it: `delivery:0190…`."""
    return f"{key[0]}:{key[1]}"


def late(kind: type[CountedService], centres: Iterable[Centre]) -> CountedServiceQuerySet[Any]:
    """The late records of a kind that would count: attended, not voided, of no test person."""
    rows: CountedServiceQuerySet[Any] = kind._default_manager.counted()  # type: ignore[attr-defined]
    return rows.filter(late=True, centre__in=list(centres))


def undecided(kind: type[CountedService], centres: Iterable[Centre]) -> CountedServiceQuerySet[Any]:
    """Those of them on which nobody has decided yet."""
    decided = Decision.objects.filter(kind=Waiting.LATE, model=model_name(kind), row_id=OuterRef("pk"))
    return late(kind, centres).filter(~Exists(decided))


def late_of(centre: Centre, month: date) -> dict[Key, CountedService]:
    """Every late record of the month that would count, decided on or not, by service date."""
    period = one_month(month)
    found = [
        (row.service_date, row.created_at, (model_name(kind), row.pk), row)
        for kind in SERVICES
        for row in late(kind, [centre]).between(period.first, period.last).select_related("recorded_by")
    ]
    return {key: row for _on, _at, key, row in sorted(found, key=lambda one: one[:3])}


def waiting_late(centre: Centre, month: date) -> list[Key]:
    """The late records of the month that nobody has decided on, by service date."""
    period = one_month(month)
    found = [
        (on, model_name(kind), key)
        for kind in SERVICES
        for on, key in undecided(kind, [centre]).between(period.first, period.last).values_list("service_date", "pk")
    ]
    return [(model, key) for _on, model, key in sorted(found)]


def decision_on(key: Key) -> Decision | None:
    """What was decided on a late record; None while it waits."""
    model, pk = key
    return Decision.objects.filter(kind=Waiting.LATE, model=model, row_id=pk).select_related("report").first()


def waiting_months(centres: Iterable[Centre]) -> dict[tuple[UUID, date], int]:
    """How many late records wait, by the centre's key and the month; only where any does."""
    found: dict[tuple[UUID, date], int] = {}
    for kind in SERVICES:
        rows = undecided(kind, centres).order_by().annotate(month=TruncMonth("service_date"))
        for centre, month, number in rows.values_list("centre", "month").annotate(number=Count("pk")):
            found[centre, month] = found.get((centre, month), 0) + number
    return found
