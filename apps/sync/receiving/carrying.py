"""Carry operations out, kind by kind, and say what became of each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET
from msgspec.structs import replace

from apps.core.models import Record
from apps.core.problems import Refused
from apps.core.writing import all_locked, hold_to_constraints, locked
from apps.patients.models import Patient
from apps.sync.merge import Care, Merged, Proposal, merged
from apps.sync.models import ConflictCode, OperationStatus
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.sameness import differs, plain, same, spelt
from apps.sync.receiving.spoken import Bulk, Changes, Contested, Outcome, Receives, Said, rejected
from apps.sync.receiving.understanding import Understood, named_in, person_of, placed, touches
from apps.sync.receiving.waves import waves

UNLIKELY = _("The database does not take this beside what is recorded.")


def carried_out(batch: Batch, said: Sequence[Understood], *, carefully: bool) -> dict[UUID, Outcome]:
    """What became of each operation, by its key. Call inside the transaction of the push.

    Everybody who is named is met first, all at once: of two pushes about the same people one waits, and never each for
    the other. What may be done at once is done at once. `carefully`: each by itself, and held against every constraint
    before the next one; else the caller holds all of it to them in the end. Raises IntegrityError or DataError, unless
    `carefully`, when the database refuses something that was done together with all the rest: it has to be done again,
    carefully.
    """
    found: dict[UUID, Outcome] = {}
    batch.meet(named_in(said))
    planned = waves(map(touches, said))
    # Who would change what is new has to name it, and comes in a later wave.
    batch.untouched = len(planned) == 1 and all(receives.new and receives.many for _one, receives, _values in said)
    batch.alike = len(planned) == 1 and len(planned[0]) == 1
    for wave in planned:
        for group in wave.values():
            for (operation, _receives, _values), outcome in zip(
                group, _group(batch, group, carefully=carefully), strict=True
            ):
                found[operation.op_id] = outcome
                if isinstance(outcome.row, Patient):
                    batch.learn(outcome.row)
    return found


def _group(batch: Batch, group: Sequence[Understood], *, carefully: bool) -> list[Outcome]:
    """The outcomes of operations of one kind and action, in their order."""
    receives = group[0][1]
    outcomes = [_known_already(one, receives) for one in placed(batch, group)]
    waiting = [one for one in outcomes if isinstance(one, Said)]
    done: Iterator[Outcome] = iter(
        _at_once(batch, receives, receives.many, waiting)
        if receives.many is not None and not carefully and _may_be_together(receives, waiting)
        else [_alone(batch, receives, said, carefully=carefully) for said in waiting]
    )
    return [next(done) if isinstance(one, Said) else one for one in outcomes]


def _may_be_together(receives: Receives, waiting: Sequence[Said]) -> bool:
    """More than one; and of changes each of another record, which two keys of a merged person are not."""
    rows = len({one.row.pk for one in waiting}) if receives.care is not None else len(waiting)
    return len(waiting) == rows > 1


def _known_already(one: Said | Outcome, receives: Receives) -> Said | Outcome:
    """A record that is there already is not made again, and never changed through the back door (MUST 5)."""
    if isinstance(one, Outcome) or one.row is None or not receives.new:
        return one
    person = person_of(one.row)
    owned = person in (one.patient.pk, one.moved) if one.patient is not None else person is None
    if owned and not differs(one):
        return Outcome(OperationStatus.APPLIED, row=one.row).of(one)
    shown = {name: spelt(plain(one.row, name)) for name in receives.kind.fields} if owned else None
    contested = Contested("", current=shown, proposed=_proposed(one))
    return Outcome(OperationStatus.CONFLICT, code=ConflictCode.ID_EXISTS, contested=(contested,)).of(one)


def _at_once(batch: Batch, receives: Receives, many: Bulk, waiting: Sequence[Said]) -> list[Outcome]:
    """All of a group by the verb that takes many; when the database refuses one of them, each alone, unless they are
    the whole push."""
    try:
        with transaction.atomic(savepoint=not batch.alike):
            if receives.care is not None:
                return _all_changed(batch, receives, receives.care, many, waiting)
            return [_told(said, one) for said, one in zip(waiting, many(batch, waiting), strict=True)]
    except (IntegrityError, DataError):
        if batch.alike:
            raise
        return [_alone(batch, receives, said, carefully=False) for said in waiting]


def _all_changed(
    batch: Batch, receives: Receives, care: Mapping[str, Care], many: Bulk, waiting: Sequence[Said]
) -> list[Outcome]:
    """As `_changed`, of many different records."""
    rows = all_locked([said.row for said in waiting])
    asked = [replace(said, row=row) for said, row in zip(waiting, rows, strict=True)]
    found = [_merged(receives, care, said) for said in asked]
    both = list(zip(asked, found, strict=True))
    made = iter(many(batch, [_to_write(receives, said, one) for said, one in both if one.taken]))
    return [_decided(said, next(made) if one.taken else said.row, one) for said, one in both]


def _alone(batch: Batch, receives: Receives, said: Said, *, carefully: bool) -> Outcome:
    """One operation by its verb; a refusal, by the verb or by the database, is its own and nobody else's."""
    try:
        with transaction.atomic():
            if receives.care is not None:
                outcome = _changed(batch, receives, receives.care, said)
            else:
                outcome = _told(said, receives.does(batch, said))
            if carefully:
                hold_to_constraints()
            return outcome
    except Refused as refused:
        return _told(said, refused)
    except IntegrityError:
        contested = Contested("", current=None, proposed=_proposed(said))
        return Outcome(OperationStatus.CONFLICT, code=ConflictCode.CONSTRAINT, contested=(contested,)).of(said)
    except DataError:
        return rejected("invalid", UNLIKELY)


