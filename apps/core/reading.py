"""Read what every call asks for by a statement that is put together once: making a query set costs more than the query.

For the few questions that stand before all others, e.g. whose tablet this is; everything else asks the managers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from apps.core.ids import among, listed

M = TypeVar("M", bound=models.Model)


class Joined:
    """Records that stand side by side in the rows of one statement.

    `statement` names the columns of each as "{alias}", and joins its table under that alias. Every column has to be
    such that the driver reads it as the model has it.
    """

    def __init__(self, statement: str, **found: type[models.Model]) -> None:
        self.statement, self.found = statement, found

    def rows(self, parameters: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """The records of each row, in the order in which their models were given."""
        with connection.cursor() as cursor:
            cursor.execute(self._written, parameters)
            rows = cursor.fetchall()
        for row in rows:
            values = iter(row)
            yield tuple(
                self.found[alias].from_db(connection.alias, names, list(islice(values, len(names))))
                for alias, names in self._names.items()
            )

    @cached_property
    def _names(self) -> Mapping[str, list[str]]:
        return {alias: [field.attname for field in model._meta.concrete_fields] for alias, model in self.found.items()}

    @cached_property
    def _written(self) -> str:
        columns = {
            alias: ", ".join(f'"{alias}"."{field.column}"' for field in model._meta.concrete_fields)
            for alias, model in self.found.items()
        }
        return self.statement.format(**columns)


def by_key(model: type[M], keys: Iterable[UUID]) -> dict[UUID, M]:
    """The records of a kind with these keys; absent ones are left out. One query."""
    return {row.pk: row for row in model._base_manager.raw(_by_key(model), [listed(keys)])}


@cache
def _by_key(model: type[models.Model]) -> str:
    return str(model._base_manager.filter(pk__in=among(())).order_by().query.sql_with_params()[0])
