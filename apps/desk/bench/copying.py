"""Rows into tables by COPY, as fast as PostgreSQL takes them, with every constraint and none of the triggers."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

import psycopg
from django.db.models import Field, Model
from psycopg import sql
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]

PLAIN_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = %s AND schemaname = current_schema() AND indexname NOT IN (
        SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(%s)
    ) AND indexdef NOT LIKE 'CREATE UNIQUE%%'
"""


@contextmanager
def bare(connection: Connection, *models: type[Model]) -> Iterator[None]:
    """While it lasts, the tables have no triggers and only the indexes of their constraints; both come back after."""
    kept = []
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding cannot be altered
    for model in models:
        table = model._meta.db_table
        kept += connection.execute(PLAIN_INDEXES, [table, table]).fetchall()
        connection.execute(_triggers("DISABLE", model))
    for name, _definition in kept:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _name, definition in kept:
        connection.execute(definition)
    for model in models:
        connection.execute(_triggers("ENABLE", model))


def _triggers(switch: str, model: type[Model]) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(model._meta.db_table), sql.SQL(switch))


def copy_rows(connection: Connection, model: type[Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """Add the rows (column name → value; the model's own defaults for what is left out). How many there were."""
    fields = [field for field in model._meta.concrete_fields if not field.generated and not _is_serial(field)]
    columns = [field.column for field in fields]
    defaults = {field.column: field.get_default() for field in fields}
    documents = [field.column for field in fields if field.get_internal_type() == "JSONField"]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for row in rows:
                unknown = row.keys() - defaults.keys()
                if unknown:
                    raise TypeError(f"{model._meta.label} has no column {sorted(unknown)}")
                whole = {**defaults, **row}
                whole |= {name: Jsonb(whole[name]) for name in documents}
                copy.write_row([_plain(whole[name]) for name in columns])
                count += 1
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # here, where the wrong row is not far
    return count


def _is_serial(field: "Field[Any, Any]") -> bool:
    return field.get_internal_type() in ("BigAutoField", "AutoField")


def _plain(value: Any) -> Any:
    """As the driver takes it: choices by their value."""
    return value.value if isinstance(value, Enum) else value
