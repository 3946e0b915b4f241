"""Take up what a tablet did: every operation once, each with its own final answer, all of them or none (MUST 1–10)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import DataError, IntegrityError, OperationalError, transaction

from apps.core import adding
from apps.core.ids import among
from apps.core.models import Record
from apps.core.writing import save
from apps.sync import wire
from apps.sync.models import Conflict, Operation, Tablet, TabletState
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.carrying import carried_out
from apps.sync.receiving.spoken import Outcome
from apps.sync.receiving.understanding import Understood, understood

OFTEN = 4  # times a push is begun when it and another transaction waited for each other
WAITED = ("40P01", "40001")  # deadlock, serialization: SQLSTATE
Sent = Mapping[str, Any]
canonical = msgspec.json.Encoder(order="sorted").encode


class Reused(Exception):
    """An operation's key came again with other content (MUST 2)."""

    def __init__(self, op_id: UUID) -> None:
        super().__init__()
        self.op_id = op_id


@dataclass(frozen=True)
class Pushed:
    """The answers in the order of the operations; `expected`: the number that is missing, after which nothing was
    done, or None."""

    results: tuple[dict[str, Any], ...]
    last_op_seq: int
    expected: int | None = None


def push(*, tablet: Tablet, operations: Sequence[Sent], at: datetime) -> Pushed:
    """Carry the operations out in one transaction, or give again the answers they got before.

    After a gap in the numbers nothing is carried out (MUST 1). Raises Unreadable for operations that cannot even be
    answered, Reused for a key used before, and what the database raises when it is away.
    """
    receipts = wire.receipts(operations)
    for attempt in range(1, OFTEN + 1):
        try:
            return _pushed(tablet, operations, receipts, at)
        except OperationalError as error:
            if attempt == OFTEN or getattr(error.__cause__, "sqlstate", "") not in WAITED:
                raise
    raise AssertionError("unreachable")


def _pushed(tablet: Tablet, operations: Sequence[Sent], receipts: Sequence[wire.Receipt], at: datetime) -> Pushed:
    """All at once; when the database refuses, every operation by itself, so that a bad one takes no good one with it
    (MUST 4)."""
    try:
        with transaction.atomic():
            return _taken(Batch(tablet, at), operations, receipts, carefully=False)
    except (IntegrityError, DataError):
        with transaction.atomic():
            return _taken(Batch(tablet, at), operations, receipts, carefully=True)


@dataclass
class _Sorted:
    """The operations of a push: those answered before, those that are new, and the number that is missing."""

    answers: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    new: dict[UUID, tuple[Sent, bytes]] = field(default_factory=dict)
    expected: int | None = None
    last: int = 0


def _taken(batch: Batch, operations: Sequence[Sent], receipts: Sequence[wire.Receipt], *, carefully: bool) -> Pushed:
    state = TabletState.objects.select_for_update().get(tablet=batch.tablet)  # one push of a tablet at a time
    found = _sorted(batch.tablet, operations, receipts, last=state.last_op_seq)
    read = {op_id: understood(sent) for op_id, (sent, _digest) in found.new.items()}
    meant: list[Understood] = [one for one in read.values() if not isinstance(one, Outcome)]
    outcomes = {op_id: one for op_id, one in read.items() if isinstance(one, Outcome)}
    outcomes |= carried_out(batch, meant, carefully=carefully)
    found.answers |= _stored(batch, found.new, outcomes, {one[0].op_id: one for one in meant})
    state.last_op_seq, state.last_push_at = found.last, batch.at
    save(state, "last_op_seq", "last_push_at")
    answered = (one.op_id for one in receipts if one.op_id in found.answers)
    return Pushed(tuple(found.answers[op_id] for op_id in answered), found.last, found.expected)


def _sorted(tablet: Tablet, operations: Sequence[Sent], receipts: Sequence[wire.Receipt], *, last: int) -> _Sorted:
    """Which operations are new, and which were answered before. Raises Reused."""
    asked = Operation.objects.filter(pk__in=among(one.op_id for one in receipts))
    stored = {one.op_id: one for one in asked.only("tablet", "payload_hash", "result")}
    found = _Sorted(last=last)
    for receipt, sent in zip(receipts, operations, strict=True):
        op_id, digest = receipt.op_id, digest_of(sent)
        before = stored.get(op_id)
        if before is not None:
            if before.tablet_id != tablet.pk or bytes(before.payload_hash) != digest:
                raise Reused(op_id)
            found.answers[op_id] = before.result
        elif op_id in found.new:
            if found.new[op_id][1] != digest:
                raise Reused(op_id)
        elif receipt.op_seq != found.last + 1:
            found.expected = found.last + 1
            break
        else:
            found.last = receipt.op_seq
            found.new[op_id] = (sent, digest)
    return found


def digest_of(sent: Sent) -> bytes:
    """SHA-256 of an operation, however its names are ordered and its signs escaped."""
    return hashlib.sha256(canonical(sent)).digest()


def _stored(
    batch: Batch,
    new: Mapping[UUID, tuple[Sent, bytes]],
    outcomes: Mapping[UUID, Outcome],
    meant: Mapping[UUID, Understood],
) -> dict[UUID, dict[str, Any]]:
    """Keep every new operation with its answer, and what a person has to decide. Returns the answers by key."""
    versions = _versions(outcomes.values())
    answers = {op_id: _answer(op_id, outcome, versions) for op_id, outcome in outcomes.items()}
    received = (
        adding.fresh(
            Operation, op_id=op_id, tablet=batch.tablet, op_seq=sent["op_seq"], type=str(sent.get("type", ""))[:20],
            action=str(sent.get("action", ""))[:10], key=meant[op_id][0].id if op_id in meant else op_id,
            status=outcomes[op_id].status, payload_hash=digest, payload=sent, result=answers[op_id],
            recorded_at=meant[op_id][0].recorded_at if op_id in meant else None, received_at=batch.at,
        )
        for op_id, (sent, digest) in new.items()
    )  # fmt: skip
    adding.add(Operation, received)
    Conflict.objects.bulk_create(
        Conflict(
            centre=batch.centre, patient_id=outcome.person, operation_id=op_id,
            type=meant[op_id][0].type, key=meant[op_id][0].id, field=one.field, code=outcome.code or "",
            current=one.current, proposed=one.proposed,
        )
        for op_id, outcome in outcomes.items()
        for one in outcome.contested
    )  # fmt: skip
    return answers


def _versions(outcomes: Iterable[Outcome]) -> dict[UUID, int]:
    """The version of every record that was written, as it is at the end of the push. One query per type."""
    keys: dict[type[Record], set[UUID]] = defaultdict(set)
    for outcome in outcomes:
        if outcome.row is not None:
            keys[type(outcome.row)].add(outcome.row.pk)
    return {
        key: version
        for model, wanted in keys.items()
        for key, version in model._base_manager.filter(pk__in=among(wanted)).values_list("pk", "version")
    }


def _answer(op_id: UUID, outcome: Outcome, versions: Mapping[UUID, int]) -> dict[str, Any]:
    """The answer to an operation as the tablet gets it, now and whenever it asks again."""
    told: dict[str, Any] = {"op_id": str(op_id), "status": str(outcome.status)}
    told["version"] = versions.get(outcome.row.pk) if outcome.row is not None else None
    if outcome.code is not None:
        told |= {"code": str(outcome.code), "fields": [one.field for one in outcome.contested if one.field]}
    if outcome.errors:
        told["errors"] = list(outcome.errors)
    return told | ({"remap": outcome.remap} if outcome.remap else {})
