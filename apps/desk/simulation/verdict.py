"""The count at the end: is what was acknowledged there, once, and does every tablet hold what it may see, no more?"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from apps.centres.models import Centre
from apps.core.models import Record
from apps.desk.simulation.book import Book
from apps.patients.models import PatientAccess
from apps.sync.models import Conflict, Operation, OperationStatus
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.receiving.sameness import plain, same, spelt
from apps.sync.registry import KINDS

APPLIED = (OperationStatus.APPLIED, OperationStatus.APPLIED_LATE, OperationStatus.APPLIED_OUT_OF_SCOPE)
MADE_BY_ONE = (
    "score", "measurement", "fitting", "checkout", "delivery", "repair", "followup", "appointment", "patient",
    "device", "impairment", "assessment", "goal", "group",
)  # fmt: skip
CLINICAL_WORK = ("session", "group", "score")
Key = tuple[str, str]
Held = dict[Key, tuple[int, Any]]  # version and content


@dataclass
class Verdict:
    """Each list holds what is wrong, by keys; all of them have to be empty."""

    lost: list[str] = field(default_factory=list)
    unkept: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    answered_otherwise: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    conflicts_without_question: list[str] = field(default_factory=list)
    refused_field_work: list[str] = field(default_factory=list)
    taken_nonsense: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(found) for name, found in asdict(self).items()}


@dataclass(frozen=True)
class Kept:
    """An operation on its tablet, with the answer it got (None: none)."""

    op_id: str
    body: dict[str, Any]
    answer: dict[str, Any] | None


def kept_on(file: Path) -> list[Kept]:
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT op_id, body, answer FROM operation ORDER BY op_seq").fetchall()
    return [Kept(op_id, json.loads(body), json.loads(answer) if answer else None) for op_id, body, answer in rows]


def held_on(file: Path) -> Held:
    """What the tablet was told and still holds."""
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT type, id, version, told FROM record WHERE told IS NOT NULL").fetchall()
    return {(kind, key): (version, json.loads(told)) for kind, key, version, told in rows}


def judge_operations(found: Verdict, tablets: Mapping[str, list[Kept]], book: Book) -> Counter[str]:
    """Every operation that a user saw kept. Returns how many were made, by what became of them."""
    statuses: Counter[str] = Counter()
    for name, operations in tablets.items():
        here = {one.op_id for one in operations}
        found.unkept += [op_id for op_id in book.kept[name] if op_id not in here]
        stored = Operation.objects.in_bulk([UUID(one.op_id) for one in operations])
        for one in operations:
            _judge_answer(found, one, stored.get(UUID(one.op_id)), wrong=one.body["id"] in book.wrong[name])
            statuses[str(one.answer["status"]) if one.answer else "unanswered"] += 1
    found.answered_otherwise += sorted(book.other)
    found.unanswered += [one.op_id for each in tablets.values() for one in each if one.answer is None]
    _judge_records(found, [one for each in tablets.values() for one in each if one.answer is not None])
    return statuses


def _judge_answer(found: Verdict, one: Kept, row: Operation | None, *, wrong: bool) -> None:
    if one.answer is None:
        return
    if row is None or row.payload != one.body or row.result != one.answer:
        found.lost.append(f"{one.op_id} is not kept as it was sent and answered")
        return
    status, kind = one.answer["status"], f"{one.body['type']} {one.body['action']}"
    if wrong:
        if status != OperationStatus.REJECTED:
            found.taken_nonsense.append(f"{one.op_id} {kind}: {status}")
    elif one.body["type"] in CLINICAL_WORK and one.body["action"] == "create" and status not in APPLIED:
        found.refused_field_work.append(f"{one.op_id} {kind}: {json.dumps(one.answer, ensure_ascii=False)}")


def _judge_records(found: Verdict, operations: Iterable[Kept]) -> None:
    """What was applied stands here or is in history; what is in conflict waits for a person."""
    asked = defaultdict(list)
    for conflict in Conflict.objects.all():
        asked[str(conflict.operation_id)].append(conflict)
    by_kind = defaultdict(list)
    for one in operations:
        by_kind[one.body["type"]].append(one)
    for kind, group in by_kind.items():
        rows = KINDS[kind].model._base_manager.in_bulk([UUID(one.body["id"]) for one in group])
        for one in group:
            _judge_record(found, one, rows.get(UUID(one.body["id"])), asked[one.op_id])


def _judge_record(found: Verdict, one: Kept, row: Any, conflicts: list[Conflict]) -> None:
    status = one.answer["status"] if one.answer else ""
    if (status == OperationStatus.CONFLICT) != bool(conflicts):
        found.conflicts_without_question.append(one.op_id)
    if status in APPLIED and row is None:
        found.lost.append(f"{one.op_id} {one.body['type']} {one.body['action']}: {status}, and there is no such record")
    elif "changes" in one.body and status in (*APPLIED, OperationStatus.CONFLICT):
        told = {conflict.field for conflict in conflicts}
        found.lost += [
            f"{one.op_id} {one.body['type']}.{name}: neither here nor in history"
            for name, (old, new) in one.body["changes"].items()
            if name not in told and "" not in told and old != new and not stood(row, one, name, new)
        ]
    elif one.body["action"] == "void" and status in APPLIED and getattr(row, "voided_at", "group") is None:
        found.lost.append(f"{one.op_id} {one.body['type']}: not voided")


def stood(row: Record, one: Kept, name: str, new: Any) -> bool:
    """Whether a field has or once had the value that a tablet gave it; of a merged person, the survivor's too."""
    receives = RECEIVES[one.body["type"], one.body["action"]]
    remap = (one.answer or {}).get("remap") or {}
    rows: list[Any] = [row]
    if remap:
        rows += KINDS[receives.kind.kind].model._base_manager.filter(pk__in=remap.values())
    states = [state for each in rows for state in (each, *each.events.all())]
    return any(same(str(spelt(plain(state, name)) or ""), str(_read(state, name, new) or "")) for state in states)


