"""Which months of which centres can be counted: supported, filed, or with services in them (IND-24, IND-25)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from apps.centres.models import Centre, Month, MonthState, SupportPeriod
from apps.reports.indicators.figures import CentreCoverage, Status
from apps.reports.indicators.relation import Span, Statement, services
from apps.reports.periods import Period, runs

ALL = "ALL"


@dataclass(frozen=True)
class Scope:
    """The centres of a count. One centre goes by its code, several together by "ALL"."""

    centres: tuple[Centre, ...]
    together: bool = False

    @classmethod
    def of(cls, centre: Centre) -> "Scope":
        return cls((centre,))

    @classmethod
    def all(cls, centres: "list[Centre]") -> "Scope":
        """The centres together: persons counted once, with the overlap."""
        return cls(tuple(centres), together=True)

    @property
    def key(self) -> str:
        return ALL if self.together else self.centres[0].code


def supported_spans(scope: Scope, period: Period) -> tuple[Span, ...]:
    """The supported months of each centre in the period, joined into runs."""
    held: dict[UUID, set[date]] = {centre.pk: set() for centre in scope.centres}
    supports = SupportPeriod.objects.filter(
        Q(last_month=None) | Q(last_month__gte=period.first_month),
        centre__in=scope.centres, first_month__lte=period.last_month,
    )  # fmt: skip
    for support in supports:
        last = support.last_month or period.last_month
        held[support.centre_id] |= {month for month in period.months if support.first_month <= month <= last}
    return tuple(Span(centre, run) for centre in scope.centres for run in runs(sorted(held[centre.pk])))


def reported_spans(scope: Scope, covered: tuple[CentreCoverage, ...]) -> tuple[Span, ...]:
    """The reported months of each centre, joined into runs: those whose figures count.

    Every service makes its month a reported one. A closing does not, and who waits is no service at all: where there
    is no report they count nowhere, neither in their month nor in the year or the centres together (IND-27).
    """
    return tuple(
        Span(centre, run)
        for centre, one in zip(scope.centres, covered, strict=True)
        for run in runs(list(one.reported))
    )


def coverage(
    scope: Scope, period: Period, spans: tuple[Span, ...], taking: Collection[UUID] = ()
) -> tuple[CentreCoverage, ...]:
    """Each centre's months: before support, no report, or reported because filed or with counted services.

    `taking`: late records that count here.
    """
    supported = {(span.centre.pk, month) for span in spans for month in span.period.months}
    filed = set(
        Month.objects.filter(
            ~Q(filed_at=None) | ~Q(state=MonthState.OPEN), centre__in=scope.centres, first_day__in=period.months
        ).values_list("centre_id", "first_day")
    )
    reported = supported & filed | _with_services(supported - filed, taking)
    found = []
    for centre in scope.centres:
        months = tuple((month, _status(centre, month, supported, reported)) for month in period.months)
        declared = tuple(month for month in period.months if (centre.pk, month) in filed & supported)
        found.append(CentreCoverage(centre.code, months, declared))
    return tuple(found)


def _status(centre: Centre, month: date, supported: set[tuple[UUID, date]], reported: set[tuple[UUID, date]]) -> Status:
    if (centre.pk, month) in reported:
        return Status.REPORTED
    return Status.NO_REPORT if (centre.pk, month) in supported else Status.BEFORE_SUPPORT


def _with_services(months: Collection[tuple[UUID, date]], taking: Collection[UUID]) -> set[tuple[UUID, date]]:
    """Those of these months, each of a centre, in which anything was counted.

    One service is enough to know it: each month is looked up by itself, and the first row found ends it.
    """
    if not months:
        return set()
    counted = services(taking)
    centres, firsts = zip(*sorted(months), strict=True)
    statement = (
        Statement("SELECT m.* FROM unnest(%s::uuid[], %s::date[]) m (centre_id, first)", (list(centres), list(firsts)))
        .then("CROSS JOIN LATERAL (SELECT 1 FROM (")
        .then(f"{counted.text}) s WHERE s.centre_id = m.centre_id AND s.happened >= m.first", *counted.params)
        .then("AND s.happened < (m.first + interval '1 month')::date LIMIT 1) found")
    )
    return set(statement.fetch())
