"""What a tablet keeps: the records as the server told them, what was done since, and where it stands.

Everything that belongs together is written in one transaction of the local SQLite file, so that a tablet may lose power
at any moment: an operation with its effect, an answer with its operation, a page with its cursor.
"""

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

KEPT = timedelta(days=35)  # how long answered operations are kept, for a server that has to be told again (MUST 15)
SCHEMA = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS record (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER, told TEXT, shown TEXT, round INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (type, id)
);
CREATE TABLE IF NOT EXISTS operation (
    op_seq INTEGER PRIMARY KEY, op_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    made_at TEXT NOT NULL, answer TEXT, sent INTEGER NOT NULL DEFAULT 0, settled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS operation_of_record ON operation (type, id, settled);
CREATE INDEX IF NOT EXISTS operation_waiting ON operation (sent, op_seq);
"""


@dataclass(frozen=True)
class Waiting:
    """An operation that is to be sent, as it is sent."""

    op_seq: int
    body: dict[str, Any]


class Replica:
    """The tablet's file. One user, one writer; `path` ":memory:" for one that forgets.

    A record is `told` as the server last said it and `shown` with what was done here since.
    """

    def __init__(self, path: Path | str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.executescript(SCHEMA)

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All of it is kept, or none."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # -- what the user does

    def do(
        self,
        type: str,
        action: str,
        *,
        id: str | None = None,
        patient: str | None = None,
        values: Mapping[str, Any] | None = None,
        changes: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> str:
        """Keep an operation and its effect. `changes`: field → new value; what it was is looked up here.

        Returns the record's key. The number of the operation follows the last one without a gap (MUST 1).
        """
        at, key = at or datetime.now(UTC), id or str(uuid.uuid4())
        with self.at_once():
            version, shown = self._record(type, key)
            body: dict[str, Any] = {"op_id": str(uuid.uuid4()), "op_seq": self._next(), "type": type, "action": action,
                                    "id": key, "recorded_at": at.isoformat()}  # fmt: skip
            body |= {"patient": patient} if patient else {}
            body |= {"base_version": version} if version else {}
            if values is not None:
                body["values"] = dict(values)
            if changes is not None:
                body["changes"] = {name: [(shown or {}).get(name), new] for name, new in changes.items()}
            self._keep(body, at.isoformat())
            self._show(type, key)
        return key

    def _keep(self, body: Mapping[str, Any], made_at: str) -> None:
        self.db.execute(
            "INSERT INTO operation (op_seq, op_id, type, id, body, made_at) VALUES (?, ?, ?, ?, ?, ?)",
            (body["op_seq"], body["op_id"], body["type"], body["id"], json.dumps(body), made_at),
        )

    def shown(self, type: str, id: str) -> dict[str, Any] | None:
        """A record as the user sees it: with what was done here and is not settled yet. None: there is none."""
        row = self.db.execute("SELECT shown FROM record WHERE type = ? AND id = ?", (type, id)).fetchone()
        return json.loads(row[0]) if row and row[0] else None

    def told(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Every record as the server told it, by type and key."""
        rows = self.db.execute("SELECT type, id, told FROM record WHERE told IS NOT NULL")
        return {(kind, key): json.loads(told) for kind, key, told in rows}

    def unsettled(self) -> list[dict[str, Any]]:
        """The operations that were refused or are in conflict, with their answers: the user is told of each."""
        rows = self.db.execute("SELECT body, answer FROM operation WHERE answer IS NOT NULL ORDER BY op_seq")
        found = [{**json.loads(body), "answer": json.loads(answer)} for body, answer in rows]
        return [one for one in found if one["answer"]["status"] in ("rejected", "conflict")]

    # -- pushing

    def waiting(self, most: int) -> list[Waiting]:
        """The next operations to send, in order."""
        rows = self.db.execute("SELECT op_seq, body FROM operation WHERE sent = 0 ORDER BY op_seq LIMIT ?", (most,))
        return [Waiting(op_seq, json.loads(body)) for op_seq, body in rows]

    @property
    def unsent(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM operation WHERE sent = 0").fetchone()[0])

    def answered(self, results: Sequence[Mapping[str, Any]]) -> None:
        """Keep the answers. An operation is sent when, and only when, its own answer is here."""
        with self.at_once():
            self.db.executemany(
                "UPDATE operation SET sent = 1, answer = ? WHERE op_id = ?",
                [(json.dumps(one), one["op_id"]) for one in results],
            )

    def send_again(self, first: int = 1) -> bool:
        """Have every operation from the number `first` on sent again, under its own key; False when it is not here."""
        with self.at_once():
            found = self.db.execute("SELECT count(*) FROM operation WHERE op_seq = ?", (first,)).fetchone()[0]
            self.db.execute("UPDATE operation SET sent = 0, settled = 0 WHERE op_seq >= ?", (first,))
        return bool(found)

    @property
    def first_kept(self) -> int:
        """The number of the oldest operation that is still here."""
        return int(self.db.execute("SELECT coalesce(min(op_seq), 1) FROM operation").fetchone()[0])

    # -- pulling

    def take(self, changes: Iterable[Mapping[str, Any]], *, cursor: str, more: bool) -> None:
        """A page of changes and the cursor after it, together. After the last page what was answered is settled."""
        with self.at_once():
            number = self._number("round")
            for change in changes:
                self._take(change, number)
            self._set("cursor", cursor)
            if not more:
                self._finish(number)

    def begin_again(self) -> None:
        """Pull everything from the beginning; what is here stays to be seen until the end (MUST 15)."""
        with self.at_once():
            self._set("round", str(self._number("round") + 1))
            self.db.execute("DELETE FROM state WHERE name = 'cursor'")
            self._set("whole", "no")

    def _take(self, change: Mapping[str, Any], number: int) -> None:
        kind, key = change["type"], change["id"]
        if change["op"] == "upsert":
            self.db.execute(
                "INSERT INTO record (type, id, version, told, round) VALUES (?, ?, ?, ?, ?) ON CONFLICT (type, id) "
                "DO UPDATE SET version = excluded.version, told = excluded.told, round = excluded.round",
                (kind, key, change["version"], json.dumps(change["data"]), number),
            )
            self._show(kind, key)
        else:  # no longer the centre's, or merged into somebody who comes by themselves
            self.db.execute("DELETE FROM record WHERE type = ? AND id = ?", (kind, key))

    def _finish(self, number: int) -> None:
        """All was told: what was not told in this round is gone, and what was answered shows as the server has it."""
        self.db.execute("DELETE FROM record WHERE round < ? AND told IS NOT NULL", (number,))
        answered = self.db.execute("SELECT DISTINCT type, id FROM operation WHERE sent = 1 AND settled = 0").fetchall()
        self.db.execute("UPDATE operation SET settled = 1 WHERE sent = 1")
        for kind, key in answered:
            self._show(kind, key)
        self._set("whole", "yes")

    def forget_old(self, at: datetime) -> int:
        """Let go of settled operations older than 35 days, but never of the last one: numbers go on from it."""
        before = (at - KEPT).isoformat()
        done = self.db.execute(
            "DELETE FROM operation WHERE settled = 1 AND made_at < ? AND op_seq < (SELECT max(op_seq) FROM operation)",
            (before,),
        )
        return done.rowcount

    def wipe(self) -> None:
        """Delete everything: the tablet was revoked."""
        with self.at_once():
            for table in ("record", "operation", "state"):
                self.db.execute(f"DELETE FROM {table}")  # noqa: S608  names of this module

    # -- where it stands

    def get(self, name: str) -> str | None:
        row = self.db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def enrolled(self, tablet: str, token: str, *, last_op_seq: int) -> None:
        """Be this tablet from now on. `last_op_seq`: the number the server knows it by, for one that lost its file.

        As another tablet than before, what was not answered yet is numbered anew, and everything is pulled again. A
        server that has done some of it all the same knows the records by their keys and does them only once.
        """
        another = self.get("tablet") not in (None, tablet)
        with self.at_once():
            self._set("token", token)
            self._set("tablet", tablet)
            self._set("counted", str(last_op_seq))
            if another:
                self._number_anew(last_op_seq)
                self.db.execute("DELETE FROM state WHERE name = 'cursor'")
                self._set("round", str(self._number("round") + 1))
                self._set("whole", "no")

    def _number_anew(self, last_op_seq: int) -> None:
        waiting = self.db.execute("SELECT body, made_at FROM operation WHERE sent = 0 ORDER BY op_seq").fetchall()
        self.db.execute("DELETE FROM operation")
        for op_seq, (text, made_at) in enumerate(waiting, last_op_seq + 1):
            self._keep({**json.loads(text), "op_seq": op_seq, "op_id": str(uuid.uuid4())}, made_at)

    def set(self, name: str, value: str) -> None:
        with self.at_once():
            self._set(name, value)

    def _set(self, name: str, value: str) -> None:
        self.db.execute(
            "INSERT INTO state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )

    def _number(self, name: str) -> int:
        return int(self.get(name) or 0)

    def _next(self) -> int:
        """The number after the last operation ever made here: the last one is never deleted."""
        last = int(self.db.execute("SELECT coalesce(max(op_seq), 0) FROM operation").fetchone()[0])
        return max(last, self._number("counted")) + 1

    def _record(self, type: str, id: str) -> tuple[int | None, dict[str, Any] | None]:
        row = self.db.execute("SELECT version, shown FROM record WHERE type = ? AND id = ?", (type, id)).fetchone()
        return (None, None) if row is None else (row[0], json.loads(row[1]) if row[1] else None)

    def _show(self, type: str, id: str) -> None:
        """What the user sees of a record: as it was told, and upon it whatever was done here and is not settled."""
        row = self.db.execute("SELECT told FROM record WHERE type = ? AND id = ?", (type, id)).fetchone()
        shown = json.loads(row[0]) if row and row[0] else None
        done = self.db.execute(
            "SELECT body FROM operation WHERE type = ? AND id = ? AND settled = 0 ORDER BY op_seq", (type, id)
        )
        for (body,) in done:
            shown = effect(shown, json.loads(body))
        if shown is None:
            self.db.execute("DELETE FROM record WHERE type = ? AND id = ? AND told IS NULL", (type, id))
            self.db.execute("UPDATE record SET shown = NULL WHERE type = ? AND id = ?", (type, id))
            return
        self.db.execute(
            "INSERT INTO record (type, id, shown) VALUES (?, ?, ?) ON CONFLICT (type, id) "
            "DO UPDATE SET shown = excluded.shown",
            (type, id, json.dumps(shown)),
        )


def effect(shown: dict[str, Any] | None, operation: Mapping[str, Any]) -> dict[str, Any] | None:
    """What an operation does to a record as the user sees it, until the server has said."""
    if "changes" in operation:  # of what is not here, nothing is to be seen
        return shown and {**shown, **{name: pair[1] for name, pair in operation["changes"].items()}}
    if operation["action"] in ("create", "amend"):
        return {"patient": operation.get("patient"), **operation.get("values", {})}
    return shown
