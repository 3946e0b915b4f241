"""Where a person is served: other centres to send them to, and who is meant by a number and a detail.

A centre that asks for a person knows the number and, as a check, the year of birth or the name. It is told nothing in
return: the answer comes from the centre that serves the person.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.centres.models import Centre
from apps.patients import hangul, romanised, search
from apps.patients.models import NumberKind, Patient, PatientNumber
from apps.patients.models.patient import PatientQuerySet

NUMBER = re.compile(r"([a-z]{2,8})[- ]?(\d{4})[- ]?(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True)
class Clues:
    """By what a person is asked for: the number as a centre gave it, and the year of birth or the name."""

    number: str
    birth_year: int | None = None
    name: str = ""


def other_centres(besides: Iterable[Centre]) -> QuerySet[Centre]:
    """Every centre but these: a centre's name is no secret."""
    return Centre.objects.exclude(pk__in=[centre.pk for centre in besides])


def whole_number(text: str) -> str:
    """A patient number as it is stored (`RAK-2016-0042`) from one as it is typed; "" for anything else."""
    found = NUMBER.fullmatch(" ".join(text.split()))
    return f"{found[1].upper()}-{found[2]}-{int(found[3]):04d}" if found else ""


def numbered(number: str) -> Patient | None:
    """The person whom a centre gave this number; a merged record's number leads to the one that remained."""
    others = PatientNumber.objects.filter(number=number, kind__in=(NumberKind.CENTRE, NumberKind.MERGED))
    found = Patient.objects.filter(Q(number=number) | Q(pk__in=others.values("patient")))
    people = {patient.merged_into or patient for patient in found.select_related("merged_into")}
    return people.pop() if len(people) == 1 else None


def recognised(clues: Clues, *, besides: Centre) -> Patient | None:
    """The person meant, when number and detail agree and `besides` does not see the person anyway."""
    patient = numbered(clues.number)
    if patient is None or not agrees(patient, clues):
        return None
    seeing = set(patient.accesses.filter(active=True).values_list("centre", flat=True))
    return patient if seeing and besides.pk not in seeing else None


def agrees(patient: Patient, clues: Clues) -> bool:
    """Whether every detail that was given is the person's; at least one is."""
    checks = []
    if clues.birth_year is not None:
        checks.append(patient.birth_date is not None and patient.birth_date.year == clues.birth_year)
    if clues.name:
        checks.append(is_called(patient, clues.name))
    return bool(checks) and all(checks)


def is_called(patient: Patient, name: str) -> bool:
    """Whether the whole name is the person's, in either script, however it is spelled in Latin letters."""
    if hangul.ANY.search(name):
        return "".join(name.split()) == "".join(patient.name_hangul.split())
    spelled = (patient.name_romanised, romanised.from_hangul(patient.name_hangul))
    return bool(asked := romanised.folded(name)) and asked in map(romanised.folded, spelled)


def serving_centre(patient: Patient) -> Centre:
    """The centre to be asked about the person: where they were registered, else the one that sees them longest."""
    accesses = list(patient.accesses.filter(active=True).select_related("centre").order_by("since", "created_at"))
    at_home = [access.centre for access in accesses if access.centre_id == patient.centre_id]
    return at_home[0] if at_home else accesses[0].centre


def former_people(centres: Sequence[Centre], question: str = "") -> PatientQuerySet:
    """The people whose care at these centres ended with a transfer, those whose name or number contains the question.

    They are looked for by nothing else: a village or a phone may be newer than what these centres are to know.
    """
    people = Patient.objects.formerly_of(centres)
    asked = search.cleaned(question)
    if not asked:
        return people
    numbers = PatientNumber.objects.filter(number__icontains=asked, centre__in=centres).values("patient")
    names = Q(name_hangul__contains=asked.replace(" ", "")) | Q(name_romanised__icontains=asked)
    return people.filter(names | Q(number__icontains=asked) | Q(pk__in=numbers))
