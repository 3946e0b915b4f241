"""Freeze a month's figures. A snapshot is only ever added; the same figures again are the same snapshot."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.reports.indicators import Scope
from apps.reports.models import Report, Snapshot
from apps.reports.snapshot import as_data, checksum, take


@transaction.atomic
def current(*, centre: Centre, month: date) -> Report:
    """The latest revision of the month's report; its first draft is made when there is none."""
    found = Report.objects.filter(centre=centre, month=month, months=1).order_by("-revision").first()
    if found is None:
        found, _created = Report.objects.get_or_create(centre=centre, month=month, months=1, revision=1)
    return found


@transaction.atomic
def of(*, centres: Sequence[Centre], together: bool, month: date, months: int) -> Report:
    """The report of a month, quarter or year of a centre or of several together; made when there is none.

    Only a centre's month has revisions: then it is the latest.
    """
    if not together and months == 1:
        return current(centre=centres[0], month=month)
    codes = sorted(centre.code for centre in centres)
    whose: dict[str, Any] = {"centre": None, "codes": codes} if together else {"centre": centres[0]}
    found, _created = Report.objects.get_or_create(**whose, month=month, months=months, revision=1)
    return found


def freeze(*, report: Report, at: datetime, by: User | None = None) -> Snapshot:
    """Count the report's month as it stands at one instant, and keep it unless exactly that was kept before.

    `by` is who asked for it; None when the system did. All statements see one state of the rows.
    """
    with one_state_of_the_rows():
        taken = take(
            Scope(report.places, together=report.centre is None), report.month, months=report.months,
            revision=report.revision, narrative=report.narrative, reason=report.reason,
        )  # fmt: skip
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
def one_state_of_the_rows(*, writing: bool = False) -> Iterator[None]:
    """A transaction whose statements all see the same rows; inside another one, that one's view."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ{'' if writing else ' READ ONLY'}")
        yield
