"""A page of what changed for a tablet, written as JSON by PostgreSQL itself.

The feed says what changed; whether the tablet may have it is asked of the records once more (MUST 12). First it is
asked which kinds the page of the feed lists, then, in one statement, for the records of those kinds alone: each by its
key, so that a page costs the same however much there is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from django.db import connection, transaction
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from apps.sync.models import FeedOp, Tablet
from apps.sync.registry import KINDS

LARGEST_PAGE, LARGEST_BODY = 500, 2 * 1024 * 1024  # rows, bytes
MOST_PAGES, LARGEST_ANSWER = 20, 4 * 1024 * 1024  # where a tablet takes several pages at once
log = structlog.get_logger(__name__)
# A page is small and the tables are large: every record by its key. Left to itself the planner reads whole tables. What
# fits into an answer is put in order in memory.
SNAPSHOT = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL work_mem = '32MB';
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
"""
STANDING = """
SELECT epoch, (SELECT last_value FROM sync_seq), (SELECT coalesce(max(seq), 0) FROM sync_change),
       coalesce((SELECT max_issued FROM sync_tabletstate s WHERE tablet_id = %s AND s.epoch = e.epoch), 0)
FROM sync_epoch e
"""
LISTED = """
WITH listed AS MATERIALIZED (
    SELECT seq, type, key, op, (row_number() OVER (ORDER BY seq) - 1) / %(limit)s AS page FROM (
        (SELECT seq, type, key, op FROM sync_change WHERE centre_id = %(centre)s AND seq > %(after)s
         ORDER BY seq LIMIT %(limit)s * %(pages)s)
        UNION ALL
        (SELECT seq, type, key, op FROM sync_change WHERE centre_id IS NULL AND seq > %(after)s
         ORDER BY seq LIMIT %(limit)s * %(pages)s)
    ) both_feeds ORDER BY seq LIMIT %(limit)s * %(pages)s
)
"""
KINDS_LISTED = "SELECT page, type, op, count(*), max(seq) FROM listed GROUP BY page, type, op"
# One text for all of a page costs a fifth of five hundred texts.
TOLD = """
SELECT page, count(*), string_agg(text, ',' ORDER BY seq) FROM ({told}) told (page, seq, text) GROUP BY page
"""
KIND = """
SELECT g.page, g.seq, '{{"seq":' || g.seq || ',"type":"{kind}","id":"' || r.id || '","op":"upsert","version":'
    || {version} || ',"data":' || row_to_json(x) || '}}'
FROM listed g JOIN {table} r ON r.id = g.key {seen} CROSS JOIN LATERAL (SELECT {columns}) x
WHERE g.type = '{kind}' AND g.op = 'upsert'
"""
# Into whom a record was merged is told to whoever sees that one; to others it is gone.
MERGED = """
SELECT g.page, g.seq, '{"seq":' || g.seq || ',"type":"patient","id":"' || r.id || '","op":' || CASE WHEN a.id IS NULL
    THEN '"remove"}' ELSE '"merge","into":"' || r.merged_into_id || '"}' END
FROM listed g JOIN patients_patient r ON r.id = g.key AND r.merged_into_id IS NOT NULL
LEFT JOIN patients_patientaccess a
    ON a.patient_id = r.merged_into_id AND a.centre_id = %(centre)s AND a.active
WHERE g.op = 'merge'
"""
REMOVED = """
SELECT g.page, g.seq, '{"seq":' || g.seq || ',"type":"' || g.type || '","id":"' || g.key || '","op":"remove"}'
FROM listed g WHERE g.op = 'remove'
"""


class Standing(NamedTuple):
    """`epoch`: the life of the database. `drawn`: the last number of the feed that was drawn; `newest`: the last one
    that is to be seen; `issued`: the highest one that the tablet may have been told."""

    epoch: UUID
    drawn: int
    newest: int
    issued: int


@dataclass(frozen=True)
class Page:
    """`told`: a JSON object a change, `count` of them in the order of `seq`, with commas between. `last`: the place the
    page ends at. `more`: ask on."""

    told: bytes
    count: int
    last: int
    more: bool

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.told)


class AsItCame(Loader):
    """A text left in UTF-8, because it goes on as it came."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


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
    """The changes after `after`, in at most so many pages, which fit into one answer; call in a `snapshot`.

    The first one is as `page` has it; as many more are asked for as would fit if they were of its size.
    """
    found = [page(tablet, after=after, limit=limit, guarded=guarded)]
    room = min(most, LARGEST_ANSWER // max(found[0].size, 1)) - 1
    if found[0].more and room > 0:
        size = found[0].size
        for one in _pages(tablet, after=found[0].last, limit=limit, guarded=guarded, most=room):
            size += one.size
            if size > LARGEST_ANSWER or one.size > LARGEST_BODY:
                break
            found.append(one)
    return found


def page(tablet: Tablet, *, after: int, limit: int, guarded: bool) -> Page:
    """The changes after `after`, at most `limit` of them and about 2 MiB; call in a `snapshot`.

    `guarded`: with the fields that only some roles see. What the feed lists and the records do not let through is left
    out and reported, and the page goes on behind it. A `remove` may be of a record that the tablet never had.
    """
    found = _pages(tablet, after=after, limit=limit, guarded=guarded, most=1)
    if found and found[0].size > LARGEST_BODY and limit > 1:
        return page(tablet, after=after, limit=limit // 2, guarded=guarded)
    return found[0] if found else Page(b"", 0, after, more=False)


def _pages(tablet: Tablet, *, after: int, limit: int, guarded: bool, most: int) -> list[Page]:
    """At most so many pages of `limit` changes, however large they are; none when nothing is listed."""
    asked: dict[str, Any] = {"centre": tablet.centre_id, "after": after, "limit": limit, "pages": most}
    listed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    told: dict[int, tuple[int, bytes]] = {}
    with connection.cursor() as cursor:
        cursor.execute(LISTED + KINDS_LISTED, asked)
        kinds = set()
        for number, kind, op, count, last in cursor.fetchall():
            kinds.add((kind, op))
            listed[number].append((count, last))
        if telling := _telling(kinds, guarded=guarded):
            cursor.cursor.adapters.register_loader("text", AsItCame)
            cursor.execute(LISTED + TOLD.format(told=telling), asked)
            told = {number: rest for number, *rest in cursor.fetchall()}
    found = []
    for number in sorted(listed):
        expected, last = sum(count for count, _last in listed[number]), max(last for _count, last in listed[number])
        count, text = told.get(number, (0, b""))
        if count < expected:
            log.error("sync_feed_mismatch", tablet=str(tablet.pk), changes=expected - count)
        found.append(Page(text, count, last, more=expected == limit))
    return found


def _telling(listed: Iterable[tuple[str, str]], *, guarded: bool) -> str:
    """What tells what the feed listed: of the kinds and deeds that are listed alone; "" when none is."""
    other = {FeedOp.REMOVE.value: REMOVED, FeedOp.MERGE.value: MERGED}
    known = sorted((kind, op) for kind, op in listed if op in other or kind in KINDS)
    return "UNION ALL".join(dict.fromkeys(other[op] if op in other else _kind(kind, guarded) for kind, op in known))


@cache
def _kind(name: str, guarded: bool) -> str:
    one = KINDS[name]
    return KIND.format(
        kind=name, version=one.version, table=one.table, seen=one.seen_through, columns=one.selected(guarded=guarded)
    )
