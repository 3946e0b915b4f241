"""Freeze a month's figures. A snapshot is only ever added; the same figures again are the same snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection, transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.reports.indicators import Scope
from apps.reports.models import Report, Snapshot
from apps.reports.snapshot import as_data, checksum, take


@transaction.atomic
def current(*, centre: Centre, month: date) -> Report:
    """The latest revision of the month's report; its first draft is made when there is none."""
    found = Report.objects.filter(centre=centre, month=month).order_by("-revision").first()
    if found is None:
        found, _created = Report.objects.get_or_create(centre=centre, month=month, revision=1)
    return found


def freeze(*, report: Report, at: datetime, by: User | None = None) -> Snapshot:
    """Count the report's month as it stands at one instant, and keep it unless exactly that was kept before.

    `by` is who asked for it; None when the system did. All statements see one state of the rows.
    """
    with one_state_of_the_rows():
        taken = take(Scope.of(report.centre), report.month, revision=report.revision, status=report.status)
    content = as_data(taken)
    snapshot, _created = Snapshot.objects.get_or_create(
        report=report,
        checksum=checksum(content),
        defaults={
            "taken_at": at,
            "rule_set": taken.rule_set,
            "content": content,
            "prepared_by": "" if by is None else str(by),
        },
    )
    return snapshot


@contextmanager
def one_state_of_the_rows() -> Iterator[None]:
    """A transaction whose statements all see the same rows; inside another one, that one's view."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
