"""Lines about which somebody should think before they are entered."""

from collections.abc import Iterable
from typing import Any

from apps.centres.models import Centre
from apps.patients import matching
from apps.patients.importing.reading import Line
from apps.patients.models import Patient


def twice_in_file(lines: Iterable[Line]) -> set[int]:
    """The numbers of the lines whose paper number stands in an earlier line."""
    seen: set[str] = set()
    again = set()
    for line in lines:
        number = line.values.get("paper_number", "")
        if number and number in seen:
            again.add(line.number)
        seen.add(number)
    return again


def candidates(centre: Centre, facts: dict[str, Any]) -> list[str]:
    """The keys of the centre's people who may be the person of a line, the likeliest first."""
    people = Patient.objects.of_centres([centre])
    return [str(found.patient.pk) for found in matching.alike(people, **facts) if found.patient is not None]
