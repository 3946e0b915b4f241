"""A page of what changed for a tablet, written as JSON by PostgreSQL itself.

The feed says what changed; whether the tablet may have it is asked of the records once more (MUST 12). First it is
asked which kinds the page of the feed lists, then, in one statement, for the records of those kinds alone: each by its
key, so that a page costs the same however much there is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from django.db import connection, transaction

from apps.sync.models import FeedOp, Tablet
from apps.sync.registry import KINDS

LARGEST_PAGE, LARGEST_BODY = 500, 2 * 1024 * 1024  # rows, bytes
MOST_PAGES = 20  # in one answer
log = structlog.get_logger(__name__)
# A page is small and the tables are large: every record by its key. Left to itself the planner reads whole tables.
SNAPSHOT = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
"""
STANDING = """
SELECT epoch, (SELECT last_value FROM sync_seq), (SELECT coalesce(max(seq), 0) FROM sync_change),
       coalesce((SELECT max_issued FROM sync_tabletstate s WHERE tablet_id = %s AND s.epoch = e.epoch), 0)
FROM sync_epoch e
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
# One text of all of them costs a fifth of five hundred texts.
TOGETHER = """
SELECT count(*), coalesce(sum(octet_length(text)), 0), coalesce(string_agg(text, ',' ORDER BY seq), '')
FROM ({told}) told (seq, text)
"""
APART = "SELECT * FROM ({told}) told (seq, text) ORDER BY seq"
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


class Standing(NamedTuple):
    """`epoch`: the life of the database. `drawn`: the last number of the feed that was drawn; `newest`: the last one
    that is to be seen; `issued`: the highest one that the tablet may have been told."""

    epoch: UUID
    drawn: int
    newest: int
    issued: int


@dataclass(frozen=True)
class Page:
    """`told`: a JSON object a change, `count` of them in the order of `seq`, with commas between; `size` bytes of it.
    `last`: the place the page ends at. `more`: ask on."""

    told: str
    count: int
    size: int
    last: int
    more: bool


@contextmanager
def snapshot(tablet: Tablet) -> Iterator[Standing]:
    """A transaction that only reads, and sees feed and records as they were at one instant (MUST 11); gives where the
    feed stands in it."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(SNAPSHOT + STANDING, [tablet.pk])
            while cursor.nextset():  # to what the last statement found
                pass
            standing = Standing(*cursor.fetchone())
        yield standing


def pages(tablet: Tablet, *, after: int, limit: int, guarded: bool, most: int) -> list[Page]:
    """The changes after `after` in at most so many pages, which have the size of one body together, as far as can be
    known of the last one; call in a `snapshot`."""
    found = [page(tablet, after=after, limit=limit, guarded=guarded)]
    size = 2 * found[0].size  # with a next one of this size
    while found[-1].more and len(found) < most and size <= LARGEST_BODY:
        found.append(page(tablet, after=found[-1].last, limit=limit, guarded=guarded))
        size += found[-1].size
    return found


def page(tablet: Tablet, *, after: int, limit: int, guarded: bool) -> Page:
    """The changes after `after`, at most `limit` of them and about 2 MiB; call in a `snapshot`.

    `guarded`: with the fields that only some roles see. What the feed lists and the records do not let through is left
    out and reported, and the page goes on behind it. A `remove` may be of a record that the tablet never had.
    """
    asked: dict[str, Any] = {"centre": tablet.centre_id, "after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(PAGE + LISTED, asked)
        listed: list[Listed] = cursor.fetchall()
        told, count, size = "", 0, 0
        if parts := _telling(listed, guarded=guarded):
            cursor.execute(PAGE + TOGETHER.format(told=parts), asked)
            count, size, told = cursor.fetchone()
        expected, last = sum(one[2] for one in listed), max((one[3] for one in listed), default=after)
        if count < expected:
            log.error("sync_feed_mismatch", tablet=str(tablet.pk), changes=expected - count)
        if size > LARGEST_BODY:
            cursor.execute(PAGE + APART.format(told=parts), asked)
            return _cut(cursor.fetchall())
    return Page(told, count, size, last, more=expected == limit)


def _cut(found: list[tuple[int, str]]) -> Page:
    """As much as fits into a body of what does not all fit; at least one change, however long."""
    place, size = 0, 0
    while place < len(found) and (not place or size + len(found[place][1].encode()) <= LARGEST_BODY):
        size += len(found[place][1].encode())
        place += 1
    return Page(",".join(text for _seq, text in found[:place]), place, size, found[place - 1][0], more=True)


def _telling(listed: Iterable[Listed], *, guarded: bool) -> str:
    """What tells what the feed listed: of the kinds that are on the page alone; "" when none is."""
    other = {FeedOp.REMOVE.value: REMOVED, FeedOp.MERGE.value: MERGED}
    known = ((kind, op) for kind, op, _count, _last in listed if op in other or kind in KINDS)
    return "UNION ALL".join(dict.fromkeys(other[op] if op in other else _kind(kind, guarded) for kind, op in known))


@cache
def _kind(name: str, guarded: bool) -> str:
    one = KINDS[name]
    return KIND.format(
        kind=name, version=one.version, table=one.table, seen=one.seen_through, columns=one.selected(guarded=guarded)
    )
