"""Seal what is submitted: the figures, the rows behind every cell, and the link to what the centre sealed before."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.reports.actions import snapshots
from apps.reports.chain import Link, Place, as_rows
from apps.reports.indicators import BY_CODE, Scope
from apps.reports.indicators.rows import facts
from apps.reports.models import Report, Seal, Snapshot
from apps.reports.periods import Period, first_of
from apps.reports.seals import rows_of
from apps.reports.snapshot import REST, SERIES, YEAR_BEFORE, checksum, from_data

__all__ = ["alone_in", "link_of", "rows_of", "seal"]

KEY = "hashtextextended('reports of ' || %s, 0)"


@contextmanager
def alone_in(centre: Centre) -> Iterator[None]:
    """Nobody else seals, approves or reopens anything of this centre meanwhile.

    Around a transaction, not inside it, the lock is one of the session: a transaction that waited for it with its
    first statement would count the rows of before the wait. Inside a transaction it lasts until that ends.
    """
    if connection.in_atomic_block:
        _locking("pg_advisory_xact_lock", centre)
        yield
        return
    _locking("pg_advisory_lock", centre)
    try:
        yield
    finally:
        _locking("pg_advisory_unlock", centre)


def _locking(function: str, centre: Centre) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({KEY})", [str(centre.pk)])


def seal(*, report: Report, by: User, at: datetime) -> Seal:
    """Count the report, keep its figures and rows, and add them to the chain of its centre.

    Call it alone in the centre (`alone_in`) and inside the transaction that submits the report.
    """
    (centre,) = report.places
    snapshot = snapshots.freeze(report=report, at=at, by=by)
    rows = rows_behind(snapshot, scope=Scope.of(centre))
    place, rows_checksum = next_place(centre), checksum(rows)
    link = Link(centre.code, place.position, place.previous, snapshot.checksum, snapshot.rule_set, rows_checksum)
    return Seal.objects.create(
        report=report, centre=centre, snapshot=snapshot, position=place.position, previous=place.previous, rows=rows,
        rows_checksum=rows_checksum, digest=link.computed(),
    )  # fmt: skip


def link_of(sealed: Seal) -> Link:
    """What the chain says of a seal that is kept."""
    snapshot = sealed.snapshot
    return Link(
        sealed.centre.code, sealed.position, sealed.previous, snapshot.checksum, snapshot.rule_set,
        sealed.rows_checksum, sealed.digest,
    )  # fmt: skip


def rows_behind(snapshot: Snapshot, *, scope: Scope) -> dict[str, list[Any]]:
    """By name of the period, the facts behind its figures, and those of the rest of last year behind the trend; see
    `chain.as_rows`."""
    figures = from_data(snapshot.content).figures
    rows = {name: as_rows(facts(scope, one.period)) for name, one in figures.items()}
    told = figures[YEAR_BEFORE].period.last_month
    if told.month < 12:
        rest = Period(first_of(told.year, told.month + 1), first_of(told.year, 12))
        rows[REST] = as_rows(facts(scope, rest, [BY_CODE[code] for code in SERIES]))
    return rows


def next_place(centre: Centre) -> Place:
    """Where the next seal of the centre goes."""
    last = Seal.objects.filter(centre=centre).order_by("-position").values_list("position", "digest").first()
    return Place() if last is None else Place(last[0] + 1, last[1])
