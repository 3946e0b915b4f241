"""Write many new records of one kind at once, by COPY: rows stream to PostgreSQL while the next ones are made here.

It is an INSERT to everything that watches: triggers, constraints, the audit trail and its context.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import connection, models
from django.db.models.base import ModelState
from psycopg import sql

from apps.core.ids import new_id
from apps.core.problems import Refused

SPECIAL = str.maketrans({"\\": r"\\", '"': r"\""})
Spelling = Callable[[Any], Any]
M = TypeVar("M", bound=models.Model)
as_json = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Plan:
    """How records of a kind are made and copied. `constant`, `drawn`: by attribute, the defaults that are always the
    same and those that are made anew; `related`: by reference, the attribute of its key here and there. `values` takes
    the columns from a record, once `filled` are filled in; `spelt`: those, by place, that the driver does not spell as
    PostgreSQL reads them. `audited`: each is noted with who made it."""

    statement: sql.Composed
    audited: bool
    constant: Mapping[str, Any]
    drawn: tuple[tuple[str, Callable[[], Any]], ...]
    related: Mapping[str, tuple[str, str]]
    values: Callable[[models.Model], tuple[Any, ...]]
    filled: tuple["models.Field[Any, Any]", ...]
    spelt: tuple[tuple[int, Spelling], ...]

    def row(self, record: models.Model) -> list[Any]:
        for field in self.filled:
            field.pre_save(record, True)
        row = list(self.values(record))
        for place, spelling in self.spelt:
            row[place] = spelling(row[place])
        return row


def fresh(model: type[M], **values: Any) -> M:
    """As `model(**values)`, which costs more than to write the row: what was not given has the field's default."""
    plan = _plan(model)
    record, state = model.__new__(model), ModelState()
    content, related = record.__dict__, plan.related
    content.update(plan.constant)
    for name, value in values.items():
        if name in related:
            here, there = related[name]
            content[here] = value and getattr(value, there)
            state.fields_cache[name] = value
        else:
            content[name] = value
    for name, default in plan.drawn:
        if name not in content:
            content[name] = default()
    content["_state"] = state
    return record


def add(model: type[models.Model], records: Iterable[models.Model]) -> None:
    """Write them. Call inside a transaction.

    Raises IntegrityError or DataError as an INSERT does, and has then written none of them.
    """
    plan = _plan(model)
    with connection.cursor() as cursor:
        if plan.audited:
            cursor.execute("VALUES (1)")  # any statement that is not a SELECT carries the audit context; COPY cannot
        with connection.wrap_database_errors, cursor.copy(plan.statement) as copy:
            for record in records:
                copy.write_row(plan.row(record))


def add_each(
    model: type[M], keys: Iterable[UUID | None], prepared: Iterable[Mapping[str, Any] | Refused]
) -> list[M | Refused]:
    """Write a record of each set of fields, under its key or a new one; what was refused is given back in its place.

    The sets may be prepared one by one while earlier ones are written, as long as that asks the database nothing. Call
    inside a transaction. Raises as `add`.
    """
    made: list[M | Refused] = []

    def to_write() -> Iterator[M]:
        for key, fields in zip(keys, prepared, strict=True):
            one = fields if isinstance(fields, Refused) else fresh(model, id=key or new_id(), **fields)
            made.append(one)
            if not isinstance(one, Refused):
                yield one

    add(model, to_write())
    return made


@cache
def _plan(model: type[models.Model]) -> Plan:
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.generated]
    names = sql.SQL(", ").join([sql.Identifier(field.column) for field in fields])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)
    filled = tuple(field for field in fields if getattr(field, "auto_now_add", False))
    drawn = [field for field in fields if field.has_default() and callable(field.default)]
    spelt = ((place, _spelling(field)) for place, field in enumerate(fields))
    return Plan(
        statement=statement, audited=hasattr(model, "pgh_event_models"), filled=filled,
        values=attrgetter(*(field.attname for field in fields)),
        constant={field.attname: field.get_default() for field in fields if field not in drawn},
        drawn=tuple((field.attname, field.get_default) for field in drawn),
        related={field.name: (field.attname, field.target_field.attname) for field in fields if field.is_relation},
        spelt=tuple((place, how) for place, how in spelt if how is not None),
    )  # fmt: skip


def _spelling(field: "models.Field[Any, Any]") -> Spelling | None:
    known: dict[str, Spelling] = {"JSONField": _document, "ArrayField": _list}
    return known.get(field.get_internal_type(), _word if field.choices else None)


def _word(value: Any) -> Any:
    """A choice by its value."""
    return value.value if isinstance(value, Enum) else value


def _document(value: Any) -> str | None:
    return None if value is None else as_json(value).decode()


def _list(values: Any) -> str | None:
    """Texts as an array of PostgreSQL's."""
    quoted = ('"' + str(_word(value)).translate(SPECIAL) + '"' for value in values or ())
    return None if values is None else "{" + ",".join(quoted) + "}"
