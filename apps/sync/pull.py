"""A page of what changed for a tablet, written as JSON by PostgreSQL itself.

The feed says what changed; whether the tablet may have it is asked of the records once more (MUST 12). First it is
asked which kinds the page of the feed lists, then, in one statement, for the records of those kinds alone: each by its
key, so that a page costs the same however much there is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog
from django.db import connection, transaction

from apps.sync.models import FeedOp, Tablet
from apps.sync.registry import KINDS

LARGEST_PAGE, LARGEST_BODY = 500, 2 * 1024 * 1024  # rows, bytes
WIDEST = 4  # bytes of a character in UTF-8
log = structlog.get_logger(__name__)
# A page is small and the tables are large: every record by its key. Left to itself the planner reads whole tables.
SNAPSHOT = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off
"""
PAGE = """
WITH page AS MATERIALIZED (SELECT seq, type, key, op FROM (
    (SELECT seq, type, key, op FROM sync_change WHERE centre_id = %(centre)s AND seq > %(after)s
     ORDER BY seq LIMIT %(limit)s)
    UNION ALL
    (SELECT seq, type, key, op FROM sync_change WHERE centre_id IS NULL AND seq > %(after)s
     ORDER BY seq LIMIT %(limit)s)
) both_feeds ORDER BY seq LIMIT %(limit)s)
"""
LISTED = "SELECT type, op, count(*), max(seq) FROM page GROUP BY type, op"
TOLD = "SELECT * FROM ({told}) told (seq, text) ORDER BY seq"
KIND = """
SELECT g.seq, '{{"seq":' || g.seq || ',"type":"{kind}","id":"' || r.id || '","op":"upsert","version":' || {version}
    || ',"data":' || row_to_json(x) || '}}'
FROM page g JOIN {table} r ON r.id = g.key {seen} CROSS JOIN LATERAL (SELECT {columns}) x
WHERE g.type = '{kind}' AND g.op = 'upsert'
"""
# Into whom a record was merged is told to whoever sees that one; to others it is gone.
MERGED = """
SELECT g.seq, '{"seq":' || g.seq || ',"type":"patient","id":"' || r.id || '","op":' || CASE WHEN a.id IS NULL
    THEN '"remove"}' ELSE '"merge","into":"' || r.merged_into_id || '"}' END
FROM page g JOIN patients_patient r ON r.id = g.key AND r.merged_into_id IS NOT NULL
LEFT JOIN patients_patientaccess a
    ON a.patient_id = r.merged_into_id AND a.centre_id = %(centre)s AND a.active
WHERE g.op = 'merge'
"""
REMOVED = """
SELECT g.seq, '{"seq":' || g.seq || ',"type":"' || g.type || '","id":"' || g.key || '","op":"remove"}'
FROM page g WHERE g.op = 'remove'
"""
Listed = tuple[str, str, int, int]  # type, op, how many, the last seq


@dataclass(frozen=True)
class Page:
    """`told`: one JSON object a change, in the order of `seq`. `last`: the place the page ends at. `more`: ask on."""

    told: tuple[str, ...]
    last: int
    more: bool


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that only reads, and sees feed and records as they were at one instant (MUST 11)."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(SNAPSHOT)
        yield


def page(tablet: Tablet, *, after: int, limit: int, guarded: bool) -> Page:
    """The changes after `after`, at most `limit` of them and about 2 MiB; call in a `snapshot`.

    `guarded`: with the fields that only some roles see. What the feed lists and the records do not let through is left
    out and reported, and the page goes on behind it. A `remove` may be of a record that the tablet never had.
    """
    asked: dict[str, Any] = {"centre": tablet.centre_id, "after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(PAGE + LISTED, asked)
        listed: list[Listed] = cursor.fetchall()
        told: list[tuple[int, str]] = []
        if statement := _telling(listed, guarded=guarded):
            cursor.execute(PAGE + statement, asked)
            told = cursor.fetchall()
    count, last = sum(one[2] for one in listed), max((one[3] for one in listed), default=after)
    if len(told) < count:
        log.error("sync_feed_mismatch", tablet=str(tablet.pk), changes=count - len(told))
    return _cut(told, last=last, full=count == limit)


def _cut(found: list[tuple[int, str]], *, last: int, full: bool) -> Page:
    """As much of it as fits into a body; at least one change, however long. `last`: the end of what the feed listed."""
    told = tuple(text for _seq, text in found)
    if WIDEST * sum(map(len, told)) <= LARGEST_BODY:  # nearly always, and nothing has to be measured
        return Page(told, last, more=full)
    size = 0
    for place, text in enumerate(told):
        size += len(text.encode())
        if place and size > LARGEST_BODY:
            return Page(told[:place], found[place - 1][0], more=True)
    return Page(told, last, more=full)


def _telling(listed: Iterable[Listed], *, guarded: bool) -> str:
    """The statement that tells what the feed listed: of the kinds that are on the page alone; "" when none is."""
    other = {FeedOp.REMOVE.value: REMOVED, FeedOp.MERGE.value: MERGED}
    known = ((kind, op) for kind, op, _count, _last in listed if op in other or kind in KINDS)
    parts = dict.fromkeys(other[op] if op in other else _kind(kind, guarded) for kind, op in known)
    return TOLD.format(told="UNION ALL".join(parts)) if parts else ""


@cache
def _kind(name: str, guarded: bool) -> str:
    one = KINDS[name]
    return KIND.format(
        kind=name, version=one.version, table=one.table, seen=one.seen_through, columns=one.selected(guarded=guarded)
    )
