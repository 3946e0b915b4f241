"""Take up what a tablet did: every operation once, each with its own final answer, all of them or none (MUST 1–10)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from apps.core import adding
from apps.core.ids import among
from apps.core.models import Record
from apps.core.writing import holding_to_constraints
from apps.sync import wire
from apps.sync.actions import epochs, tablets
from apps.sync.models import Conflict, Operation, Tablet
from apps.sync.receiving import spoken
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.carrying import carried_out
from apps.sync.receiving.spoken import Outcome
from apps.sync.receiving.understanding import understood

OFTEN = 4  # times a push is begun when it and another transaction waited for each other
WAITED = ("40P01", "40001")  # deadlock, serialization: SQLSTATE
HELD = """
SELECT last_op_seq, (SELECT epoch FROM sync_epoch) FROM sync_tabletstate WHERE tablet_id = %s FOR UPDATE
"""
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
    done, or None. `epoch`: the life of the database in which they were."""

    results: tuple[dict[str, Any], ...]
    last_op_seq: int
    epoch: UUID
    expected: int | None = None


def push(*, tablet: Tablet, operations: Sequence[Sent], at: datetime, told: Mapping[str, Any] | None = None) -> Pushed:
    """Carry the operations out in one transaction, or give again the answers they got before.

    After a gap in the numbers nothing is carried out (MUST 1). `told`: what the call told about the tablet, as fields
    of its state, is noted with it. Raises Unreadable for operations that cannot even be answered, Reused for a key used
    before, and what the database raises when it is away.
    """
    receipts = wire.receipts(operations)
    for attempt in range(1, OFTEN + 1):
        try:
            return _pushed(Batch(tablet, at), operations, receipts, told or {})
        except OperationalError as error:
            if attempt == OFTEN or getattr(error.__cause__, "sqlstate", "") not in WAITED:
                raise
    raise AssertionError("unreachable")


def _pushed(
    batch: Batch, operations: Sequence[Sent], receipts: Sequence[wire.Receipt], told: Mapping[str, Any]
) -> Pushed:
    """All at once; when the database refuses, every operation by itself, so that a bad one takes no good one with it
    (MUST 4)."""
    try:
        with transaction.atomic():
            return _taken(batch, operations, receipts, told, carefully=False)
    except (IntegrityError, DataError):
        with transaction.atomic():
            return _taken(Batch(batch.tablet, batch.at), operations, receipts, told, carefully=True)


@dataclass
class _Sorted:
    """The operations of a push: those answered before, those that are new, by key, each with its canonical text; and
    the number that is missing."""

    answers: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    new: dict[UUID, tuple[Sent, bytes]] = field(default_factory=dict)
    expected: int | None = None
    last: int = 0


class _Done(msgspec.Struct):
    """A new operation: as it was sent, and as text; as it was understood, if it was; and what became of it."""

    op_id: UUID
    sent: Sent
    text: bytes
    meant: spoken.Operation | None
    outcome: Outcome

    @property
    def key(self) -> UUID:
        """The record it is about; the operation's own where it does not even say that."""
        return self.op_id if self.meant is None else self.meant.id


def _taken(
    batch: Batch,
    operations: Sequence[Sent],
    receipts: Sequence[wire.Receipt],
    told: Mapping[str, Any],
    *,
    carefully: bool,
) -> Pushed:
    last, epoch = _held(batch.tablet)
    found = _sorted(batch.tablet, operations, receipts, last=last, carefully=carefully)
    read = [understood(sent) for sent, _text in found.new.values()]
    outcomes = carried_out(batch, [one for one in read if not isinstance(one, Outcome)], carefully=carefully)
    done = [
        _Done(op_id, sent, text, None, one)
        if isinstance(one, Outcome)
        else _Done(op_id, sent, text, one[0], outcomes[op_id])
        for (op_id, (sent, text)), one in zip(found.new.items(), read, strict=True)
    ]
    found.answers.update(zip(found.new, _stored(batch, done), strict=True))
    tablets.note(tablet=batch.tablet, error="", at=batch.at, last_op_seq=found.last, last_push_at=batch.at, **told)
    answered = (found.answers.get(one.op_id) for one in receipts)
    return Pushed(tuple(filter(None, answered)), found.last, epoch, found.expected)


