"""The rows behind one cell of what was submitted: those that were sealed with it, whatever became of them since."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from apps.patients.models import Patient
from apps.reports.indicators import BY_CODE, COLUMNS, Fact
from apps.reports.models import Seal
from apps.reports.seals import PERIODS, rows_of


@dataclass(frozen=True)
class SealedRows:
    """As `CellRows`, read from a seal. `period` is the name of one of its four. Raises ValueError as that does."""

    seal: Seal
    period: str
    code: str
    column: str = "total"
    detail: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        if self.code not in BY_CODE or self.column not in COLUMNS or self.period not in PERIODS:
            raise ValueError("no such cell")

    @cached_property
    def facts(self) -> list[Fact]:
        """All of them, by date."""
        found = rows_of(self.seal, self.period, self.code, self.column, self.detail)
        if self.number:
            like = Q(number__icontains=self.number) | Q(merged_into__number__icontains=self.number)
            theirs = Patient.objects.filter(like, pk__in={fact.patient_id for fact in found})
            wanted = set(theirs.values_list("pk", flat=True))
            found = [fact for fact in found if fact.patient_id in wanted]
        return found

    def totals(self) -> tuple[int, int, int]:
        """(rows, units, persons) of the cell, the units as `Indicator.units_of` has them."""
        facts = self.facts
        units, parts = sum(fact.units for fact in facts), len({fact.detail for fact in facts})
        persons = len({fact.patient_id for fact in facts})
        return len(facts), BY_CODE[self.code].units_of(len(facts), units, parts), persons

    def count(self) -> int:
        """How many rows."""
        return len(self.facts)

    def __getitem__(self, part: slice) -> list[Fact]:
        return self.facts[part]
