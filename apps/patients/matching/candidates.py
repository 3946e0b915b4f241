"""Who is worth comparing at all: found by indexes, so that a million people cost no more than a thousand.

The same or a similar name, the same phone, or the same paper number; of very many the closest in birth.
"""

import re
from typing import Any
from uuid import UUID

from django.db.models import Case, DateField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.lookups import In

from apps.patients import search
from apps.patients.matching.facts import Facts
from apps.patients.models import Patient, PatientNumber

COMPARED = 300  # people of a look-up at most; the commonest name of a large centre has fewer bearers of about one age


class DaysApart(Func):
    """The distance of two dates in days, without sign."""

    template = "abs(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def of(queryset: QuerySet[Patient], facts: Facts) -> QuerySet[Patient]:
    """The people of `queryset` to compare with `facts`, in no order.

    One look-up for each of name, phone and paper number: joined by OR they would crowd each other out.
    """
    found: set[UUID] = set()
    for condition in (_named(facts), _telephoned(facts), _numbered(facts)):
        if condition:
            people = queryset.filter(condition, merged_into=None)
            found |= set(_nearest(people, facts)[:COMPARED].values_list("pk", flat=True))
    return queryset.filter(pk__in=found)


def _nearest(people: QuerySet[Patient], facts: Facts) -> QuerySet[Patient]:
    """Whoever bears the very name first, then by birth."""
    written = Q(name_hangul=facts.name_hangul) if facts.name_hangul else Q(name_romanised__iexact=facts.name_romanised)
    order: list[Any] = [Case(When(written, then=Value(0)), default=Value(1))]
    if facts.birth_date is not None:
        order.append(DaysApart(F("birth_date"), Value(facts.birth_date, DateField())).asc(nulls_last=True))
    return people.order_by(*order)


def _named(facts: Facts) -> Q:
    """The name, another spelling of it, or a letter beside it; each script stands for the other."""
    if not facts.name_hangul and not facts.name_romanised:
        return Q()
    return search.near(name_hangul=facts.name_hangul, name_romanised=facts.name_romanised)


def _telephoned(facts: Facts) -> Q:
    """Whoever has one of the numbers, as one's own or as the caregiver's."""
    numbers = [number for number in (facts.phone, facts.caregiver_phone) if number]
    if not numbers:
        return Q()
    return Q(In(search.Digits(F("phone")), numbers)) | Q(In(search.Digits(F("caregiver_phone")), numbers))


def _numbered(facts: Facts) -> Q:
    """Whoever has one of the paper numbers, whichever sign stands between its letters and digits."""
    spelled = {written for number in facts.papers for written in _spellings(number)}
    return Q(pk__in=PatientNumber.objects.filter(number__in=spelled).values("patient")) if spelled else Q()


def _spellings(number: str) -> set[str]:
    runs = re.findall(r"[^\W\d_]+|\d+", number.upper())
    return {number, number.upper(), number.lower()} | {sign.join(runs) for sign in ("", "-", " ", "/", ".")} - {""}
