"""The facts of a month, all figures at once: as the records are now, and as they were sealed."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from apps.centres.models import Centre
from apps.reports.chain import as_fact
from apps.reports.indicators import INDICATORS, NOTES, Fact, Scope
from apps.reports.indicators.coverage import supported_spans
from apps.reports.indicators.relation import relation
from apps.reports.models import Seal
from apps.reports.periods import one_month
from apps.reports.snapshot import MONTH

# That a record came late is no change of it.
COUNTED = tuple(one for one in (*INDICATORS, *NOTES) if not one.halves and one.code != "BEN-LATE")
CODES = frozenset(one.code for one in COUNTED)
ALL = """
    SELECT code, detail, model, id, version, patient_id, centre_id, happened, units, band FROM fact
    WHERE %s::uuid[] IS NULL OR patient_id = ANY(%s::uuid[])
"""


def now(
    centre: Centre, month: date, *, taking: Collection[UUID] = (), persons: Collection[UUID] | None = None
) -> list[Fact]:
    """What is counted today. `taking`: late records counted as if taken; `persons`: of these only."""
    period = one_month(month)
    of = None if persons is None else list(persons)
    statement = relation(supported_spans(Scope.of(centre), period), period, COUNTED, taking).then(ALL, of, of)
    return [Fact(*row) for row in statement.fetch()]


def sealed(seal_id: UUID) -> list[Fact]:
    """What was counted when the month was sealed."""
    rows = Seal.objects.filter(pk=seal_id).values_list(f"rows__{MONTH}", flat=True).get()
    return [as_fact(row) for row in rows if row[0] in CODES]
