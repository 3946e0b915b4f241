"""A few indicators counted in plain Python over all rows, sharing nothing with the report: is the ground right?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from apps.core.ages import ADULT_AGE
from apps.devices.models import Delivery, FollowUp, Repair
from apps.patients.models import Assessment, Patient
from apps.physio.models import PhysioSession
from apps.reports.indicators import BANDS, Figures, Scope

KINDS = (Delivery, Repair, FollowUp, PhysioSession, Assessment)
Row = tuple[str, UUID, UUID, date, str]  # kind, person, centre, day, class of the device
Bands = Counter[str]


class History:
    """Everything that ever counted, read once."""

    def differences(self, scope: Scope, figures: Figures) -> Iterator[str]:
        """In which columns of BEN, BENNEW, PRO, PTS, PTP and REP the figures are not what Python finds."""
        for code, columns in self.count(scope, figures.period.first, figures.period.last).items():
            shown = {band: figures[code].value(band) or 0 for band in BANDS}  # nothing at all is no report
            if shown != {band: columns[band] for band in BANDS}:
                yield f"{scope.key} {figures.period} {code}: {shown}, in plain Python {dict(columns)}"

    def count(self, scope: Scope, first: date, last: date) -> dict[str, Bands]:
        """By code, how many in each column."""
        places = {centre.pk for centre in scope.centres}
        here = [row for row in self.rows if row[2] in places and first <= row[3] <= last]
        here.sort(key=lambda row: row[3])
        seen: dict[UUID, date] = {}
        for _kind, person, _place, day, _class in here:
            seen.setdefault(person, day)

        def persons(found: Iterable[UUID]) -> Bands:
            return Counter(self.column(person, seen[person]) for person in set(found))

        def units(kind: str, device_class: str = "") -> Bands:
            return Counter(self.column(row[1], row[3]) for row in here if row[0] == kind and row[4] == device_class)

        return {
            "BEN": persons(row[1] for row in here),
            "BENNEW": persons(row[1] for row in here if self.first_visits[row[1], row[2]] == row[3]),
            "PRO": units("Delivery", "prosthesis"),
            "PTS": units("PhysioSession"),
            "PTP": persons(row[1] for row in here if row[0] == "PhysioSession"),
            "REP": units("Repair"),
        }

    def column(self, person: UUID, day: date) -> str:
        sex, birth = self.people[person]
        if birth is None or sex not in ("F", "M"):
            return "other"
        age = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
        return {"F": ("women", "girls"), "M": ("men", "boys")}[sex][age < ADULT_AGE]

    @cached_property
    def rows(self) -> list[Row]:
        found: list[Row] = []
        for kind in KINDS:
            rows: Any = kind._default_manager.filter(voided_at=None)
            if kind is PhysioSession:
                rows = rows.filter(attended=True)
            classes = ["device__device_type__device_class"] if kind is Delivery else []
            for person, place, day, *rest in rows.values_list("patient_id", "centre_id", "service_date", *classes):
                if person in self.people:
                    found.append((kind.__name__, person, place, day, rest[0] if rest else ""))
        return found

    @cached_property
    def people(self) -> dict[UUID, tuple[str, date | None]]:
        """Sex and birth of everybody real."""
        rows = Patient.objects.filter(is_test=False).values_list("pk", "sex", "birth_date")
        return {pk: (sex, birth) for pk, sex, birth in rows}

    @cached_property
    def first_visits(self) -> dict[tuple[UUID, UUID], date]:
        """When somebody first came to a centre."""
        found: dict[tuple[UUID, UUID], date] = {}
        for _kind, person, place, day, _class in self.rows:
            found[person, place] = min(day, found.get((person, place), day))
        return found
