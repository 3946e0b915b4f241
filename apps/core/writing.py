"""What every verb needs: make a record once however often it is sent, change only what is fresh, ask at once."""

from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.models import Record
from apps.core.problems import refuse

R = TypeVar("R", bound=Record)
MERGED = "nothing_new_for_a_merged_person"
HOLD = """
DO $$
DECLARE names text := (
    SELECT string_agg(DISTINCT quote_ident(conname), ', ') FROM pg_constraint
    WHERE condeferrable AND conname <> 'sync_stamp'
);
BEGIN
    EXECUTE 'SET CONSTRAINTS ' || names || ' IMMEDIATE';
    EXECUTE 'SET CONSTRAINTS ' || names || ' DEFERRED';
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


def locked(record: R, *, version: int | None = None) -> R:
    """The record read again and locked until the transaction ends; what it refers to is not read again.

    Raises Refused ("stale") when `version` is given and someone else has changed the record since.
    """
    fresh = _read_and_locked(record)
    refuse_stale(fresh, version)
    for field in record._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.is_cached(record):
            known = field.get_cached_value(record)
            if getattr(fresh, field.attname) == getattr(known, "pk", None):
                field.set_cached_value(fresh, known)
    return fresh


def _read_and_locked(record: R) -> R:
    if connection.get_autocommit():
        raise transaction.TransactionManagementError("a row is locked inside a transaction")
    model = type(record)
    for fresh in model._base_manager.raw(_locking(model), [record.pk]):
        return fresh
    raise model.DoesNotExist(f"{model.__name__} {record.pk}")


@cache
def _locking(model: type[Record]) -> str:
    """The statement that reads a row by its key and locks it; made once, because that takes longer than to run it."""
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk=UUID(int=0)).order_by()
    return str(rows.query.sql_with_params()[0])


def refuse_stale(record: Record, version: int | None) -> None:
    """Raise Refused ("stale") when `version` is given and is not the record's."""
    if version is not None and record.version != version:
        refuse(_("Someone else changed this record in the meantime."), code="stale", version=record.version)


def save(record: models.Model, *names: str) -> None:
    """Write exactly the named fields."""
    record.save(update_fields=names)
