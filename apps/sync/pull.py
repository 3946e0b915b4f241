"""A page of what changed for a tablet, written as JSON by PostgreSQL itself.

The feed says what changed; whether the tablet may have it is asked of the records once more (MUST 12). First the page
of the feed is read, then, in one statement, the records of those kinds alone that are on it: each by its key, so that
a page costs the same however much there is.
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
REMOVE, MERGE = FeedOp.REMOVE.value, FeedOp.MERGE.value
WIDEST = 4  # bytes of a character in UTF-8
log = structlog.get_logger(__name__)
# A page is small and the tables are large: every record by its key. Left to itself the planner reads whole tables.
SNAPSHOT = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off
"""
FEED = """
SELECT seq, type, key::text, op FROM (
    (SELECT seq, type, key, op FROM sync_change WHERE centre_id = %(centre)s AND seq > %(after)s
     ORDER BY seq LIMIT %(limit)s)
    UNION ALL
    (SELECT seq, type, key, op FROM sync_change WHERE centre_id IS NULL AND seq > %(after)s
     ORDER BY seq LIMIT %(limit)s)
) both_feeds ORDER BY seq LIMIT %(limit)s
"""
KIND = """
SELECT g.seq, '{{"seq":' || g.seq || ',"type":"{kind}","id":"' || r.id || '","op":"upsert","version":' || {version}
    || ',"data":' || row_to_json(x) || '}}'
FROM unnest(%({kind}_seqs)s::bigint[], %({kind}_keys)s::uuid[]) g (seq, key)
JOIN {table} r ON r.id = g.key {seen} CROSS JOIN LATERAL (SELECT {columns}) x
"""
# Into whom a record was merged is told to whoever sees that one; to others it is gone.
MERGED = """
SELECT g.seq, '{{"seq":' || g.seq || ',"type":"patient","id":"' || r.id || '","op":' || CASE WHEN a.id IS NULL
    THEN '"remove"}}' ELSE '"merge","into":"' || r.merged_into_id || '"}}' END
FROM unnest(%(merged_seqs)s::bigint[], %(merged_keys)s::uuid[]) g (seq, key)
JOIN patients_patient r ON r.id = g.key AND r.merged_into_id IS NOT NULL
LEFT JOIN patients_patientaccess a
    ON a.patient_id = r.merged_into_id AND a.centre_id = %(centre)s AND a.active
"""
Listed = tuple[int, str, str, str]  # seq, type, key, op


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
        cursor.execute(FEED, asked)
        listed: list[Listed] = cursor.fetchall()
        told = _removals(listed)
        statement, keys = _records(listed, guarded=guarded)
        if statement:
            cursor.execute(statement, asked | keys)
            told.update(cursor.fetchall())
    if len(told) < len(listed):
        log.error("sync_feed_mismatch", tablet=str(tablet.pk), changes=len(listed) - len(told))
    return _cut([(seq, told.get(seq, "")) for seq, _type, _key, _op in listed], after=after, full=len(listed) == limit)


def _cut(found: list[tuple[int, str]], *, after: int, full: bool) -> Page:
    """As much of it as fits into a body; at least one change, however long."""
    told = tuple(text for _seq, text in found if text)
    if WIDEST * sum(map(len, told)) <= LARGEST_BODY:  # nearly always, and nothing has to be measured
        return Page(told, found[-1][0] if found else after, more=full)
    size, last = 0, after
    for place, (seq, text) in enumerate(found):
        size += len(text.encode())
        if place and size > LARGEST_BODY:
            return Page(tuple(text for _seq, text in found[:place] if text), last, more=True)
        last = seq
    return Page(told, last, more=full)


def _removals(listed: Iterable[Listed]) -> dict[int, str]:
    return {
        seq: f'{{"seq":{seq},"type":"{kind}","id":"{key}","op":"remove"}}'
        for seq, kind, key, op in listed
        if op == REMOVE
    }


def _records(listed: list[Listed], *, guarded: bool) -> tuple[str, dict[str, str]]:
    """The statement that reads the records of the kinds listed, and the numbers and keys it reads them by."""
    wanted: dict[str, list[Listed]] = {}
    for one in listed:
        _seq, kind, _key, op = one
        if op != REMOVE and (op == MERGE or kind in KINDS):
            wanted.setdefault("merged" if op == MERGE else kind, []).append(one)
    keys: dict[str, str] = {}
    for name, rows in wanted.items():
        keys[f"{name}_seqs"] = _array(str(one[0]) for one in rows)
        keys[f"{name}_keys"] = _array(one[2] for one in rows)
    branches = (MERGED.format() if name == "merged" else _kind(name, guarded) for name in wanted)
    return "UNION ALL".join(branches), keys


def _array(values: Iterable[str]) -> str:
    """Numbers or keys as PostgreSQL reads an array: as one text, which costs a tenth of a list."""
    return "{" + ",".join(values) + "}"


@cache
def _kind(name: str, guarded: bool) -> str:
    one = KINDS[name]
    return KIND.format(
        kind=name, version=one.version, table=one.table, seen=one.seen_through, columns=one.selected(guarded=guarded)
    )