def _held(tablet: Tablet) -> tuple[int, UUID]:
    """The number of the tablet's last operation, and the life of the database; one push of a tablet at a time."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [tablet.pk])
        last, epoch = cursor.fetchone()
    return last, epoch or epochs.current()


def _sorted(
    tablet: Tablet, operations: Sequence[Sent], receipts: Sequence[wire.Receipt], *, last: int, carefully: bool
) -> _Sorted:
    """Which operations are new, and which were answered before. Raises Reused.

    What has a higher number than any before is new, and is not asked for. Where its key was used before all the same,
    the database refuses to store it; then, and when a number is missing, all keys are asked for, `carefully`.
    """
    asked = [one.op_id for one in receipts if carefully or one.op_seq <= last]
    before = Operation.objects.filter(pk__in=among(asked)).only("tablet", "payload_hash", "result") if asked else ()
    stored = {one.op_id: one for one in before}
    found = _Sorted(last=last)
    for receipt, sent in zip(receipts, operations, strict=True):
        op_id, text = receipt.op_id, canonical(sent)
        known = stored.get(op_id) if stored else None
        if known is not None:
            if known.tablet_id != tablet.pk or bytes(known.payload_hash) != hashed(text):
                raise Reused(op_id)
            found.answers[op_id] = known.result
        elif op_id in found.new:
            if found.new[op_id][1] != text:
                raise Reused(op_id)
        elif receipt.op_seq != found.last + 1 and not carefully:
            return _sorted(tablet, operations, receipts, last=last, carefully=True)
        elif receipt.op_seq != found.last + 1:
            found.expected = found.last + 1
            break
        else:
            found.last = receipt.op_seq
            found.new[op_id] = (sent, text)
    return found


def hashed(text: bytes) -> bytes:
    """SHA-256 of an operation's canonical text: the same however its names were ordered and its signs escaped."""
    return hashlib.sha256(text).digest()


def _stored(batch: Batch, done: Sequence[_Done]) -> list[dict[str, Any]]:
    """Keep every new operation with its answer, and what a person has to decide. Returns the answers.

    Raises IntegrityError when the database does not take what was done.
    """
    versions = {} if batch.untouched else _versions(one.outcome for one in done)
    with holding_to_constraints():  # PostgreSQL looks at what was done while it is put into words
        answers = [_answer(one, versions) for one in done]
        received = [
            adding.fresh(
                Operation, op_id=one.op_id, tablet=batch.tablet, op_seq=one.sent["op_seq"],
                type=str(one.sent.get("type", ""))[:20], action=str(one.sent.get("action", ""))[:10], key=one.key,
                status=one.outcome.status, payload_hash=hashed(one.text), payload=msgspec.Raw(one.text), result=answer,
                recorded_at=one.meant and one.meant.recorded_at, received_at=batch.at,
            )
            for one, answer in zip(done, answers, strict=True)
        ]  # fmt: skip
    adding.add(Operation, received)
    Conflict.objects.bulk_create(
        Conflict(
            centre=batch.centre, patient_id=one.outcome.person, operation_id=one.op_id,
            type=one.sent["type"], key=one.key, field=contested.field, code=one.outcome.code or "",
            current=contested.current, proposed=contested.proposed,
        )
        for one in done
        for contested in one.outcome.contested
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


def _answer(done: _Done, versions: Mapping[UUID, int]) -> dict[str, Any]:
    """The answer to an operation as the tablet gets it, now and whenever it asks again."""
    outcome = done.outcome
    told: dict[str, Any] = {"op_id": str(done.op_id), "status": str(outcome.status)}
    told["version"] = versions.get(outcome.row.pk, outcome.row.version) if outcome.row is not None else None
    if outcome.code is not None:
        told |= {"code": str(outcome.code), "fields": [one.field for one in outcome.contested if one.field]}
    if outcome.errors:
        told["errors"] = list(outcome.errors)
    return told | ({"remap": outcome.remap} if outcome.remap else {})
