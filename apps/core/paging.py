"""Pages of a list that may be a million rows long.

Counting them all to say "page 1 of 40,000" takes longer than everything else on the page, and nobody turns to page
40,000: who has that many rows narrows the list. So a list is counted as far as it can be paged through, and says so.
"""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

COUNTED = 10_000


class FirstPages(Paginator):  # type: ignore[type-arg]  # Django gives it none to take
    """The first COUNTED rows of a table, by pages; `many` tells whether there are more."""

    @cached_property
    def count(self) -> int:
        return min(self._found, COUNTED)

    @property
    def many(self) -> bool:
        return self._found > COUNTED

    @cached_property
    def _found(self) -> int:
        """How many rows there are, one more than COUNTED at most."""
        table_data = getattr(self.object_list, "data", None)  # django_tables2 hands over its own rows
        rows = getattr(table_data, "data", self.object_list)
        if isinstance(rows, QuerySet):
            return rows.order_by()[: COUNTED + 1].count()
        return len(rows)
