"""People who may be one: found, compared, scored, and told why. It advises and never blocks.

    matching.alike(Patient.objects.visible_to(user), name_hangul="김영수", birth=births.from_parts(1970))
    matching.likeness(one, other).reasons

`facts` are the keyword arguments of `facts.typed`: name_hangul, name_romanised, birth, sex, phone, caregiver_phone,
paper_number, province, county, village; all of them optional.
"""

from typing import Any

from django.db.models import QuerySet

from apps.patients.matching import candidates, facts, score
from apps.patients.matching.facts import Facts
from apps.patients.matching.score import Likeness, Verdict
from apps.patients.matching.weights import PERHAPS, PROBABLY
from apps.patients.models import Patient

MOST = 5

__all__ = ["MOST", "PERHAPS", "PROBABLY", "Facts", "Likeness", "Verdict", "alike", "like", "likeness"]


def alike(queryset: QuerySet[Patient], **typed: Any) -> list[Likeness]:
    """At most five people of `queryset` who may be the one described by plain facts, the likeliest first.

    Raises TypeError for a fact that is none.
    """
    return _ranked(queryset, facts.typed(**typed))


def like(queryset: QuerySet[Patient], patient: Patient) -> list[Likeness]:
    """At most five other people of `queryset` who may be this registered person, the likeliest first."""
    return _ranked(queryset.exclude(pk=patient.pk), facts.of(patient))


def likeness(one: Patient | Facts, other: Patient | Facts) -> Likeness:
    """How far two people are alike, registered or as plain facts; `patient` is the other one when registered."""
    ours, theirs = (facts.of(who) if isinstance(who, Patient) else who for who in (one, other))
    return Likeness(other if isinstance(other, Patient) else None, score.parts(ours, theirs))


def _ranked(queryset: QuerySet[Patient], known: Facts) -> list[Likeness]:
    people = candidates.of(queryset, known).select_related("county").prefetch_related("other_numbers")
    compared = (likeness(known, patient) for patient in people)
    found = [one for one in compared if one.verdict != Verdict.HARDLY]
    return sorted(found, key=lambda one: (-one.score, one.patient.number if one.patient else ""))[:MOST]