def _read(state: Any, name: str, new: Any) -> Any:
    """The value as the column would have it."""
    return spelt(state._meta.get_field(name).to_python(new)) if new is not None else None


def judge_rows(found: Verdict, tablets: Mapping[str, list[Kept]], before: set[UUID], book: Book) -> None:
    """Nothing is there that nobody made, and nothing twice."""
    made = {UUID(one.body["id"]) for each in tablets.values() for one in each if one.answer} | before | book.ours
    for kind in MADE_BY_ONE:
        keys = set(KINDS[kind].model._base_manager.values_list("pk", flat=True))
        found.duplicated += [f"{kind} {key}" for key in sorted(keys - made)]
    sessions = KINDS["session"].model._base_manager
    alone = set(sessions.filter(group=None).values_list("pk", flat=True))
    found.duplicated += [f"session {key}" for key in sorted(alone - made)]
    in_groups = Counter(key for key, pk in sessions.exclude(group=None).values_list("group", "pk") if pk not in made)
    sent = {UUID(one.body["id"]): len(set(one.body.get("values", {}).get("patients", ())))
            for each in tablets.values() for one in each if one.body["type"] == "group"}  # fmt: skip
    found.duplicated += [f"group {key}" for key, count in in_groups.items() if count > sent.get(key, 0)]


def keys_now() -> set[UUID]:
    """Every record there is of the kinds that tablets make."""
    return {key for kind in (*MADE_BY_ONE, "session")
            for key in KINDS[kind].model._base_manager.values_list("pk", flat=True)}  # fmt: skip


def scope(centre: Centre) -> dict[Key, int]:
    """Everything the centre may see now with its version, by the records and not by the feed (MUST 12)."""
    seen = PatientAccess.objects.filter(centre=centre, active=True).values("patient")
    narrowed: dict[str, dict[str, Any]] = {
        "patient": {"patient__in": seen},
        "device": {"device__patient__in": seen},
        "self": {"pk__in": seen, "merged_into": None},
        "centre": {"centre": centre},
        "member": {"memberships__centre": centre},
        "all": {},
    }
    return {
        (kind, str(row["pk"])): row.get("version", 1)
        for kind, one in KINDS.items()
        for row in one.model._base_manager.filter(**narrowed[one.about]).values(*_identified(one.model))
    }


def _identified(model: Any) -> tuple[str, ...]:
    versioned = any(field.name == "version" for field in model._meta.concrete_fields)
    return ("pk", "version") if versioned else ("pk",)


def judge_replica(found: Verdict, name: str, held: Held, fresh: Held, seen: Mapping[Key, int]) -> None:
    """A tablet, a fresh one that pulled everything, and the records themselves say the same."""
    found.foreign += [f"{name}: {kind} {key}" for kind, key in sorted(held.keys() - seen.keys())]
    for key in sorted(held.keys() | fresh.keys()):
        if held.get(key) != fresh.get(key):
            found.differing.append(f"{name}: {key[0]} {key[1]}: {_told(held.get(key))}, fresh {_told(fresh.get(key))}")
    for key in sorted(fresh.keys() | seen.keys()):
        if (fresh[key][0] if key in fresh else None) != seen.get(key):
            found.differing.append(f"{name}: fresh {key[0]} {key[1]}: {_told(fresh.get(key))}, row {seen.get(key)}")


def _told(held: tuple[int, Any] | None) -> str:
    return "nothing" if held is None else f"version {held[0]}"


def conflicts() -> dict[str, int]:
    """Stored, and answered: operations each."""
    return {
        "stored": Conflict.objects.values("operation").distinct().count(),
        "answered": Operation.objects.filter(status=OperationStatus.CONFLICT).count(),
    }


def refusals(tablets: Mapping[str, list[Kept]]) -> dict[str, int]:
    """Why operations were not applied, by kind."""
    counted: Counter[str] = Counter()
    for one in (one for each in tablets.values() for one in each if one.answer):
        answer = one.answer or {}
        if answer["status"] not in APPLIED:
            errors = ", ".join(f"{error['code']} {error['field']}" for error in answer.get("errors", ()))
            code = " ".join(filter(None, (answer.get("code", ""), errors)))
            counted[f"{one.body['type']} {one.body['action']}: {answer['status']} {code}"] += 1
    return dict(counted.most_common())
