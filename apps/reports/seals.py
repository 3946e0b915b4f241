"""The rows behind a cell of sealed figures, as they were counted then: voids and corrections since do not show."""

import json
from uuid import UUID

from django.db import connection

from apps.reports.chain import as_fact
from apps.reports.indicators import BY_CODE, COLUMNS, Fact
from apps.reports.models import Seal
from apps.reports.snapshot import MONTH, MONTH_BEFORE, YEAR, YEAR_BEFORE

PERIODS = (MONTH, YEAR, MONTH_BEFORE, YEAR_BEFORE)
# Only the rows asked for leave the database: a seal holds those of every cell of a year.
LIST = """
    SELECT row FROM reports_seal, jsonb_array_elements(rows -> %s) WITH ORDINALITY AS listed (row, place)
    WHERE id = %s AND row ->> 0 = %s AND (%s = 'total' OR row ->> 9 = %s) AND (%s = '' OR row ->> 1 = %s)
    ORDER BY place
"""


def rows_of(seal: Seal | UUID, period: str, code: str, column: str = "total", detail: str = "") -> list[Fact]:
    """The sealed rows of one cell by date; of pairs those of the units. `period` is MONTH, YEAR, … of `snapshot`.

    Raises ValueError for a cell that does not exist.
    """
    if code not in BY_CODE or column not in COLUMNS or period not in PERIODS:
        raise ValueError("no such cell")
    key = seal.pk if isinstance(seal, Seal) else seal
    with connection.cursor() as cursor:
        cursor.execute(LIST, [period, key, BY_CODE[code].counted_as, column, column, detail, detail])
        return [as_fact(json.loads(row)) for (row,) in cursor.fetchall()]
