"""A report in one of its two editions: the one place from which files, pages and the exchange get what they show.

What was submitted is read from its seal and never counted again; a draft is counted when it is asked for. The public
edition is always guarded against the revisions approved before it, so that no two of them can be subtracted.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter

from apps.core.clock import now
from apps.core.problems import Text
from apps.reports import policies
from apps.reports.editions import guarded, said_after, told_of
from apps.reports.indicators import Cell, Scope
from apps.reports.indicators.codec import cell_from
from apps.reports.models import SETTLED, Edition, Report
from apps.reports.parts import is_final
from apps.reports.periods import ReportPeriod
from apps.reports.snapshot import MONTH, MonthReport, from_data, take

TREND = "BEN"
TREND_CELL = f"seal__snapshot__content__figures__month__cells__{TREND}"


@dataclass(frozen=True)
class Origin:
    """Who had the figures taken ('' : the system, after the month ended), and when in the centre's own time."""

    by: str
    at: datetime


def edition_of(row: Report, edition: str) -> MonthReport:
    """The report as `edition` (one of Edition): frozen once it was submitted, counted now while it is a draft.

    The status is that of the row, which a snapshot does not know. Of a frozen report reads only.
    """
    return in_edition(exact_of(row), row, edition, now() if row.seal is None else row.seal.snapshot.taken_at)


def why_not(row: Report, edition: str) -> Text | None:
    """Why there is no such edition of the report yet; None when there is."""
    return why_not_of(
        Scope(row.places, together=row.centre is None), ReportPeriod(row.month, row.months), row.status, edition
    )


def why_not_of(scope: Scope, of: ReportPeriod, status: str, edition: str) -> Text | None:
    """As `why_not`, of what nothing may have been stored yet."""
    return None if edition == Edition.INTERNAL else policies.publish(final=is_final(scope, of, status))


def in_edition(exact: MonthReport, row: Report, edition: str, at: datetime) -> MonthReport:
    """Exact figures of a report, taken at `at`, as `edition`.

    The public one goes by what was public before `at`, so that the same figures give the same edition for ever.
    """
    if edition == Edition.INTERNAL:
        return exact
    return guarded(exact, earlier=published_before(row, exact, at), months={TREND: published_months(row, at)})


def exact_of(row: Report) -> MonthReport:
    """The exact figures of a revision, which leave the house in the internal edition only."""
    if row.seal is not None:
        return replace(from_data(row.seal.snapshot.content), status=row.status)
    return take(
        Scope(row.places, together=row.centre is None), row.month, months=row.months, revision=row.revision,
        status=row.status, narrative=row.narrative, reason=row.reason,
    )  # fmt: skip


def approved_before(row: Report) -> list[Report]:
    """The revisions of the same period that were approved before this one, oldest first."""
    if not row.is_monthly:
        return []
    same = Report.objects.filter(centre=row.centre, month=row.month, months=row.months, status__in=SETTLED)
    return list(same.filter(revision__lt=row.revision).select_related("seal__snapshot", "centre").order_by("revision"))


def published_before(row: Report, exact: MonthReport, at: datetime) -> list[MonthReport]:
    """The exact reports whose public editions told of the same periods before `at`, oldest first.

    Of a month its earlier approved revisions. Of a quarter or year what its last month's revisions said of the year to
    date; and, of centres together too, the figures of which a public file was made when all months were approved.
    """
    if row.is_monthly:
        return [exact_of(one) for one in approved_before(row)]
    last = exact.figures[MONTH].period.last_month
    months = Report.objects.monthly().filter(centre=row.centre, month=last, status__in=SETTLED, approved_at__lte=at)
    told = [
        (one.approved_at, told_of(exact, exact_of(one)))
        for one in months.select_related("seal__snapshot", "centre").defer("seal__rows")
    ]
    files = row.snapshots.filter(files__job__edition=Edition.PUBLIC, files__rendered_at__lt=at, taken_at__lt=at)
    kept = ((one.taken_at, from_data(one.content)) for one in files.distinct())
    told += [(taken_at, report) for taken_at, report in kept if report.of_approved_months]
    return [report for _at, report in sorted(told, key=itemgetter(0))]


def published_months(row: Report, at: datetime) -> dict[date, Cell]:
    """Month → the exact row behind what the month's own public edition says of its beneficiaries, this year and last.

    A trend made of these repeats what is known already. Of several centres together there are none.
    """
    years = (row.month.year - 1, row.month.year)
    approved = Report.objects.monthly().filter(status__in=SETTLED, approved_at__lte=at, month__year__in=years)
    found: dict[date, list[Cell]] = {}
    cells = approved.filter(centre=row.centre).order_by("revision").values_list("month", TREND_CELL)
    for month, data in cells if row.centre is not None else ():
        found.setdefault(month, []).append(cell_from(data))
    return {month: said_after(of_month) for month, of_month in found.items()}


def origin_of(row: Report, *, reader: str = "") -> Origin:
    """Of a frozen report who submitted it and when; of live figures the reader, now."""
    zone = row.places[0].zone
    if row.seal is not None:
        return Origin(row.seal.snapshot.prepared_by, row.seal.snapshot.taken_at.astimezone(zone))
    return Origin(reader, now().astimezone(zone))