def _changed(batch: Batch, receives: Receives, care: Mapping[str, Care], said: Said) -> Outcome:
    """Field by field: what nobody touched here is taken, the rest is decided with the care it needs (MUST 8)."""
    row = locked(said.row)  # as it stands when it is decided, and not when it was read
    said = replace(said, row=row)
    found = _merged(receives, care, said)
    if found.taken:
        row = receives.does(batch, _to_write(receives, said, found))
    return _decided(said, row, found)


def _to_write(receives: Receives, said: Said, found: Merged) -> Said:
    return replace(said, values=receives.values(**found.taken))


def _decided(said: Said, made: Record | Refused, found: Merged) -> Outcome:
    if isinstance(made, Refused) or not found.conflicts:
        return _told(said, made)
    contested = tuple(Contested(one.field, spelt(one.now), spelt(one.new)) for one in found.conflicts)
    return Outcome(OperationStatus.CONFLICT, row=made, code=ConflictCode.CHANGED, contested=contested).of(said)


def _merged(receives: Receives, care: Mapping[str, Care], said: Said) -> Merged:
    old, new = said.values.old, said.values.new
    proposals = []
    for name in said.values.names:
        now = plain(said.row, name)
        was, wanted = (_as_it_stands(getattr(side, name), now) for side in (old, new))
        proposals.append(Proposal(name, was, now, wanted, room=said.row._meta.get_field(name).max_length))
    found = merged(proposals, care)
    contested = {one.field for one in found.conflicts}
    held = {name for names in receives.together if contested & set(names) for name in names} & found.taken.keys()
    taken = {name: value for name, value in found.taken.items() if name not in held}
    return Merged(taken, (*found.conflicts, *(one for one in proposals if one.field in held)))


def _as_it_stands(value: Any, now: Any) -> Any:
    """A value that means the same as what stands here, as it stands here."""
    value = None if value is UNSET else value
    return now if same(value, now) else value


def _told(said: Said, made: Record | Refused) -> Outcome:
    """The status of what a verb made or refused."""
    if isinstance(made, Refused):
        return _refused(said, made)
    status = OperationStatus.APPLIED
    if getattr(made, "late", False) and said.row is None:
        status = OperationStatus.APPLIED_LATE
    elif said.left:
        status = OperationStatus.APPLIED_OUT_OF_SCOPE
    return Outcome(status, row=made).of(said)


def _refused(said: Said, refused: Refused) -> Outcome:
    """A state that does not allow it is for a person to decide; what contradicts the facts is rejected (MUST 3, 8)."""
    if refused.code in ("not_allowed_now", "id_exists", "merged"):
        code = ConflictCode.ID_EXISTS if refused.code == "id_exists" else ConflictCode.NOT_ALLOWED
        contested = Contested("", current=_state(said), proposed=_proposed(said))
        return Outcome(
            OperationStatus.CONFLICT, code=code, contested=(contested,),
            errors=({"field": "", "code": refused.code, "detail": str(refused)},),
        ).of(said)  # fmt: skip
    within = "values" if said.operation.changes is UNSET else "changes"
    field = f"{within}.{_place(said, refused.field)}" if refused.field else ""
    return rejected(refused.code, refused.reason, field=field)


def _place(said: Said, field: str) -> str:
    """Where the field that a verb names was sent: its `on` is the day of an `at`, its `reason` an `end_reason`, and a
    line of a card stands in the card."""
    values = said.values.new if isinstance(said.values, Changes) else said.values
    sent = {name: getattr(values, name) for name in values.__struct_fields__}
    if field in sent:
        return field
    if field == "on" and "at" in sent:
        return "at"
    inside = (f"{name}.{field}" for name, value in sent.items() if isinstance(value, dict) and field in value)
    longer = (name for name in sent if name.endswith(f"_{field}"))
    return next(inside, None) or next(longer, field)


def _state(said: Said) -> dict[str, Any] | None:
    """The state of the record that did not allow it, where it has one."""
    about = (said.row, *said.refs.values())
    return next(({"state": row.state} for row in about if getattr(row, "state", None)), None)


def _proposed(said: Said) -> Any:
    operation = said.operation
    return operation.values if operation.values is not UNSET else operation.changes
