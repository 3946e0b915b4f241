"""Keep what was counted (see `reports.kept`), and fold the marks that tell whether it still holds."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from apps.reports.models import KeptFigures

Row = tuple[str, date, date, int, str]
"""(name of the scope, first month, last month, weight of the marks, content as JSON)"""
# Who counted later has seen no less; an older count never takes the place of a newer one.
KEEP = """
    INSERT INTO reports_keptfigures AS kept (scope, first_month, last_month, rule_set, stamp, content)
    SELECT scope, first, last, %s, stamp, content
    FROM unnest(%s::text[], %s::date[], %s::date[], %s::bigint[], %s::jsonb[]) new (scope, first, last, stamp, content)
    ORDER BY scope, first, last
    ON CONFLICT ON CONSTRAINT one_kept_count_of_a_period
    DO UPDATE SET stamp = excluded.stamp, content = excluded.content WHERE kept.stamp < excluded.stamp
"""
FOLD = """
    WITH gone AS (
        DELETE FROM reports_changemark WHERE month IN (
            SELECT month FROM reports_changemark GROUP BY month HAVING count(*) > 1
        ) RETURNING month, weight
    )
    INSERT INTO reports_changemark (month, weight) SELECT month, sum(weight) FROM gone GROUP BY month
"""


def keep(*, rows: Sequence[Row], rules: str) -> None:
    """Keep these counts, unless the caller's own transaction has frozen its view of the rows."""
    if connection.in_atomic_block and not _may_keep():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(KEEP, [rules, *map(list, zip(*rows, strict=True))])


def fold(*, rules: str) -> int:
    """Fold the marks of each month into one of the same weight, and let go of what was counted by other `rules`.

    The sum that anybody sees is the same before and after: marks go and their sum comes in one statement. Returns how
    many months there were to fold.
    """
    KeptFigures.objects.exclude(rule_set=rules).delete()
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
        return int(cursor.rowcount)


def _may_keep() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        return bool(cursor.fetchone() == ("read committed",))
