"""What every verb needs: make a record once however often it is sent, change only what is fresh, ask at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.adding import as_json
from apps.core.ids import among, listed
from apps.core.models import Record
from apps.core.problems import refuse

R = TypeVar("R", bound=Record)
MERGED = "nothing_new_for_a_merged_person"
HOLD = """
DO $$ BEGIN
    EXECUTE (
        SELECT 'SET CONSTRAINTS ' || string_agg(DISTINCT quote_ident(conname), ', ') || ' IMMEDIATE'
        FROM pg_constraint WHERE condeferrable AND conname <> 'sync_stamp'
    );
    SET CONSTRAINTS ALL DEFERRED;
END $$
"""


def find_made(model: type[R], id: UUID | None, **owner: Any) -> R | None:
    """The record a client already made under this key, or None.

    Raises Refused ("id_exists") when the key belongs to a record of another owner: a key never reaches into
    somebody else's rows. `owner` are the fields that must agree, e.g. `patient=`.
    """
    found = None if id is None else model._default_manager.filter(pk=id).first()
    if found is not None and any(getattr(found, name) != value for name, value in owner.items()):
        refuse(_("This form was already used for another record. Open it again."), code="id_exists")
    return found


def make_once(model: type[R], id: UUID | None, *, owner: tuple[str, ...], **fields: Any) -> tuple[R, bool]:
    """Create a record under a client-made key; the same key again gives the record made before.

    Verbs with something to decide first ask `find_made` themselves; so the key is looked up here only when the
    database refuses it. Returns (record, created). Raises Refused ("id_exists") as `find_made` does,
    IntegrityError when the database refuses the values.
    """
    keyed = fields if id is None else {"id": id, **fields}
    try:
        with transaction.atomic():
            return model._default_manager.create(**keyed), True
    except IntegrityError as error:
        found = find_made(model, id, **{name: fields[name] for name in owner})  # pressed twice
        if found is not None:
            return found, False
        if constraint_of(error) == MERGED:
            refuse(_("This record was merged into another one in the meantime. Open that one."), code="merged")
        raise


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that the database would not break; "" where it names none."""
    told = getattr(error.__cause__, "diag", None)
    return getattr(told, "constraint_name", None) or ""


def hold_to_constraints() -> None:
    """Have PostgreSQL look now at what it would look at when the transaction commits. Raises IntegrityError.

    What is written at the very end, the feed of tablets, waits for it all the same: its lock has to be the last one.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD)


@contextmanager
def holding_to_constraints() -> Iterator[None]:
    """As `hold_to_constraints`, while the caller does what asks the database nothing. Raises at the end."""
    with connection.wrap_database_errors, connection.connection.pipeline():
        connection.connection.execute(HOLD)
        yield


def locked(record: R, *, version: int | None = None) -> R:
    """The record read again and locked until the transaction ends; what it refers to is not read again.

    Raises Refused ("stale") when `version` is given and someone else has changed the record since.
    """
    (fresh,) = _read_and_locked([record], _locking(type(record)), record.pk)
    refuse_stale(fresh, version)
    return fresh


def all_locked(records: Sequence[R]) -> list[R]:
    """As `locked`, for many of one kind, in their order; who is named twice is the same record twice.

    One statement, which locks them in the order of their keys, so that no two wait for each other.
    """
    if not records:
        return []
    return _read_and_locked(records, _locking_many(type(records[0])), listed([one.pk for one in records]))


def _read_and_locked(records: Sequence[R], statement: str, wanted: object) -> list[R]:
    if connection.get_autocommit():
        raise transaction.TransactionManagementError("a row is locked inside a transaction")
    model = type(records[0])
    found = {fresh.pk: fresh for fresh in model._base_manager.raw(statement, [wanted])}
    if absent := {one.pk for one in records} - found.keys():
        raise model.DoesNotExist(f"{model.__name__} {min(absent)}")
    for record in records:
        _keep_known(record, found[record.pk])
    return [found[one.pk] for one in records]


def _keep_known(record: Record, fresh: Record) -> None:
    """What the record refers to, unless that is something else now."""
    for field in _references(type(record)):
        if field.is_cached(record):
            known = field.get_cached_value(record)
            if getattr(fresh, field.attname) == getattr(known, "pk", None):
                field.set_cached_value(fresh, known)


@cache
def _references(model: type[Record]) -> tuple["models.ForeignKey[Any, Any]", ...]:
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))


@cache
def _locking(model: type[Record]) -> str:
    """The statement that reads a row by its key and locks it; made once, because that takes longer than to run it."""
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk=UUID(int=0)).order_by()
    return str(rows.query.sql_with_params()[0])


@cache
def _locking_many(model: type[Record]) -> str:
    """As `_locking`, by a list of keys."""
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=among(())).order_by("pk")
    return str(rows.query.sql_with_params()[0])


def refuse_stale(record: Record, version: int | None) -> None:
    """Raise Refused ("stale") when `version` is given and is not the record's."""
    if version is not None and record.version != version:
        refuse(_("Someone else changed this record in the meantime."), code="stale", version=record.version)


def save(record: models.Model, *names: str) -> None:
    """Write exactly the named fields."""
    record.save(update_fields=names)


def save_many(records: Sequence[Record], *names: str) -> None:
    """Write exactly the named fields of many different records of one kind, in one statement.

    Raises LookupError when one of them is not there, or was named twice; then the transaction is not to be committed.
    """
    if not records:
        return
    fields: list[Any] = [records[0]._meta.get_field(name) for name in ("id", *names)]
    told = [{field.column: getattr(one, field.attname) for field in fields} for one in records]
    with connection.cursor() as cursor:
        cursor.execute(_writing(type(records[0]), names), [as_json(told).decode()])
        if cursor.rowcount != len(records):
            raise LookupError(f"{cursor.rowcount} of {len(records)} rows written")


@cache
def _writing(model: type[Record], names: tuple[str, ...]) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = (connection.ops.quote_name(field.column) for field in fields)
    written = ", ".join(f"{column} = told.{column}" for column in columns)
    return (
        f"UPDATE {table} AS kept SET {written} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS told "  # noqa: S608
        "WHERE kept.id = told.id"
    )
