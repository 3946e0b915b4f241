"""The limits of push and pull: COPY of the same rows into the same tables, triggers and all, and of the same page out.

COPY in: sessions and stored operations in one transaction, with the same audit context, so that the same events and
the same feed are written; the lines are put together before the clock runs. Nothing is parsed, checked or answered.
COPY out: the changes of a centre in the order of the feed, joined to who may see them, as the same JSON texts; and,
besides, the bare columns of as many sessions, which nobody could answer a tablet with.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Model
from psycopg import sql

from apps.core.clock import now
from apps.desk.bench.copying import Connection
from apps.desk.bench.tablets import Op
from apps.physio.models import PhysioSession
from apps.sync import registry
from apps.sync.models import Operation, Tablet

CONTEXT = "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"
Lines = tuple[str, bytes]  # the statement, and what follows it


def line_of_the_web() -> Connection:
    """Another connection of the role that the web server has."""
    connection.ensure_connection()
    given = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    line: Connection = psycopg.connect(**given, autocommit=True)
    line.execute("SET work_mem = '64MB'")  # the limit sorts its page in memory
    return line


# --- in ---------------------------------------------------------------------------------------------


def as_copied(operations: Sequence[Op], tablet: Tablet) -> list[Lines]:
    """The rows that a push of these sessions writes, as COPY takes them."""
    at = now()
    return [
        _lines(PhysioSession, (_session(one, tablet, at) for one in operations)),
        _lines(Operation, (_operation(one, tablet, at) for one in operations)),
    ]


def copy_in(line: Connection, tables: Sequence[Lines], tablet: Tablet) -> float:
    """Seconds until all of it is written, stamped and committed."""
    context = json.dumps({"source": "tablet", "tablet": str(tablet.pk), "user": str(tablet.user_id)})
    begun = time.perf_counter()
    with line.transaction(), line.cursor() as cursor:
        cursor.execute(CONTEXT, [str(tablet.pk), context])
        for statement, lines in tables:
            with cursor.copy(statement) as copy:
                copy.write(lines)
    return time.perf_counter() - begun


def _session(one: Op, tablet: Tablet, at: datetime) -> dict[str, Any]:
    said = one["values"]
    when = datetime.fromisoformat(said["at"])
    return {
        "id": one["id"], "version": 1, "created_at": at, "patient_id": one["patient"], "centre_id": tablet.centre_id,
        "at": when, "service_date": tablet.centre.local_date(when), "late": False, "recorded_by_id": tablet.user_id,
        "voided_at": None, "voided_by_id": None, "void_reason": "", "plan_id": None, "group_id": None,
        "minutes": said["minutes"], "device_related": False, "techniques": "{" + ",".join(said["techniques"]) + "}",
        "therapist_id": tablet.user_id, "attended": True, "note": said["note"],
    }  # fmt: skip


def _operation(one: Op, tablet: Tablet, at: datetime) -> dict[str, Any]:
    payload = json.dumps(one, ensure_ascii=False)
    told = json.dumps({"op_id": one["op_id"], "status": "applied", "version": 1})
    return {
        "op_id": one["op_id"], "tablet_id": tablet.pk, "op_seq": one["op_seq"], "type": one["type"],
        "action": one["action"], "key": one["id"], "status": "applied",
        "payload_hash": r"\x" + hashlib.sha256(payload.encode()).hexdigest(), "payload": payload, "result": told,
        "recorded_at": one["recorded_at"], "received_at": at,
    }  # fmt: skip


def _lines(model: type[Model], rows: Iterable[dict[str, Any]]) -> Lines:
    columns = [str(field.column) for field in model._meta.concrete_fields]
    lines = ("\t".join(_text(row[name]) for name in columns) for row in rows)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)
    return statement.as_string(None), "".join(f"{line}\n" for line in lines).encode()


def _text(value: Any) -> str:
    """A value in COPY's text format."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


# --- out --------------------------------------------------------------------------------------------

OUT_OF = """
SELECT g.seq, '{{"seq":' || g.seq || ',"type":"{kind}","id":"' || r.id || '","op":"upsert","version":' || {version}
    || ',"data":' || row_to_json(x) || '}}'
FROM page g JOIN {table} r ON r.id = g.key AND g.type = '{kind}' {seen} CROSS JOIN LATERAL (SELECT {columns}) x
"""


def as_json(tablet: Tablet, most: int) -> str:
    """The first changes of the tablet's centre in one statement, as the pages of a pull have them."""
    centre = sql.Literal(tablet.centre_id).as_string(None)
    found = connection.cursor()
    found.execute(_page(centre, most, "type, count(*)") + " GROUP BY type")
    kinds = [registry.KINDS[kind] for kind, _count in found.fetchall()]
    branches = " UNION ALL ".join(
        OUT_OF.format(kind=one.kind, version=one.version, table=one.table, columns=one.selected(guarded=True),
                      seen=one.seen_through.replace("%(centre)s", centre))
        for one in kinds
    )  # fmt: skip
    page = _page(centre, most, "seq, type, key")
    told = f"SELECT json FROM ({branches}) told (seq, json) ORDER BY seq"  # noqa: S608
    return f"COPY (WITH page AS MATERIALIZED ({page}) {told}) TO STDOUT"


def _page(centre: str, most: int, columns: str) -> str:
    of_either = f"SELECT seq, type, key FROM sync_change WHERE (centre_id = {centre} OR centre_id IS NULL)"  # noqa: S608
    return f"SELECT {columns} FROM ({of_either} ORDER BY seq LIMIT {most}) listed"  # noqa: S608


def as_columns(most: int) -> str:
    """As many bare rows of sessions."""
    return f"COPY (SELECT * FROM {PhysioSession._meta.db_table} LIMIT {most}) TO STDOUT"  # noqa: S608


def copy_out(line: Connection, statement: str) -> tuple[float, bytes]:
    """Seconds until the last byte was there, and all of them."""
    begun = time.perf_counter()
    with line.cursor() as cursor, cursor.copy(statement) as copy:
        found = b"".join(copy)
    return time.perf_counter() - begun, found
