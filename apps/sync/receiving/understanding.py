"""From what was sent to what was meant: types first, then the records it speaks of, then whose they are."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET
from msgspec.structs import replace

from apps.centres.access import Permission
from apps.core.fields import INVISIBLE, PlainText, why_not
from apps.core.problems import Text
from apps.patients.models import Patient
from apps.sync.receiving import older
from apps.sync.receiving.batch import Batch, Known
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.receiving.spoken import Changes, Operation, Outcome, Receives, Said, rejected
from apps.sync.receiving.types import days_of, needed_in
from apps.sync.receiving.waves import Touches

NOT_HERE = _("There is nothing here, or it belongs to another centre.")
NOT_ALLOWED = _("Your role does not allow this.")
NOT_TAKEN = _("This server does not take that.")
PLACE = re.compile(r" - at `\$(?P<path>[^`]*)`")
YEARS = range(1800, 2200)
usual = re.compile("[ -~가-힣]*").fullmatch  # ASCII that can be seen, and Hangul: nothing to compose or to refuse
BARE = (int, float, bool, type(None))
S = TypeVar("S", bound=msgspec.Struct)
Understood = tuple[Operation, Receives, Any]
EVERYBODY = 0  # touched by what does not say whom it is about; no key has this number


def understood(sent: Mapping[str, Any]) -> Understood | Outcome:
    """An operation with its action and typed content, or why it says nothing. Reads no database."""
    try:
        operation = _typed(older.as_today(sent), Operation)
    except msgspec.ValidationError as error:
        return _ill_typed(error, within="")
    receives = RECEIVES.get((operation.type, operation.action))
    if receives is None:
        return rejected("unknown_action", NOT_TAKEN, field="action")
    name = "changes" if receives.care is not None else "values"
    content, other = getattr(operation, name), operation.values if name == "changes" else operation.changes
    if content is UNSET or other is not UNSET:
        return rejected("invalid", _("Send “%(name)s”, and nothing else beside it.") % {"name": name}, field=name)
    try:
        content = _composed(content)
        typed = _proposals(receives, content) if name == "changes" else _typed(content, receives.values)
    except msgspec.ValidationError as error:
        return _ill_typed(error, within=name)
    except _Unfit as unfit:
        return rejected("invalid", unfit.reason, field=name)
    return operation, receives, typed


def touches(one: Understood) -> Touches:
    """What an operation changes and looks at, by keys: by their numbers, which are compared far faster."""
    operation, receives, values = one
    content = _new(values)
    person = EVERYBODY if operation.patient is None else operation.patient.int
    writes = [operation.id.int, *(key.int for key in _keys(getattr(content, name) for name in receives.writes))]
    if receives.ordered:
        writes.append(person)
    reads = [*(key.int for key in _keys(getattr(content, name) for name in receives.references)), person, EVERYBODY]
    return Touches(one, (operation.type, operation.action), writes, reads)


def named_in(said: Iterable[Understood]) -> set[UUID]:
    """The key of everybody whom operations name, whoever else their records turn out to be about."""
    found: set[UUID] = set()
    for operation, receives, values in said:
        people = (getattr(_new(values), name) for name, kind in receives.references.items() if kind == "patient")
        found.update(_keys([operation.patient, *people]))
        if receives.kind.about == "self":
            found.add(operation.id)
    return found


def placed(batch: Batch, group: Sequence[Understood]) -> list[Said | Outcome]:
    """Each operation of one kind with the records it speaks of, or "not found", in their order.

    One query per type they refer to. A row, a reference and a person that are absent, foreign or of somebody else
    are answered alike (MUST 6).
    """
    receives = group[0][1]
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for _operation, _receives, values in group:
        for name, kind in receives.references.items():
            wanted[kind].update(_keys([getattr(_new(values), name)]))
    named = wanted.pop("patient", set())
    rows, refs = _read(batch, group, wanted)
    if batch.meet(_people(group, rows, refs, named)):  # what was the merged person's may have moved while we waited
        rows, refs = _read(batch, group, wanted)
    if not batch.allows(receives.permission):
        return [rejected("forbidden", NOT_ALLOWED) for _one in group]
    for record in (*rows.values(), *(row for found in refs.values() for row in found.values())):
        batch.introduce(record)
    return [_placed(batch, one, rows.get(one[0].id), refs) for one in group]


def _read(
    batch: Batch, group: Sequence[Understood], wanted: Mapping[str, set[UUID]]
) -> tuple[Mapping[UUID, Any], dict[str, Mapping[UUID, Any]]]:
    """The records the operations are about, and those they refer to, by kind."""
    rows = batch.read(group[0][1].kind.kind, (operation.id for operation, _receives, _values in group))
    return rows, {kind: batch.read(kind, keys) for kind, keys in wanted.items()}


def _placed(batch: Batch, one: Understood, row: Any, refs: Mapping[str, Mapping[UUID, Any]]) -> Said | Outcome:
    """The operation with the records it speaks of.

    They are looked at one after the other in an order of their own, so that what is said of one tells nothing of
    another (MUST 6).
    """
    operation, receives, values = one
    if (name := _unseen(batch, one)) is not None:
        return rejected("forbidden", NOT_ALLOWED, field=name)
    found: dict[str, Any] = {}
    named: dict[str, list[Any]] = {} if receives.new else {"id": [row]}
    for name, kind in receives.references.items():
        sent = getattr(_new(values), name)
        if sent is UNSET or sent is None:
            continue
        rows = [_met(batch, key) if kind == "patient" else refs[kind].get(key) for key in _keys([sent])]
        if name in receives.others:
            rows = [None if _elsewhere(batch, one) else one for one in rows]
        if name not in receives.others or None in rows:
            named[f"{_part(receives)}.{name}"] = rows
        found[name] = rows if isinstance(sent, list) else rows[0]
    if operation.patient is not None and not _makes_itself(operation, receives):
        named["patient"] = [_met(batch, operation.patient)]
    for name, records in named.items():
        if not all(_here(batch, record, receives, itself=name == "id") for record in records):
            return rejected("not_found", NOT_HERE, field=name)
    said = Said(operation, values, row, refs=found)
    if any(_elsewhere(batch, row if name == "id" else found.get(name)) for name in receives.own):
        return rejected("forbidden", NOT_ALLOWED)
    return _of_one_person(batch, said, receives, named)


def _unseen(batch: Batch, one: Understood) -> str | None:
    """The field of an operation that its user may not even see: no answer may tell what stands in it."""
    _operation, receives, values = one
    if batch.allows(Permission.VIEW_GUARDED):
        return None
    said = (name for name in receives.kind.guarded if getattr(_new(values), name, UNSET) is not UNSET)
    return next((f"{_part(receives)}.{name}" for name in said), None)


def _part(receives: Receives) -> str:
    """Where in an operation its content stands."""
    return "values" if receives.care is None else "changes"


def _makes_itself(operation: Operation, receives: Receives) -> bool:
    """Whether it registers the person it is about."""
    return receives.new and receives.kind.about == "self" and operation.patient == operation.id


def _here(batch: Batch, record: Any, receives: Receives, *, itself: bool) -> bool:
    """Whether this centre may speak of a record. Of somebody who has left only field work may; what is itself to be
    changed was then done here."""
    if record is None:
        return False
    key = person_of(record)
    if key is None:
        return not _elsewhere(batch, record)
    known = batch.known(key)
    if known is None or known.access:
        return known is not None
    return receives.field_work and not (itself and _elsewhere(batch, record))


def _of_one_person(batch: Batch, said: Said, receives: Receives, named: Mapping[str, Sequence[Any]]) -> Said | Outcome:
    """The operation with its person, when all it speaks of is theirs; a list may name several people."""
    operation, patient, left = said.operation, None, False
    for name, records in reversed(tuple(named.items())):
        for key in filter(None, map(person_of, records)):
            known = cast("Known", batch.known(key))
            left = left or not known.access
            if isinstance(said.refs.get(name.rpartition(".")[2]), list):
                continue
            if patient not in (None, known.patient):
                return rejected("not_found", NOT_HERE, field=name)
            patient = known.patient
    if receives.kind.about == "self" and receives.new and said.row is not None:
        mine = batch.known(operation.id)
        patient = mine.patient if mine is not None and mine.access else None
    if patient is None and receives.kind.about in ("patient", "device"):
        return rejected("invalid", _("Say whom this is about."), field="patient")
    sent = operation.id if receives.kind.about == "self" else operation.patient
    moved = sent if patient is not None and sent not in (None, patient.pk) else None
    row = patient if isinstance(said.row, Patient) and not receives.new else said.row
    return replace(said, row=row, patient=patient, left=left, moved=moved)


def _met(batch: Batch, key: UUID) -> Patient | None:
    known = batch.known(key)
    return known.patient if known is not None else None


def _elsewhere(batch: Batch, row: Any) -> bool:
    """Whether a record is of one centre, and not of this one."""
    return getattr(row, "centre_id", batch.centre.pk) != batch.centre.pk


def person_of(row: Any) -> UUID | None:
    """Whom a record is about, by the key; None for what is about nobody."""
    if isinstance(row, Patient):
        return row.pk
    if hasattr(row, "patient_id"):
        return cast("UUID", row.patient_id)
    return cast("UUID", row.device.patient_id) if hasattr(row, "device_id") else None


def _people(
    group: Sequence[Understood], rows: Mapping[UUID, Any], refs: Mapping[str, Mapping[UUID, Any]], named: set[UUID]
) -> set[UUID]:
    """The key of everybody whom the group, its records or its references are about."""
    records = (*rows.values(), *(row for found in refs.values() for row in found.values()))
    owners = (person_of(row) for row in records)
    return {*named, *_keys(operation.patient for operation, _receives, _values in group), *_keys(owners)}


def _new(values: Any) -> Any:
    """What is to be: of a change, the new values."""
    return values.new if isinstance(values, Changes) else values


def _keys(values: Iterable[Any]) -> Iterator[UUID]:
    """The keys among values, also in lists of them; nothing for what was left out."""
    for value in values:
        if isinstance(value, UUID):
            yield value
        elif isinstance(value, list):
            yield from value


def _proposals(receives: Receives, changes: Mapping[str, Sequence[Any]]) -> Any:
    """The new values as the kind reads them, and beside them the old ones, which are read the same way. Old is null
    where the tablet saw nothing: it made the record itself, and left the field out."""
    needed = needed_in(receives.values)
    old = {name: pair[0] for name, pair in changes.items() if pair[0] is not None or name in needed}
    new = {name: pair[1] for name, pair in changes.items()}
    return Changes(*(_typed(side, receives.values) for side in (old, new)))


def _typed(content: Any, into: type[S]) -> S:
    """The content as its type reads it. Raises ValidationError, also for a day that no clock can reckon with."""
    read = msgspec.convert(content, into)
    for name in days_of(into):
        value = getattr(read, name)
        if isinstance(value, date) and value.year not in YEARS:
            raise msgspec.ValidationError(f"Expected a year from {YEARS[0]} to {YEARS[-1]} - at `$.{name}`")
    return read


class _Unfit(Exception):
    """A text that cannot be what was meant."""

    def __init__(self, reason: Text) -> None:
        super().__init__()
        self.reason = reason


def _composed(content: Any) -> Any:
    """The content with its texts as the browser's forms would keep them. Raises _Unfit."""
    if isinstance(content, str):
        if usual(content):
            return content.strip()
        if refused := why_not(content, multiline=True):
            raise _Unfit(PlainText.default_error_messages[refused])
        return unicodedata.normalize("NFC", content.translate(INVISIBLE)).replace("\r\n", "\n").strip()
    if isinstance(content, dict):
        return {name: value if type(value) in BARE else _composed(value) for name, value in content.items()}
    return [_composed(value) for value in content] if isinstance(content, list) else content


def _ill_typed(error: msgspec.ValidationError, *, within: str) -> Outcome:
    """What is wrong with the types, at its place. The library's sentence names types and limits, never values."""
    said = str(error)
    place = PLACE.search(said)
    path = ".".join(filter(None, (within, place["path"].lstrip(".") if place else "")))
    return rejected("invalid", PLACE.sub("", said).strip(" -"), field=path)
