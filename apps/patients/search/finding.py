"""Everybody who answers to a question, as a queryset: for lists, filters and whatever is asked further."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.lookups import In

from apps.patients.models import Patient
from apps.patients.models.name_form import NameKey
from apps.patients.search import names, numbers, places
from apps.patients.search.names import Rank
from apps.patients.search.numbers import Arm
from apps.patients.search.question import Question, cleaned, key_in

ALL_NUMBERS = 5000  # keys of patients that a way to look brings before it is asked by condition
BY_NAME = ("name_jamo", "name_romanised", "number")


def find(queryset: QuerySet[Patient], q: str) -> QuerySet[Patient]:
    """The people of `queryset` who answer to `q`, the best hits first: annotated `rank`, a `Rank`, 0 is exact.

    An empty question changes nothing. A year of birth, a sex or a place beside a name narrow it. A merged record's
    number, key or card leads to the record that remained; the merged one is no hit.
    """
    if key := key_in(q):
        return ranked(queryset.filter(Q(pk=key) | Q(merged_here=key)), Value(int(Rank.EXACT)))
    asked = cleaned(q)
    if not asked:
        return queryset
    question = Question.read(asked)
    found = Answers()
    found.add_numbers(numbers.read(question.text))
    found.add_names(question)
    if found.best > Rank.WORD:
        for reading in places.readings(question):
            found.add_names(reading)
    if not any(letter.isalnum() for letter in asked):
        found.add_signs(asked)
    order = BY_NAME if found.in_order else ("rank", *BY_NAME)
    return ranked(queryset.filter(question.condition).filter(found.condition), found.rank, order)


def ranked(queryset: QuerySet[Patient], rank: Any, order: Sequence[str] = ("rank", *BY_NAME)) -> QuerySet[Patient]:
    return queryset.filter(merged_into=None).annotate(rank=rank).order_by(*order)


class Answers:
    """Conditions on patients, and how good a hit is whoever meets them."""

    def __init__(self) -> None:
        self.condition = Q(pk__in=[])
        self.ranks: list[tuple[Rank, Q]] = []
        self.rest = Rank.SOMEWHERE  # of whoever answers by none of the conditions above
        self.in_order = False  # the dictionary's order is that of the ranks, and an index reads in it

    @property
    def best(self) -> Rank:
        return min((rank for rank, _condition in self.ranks), default=Rank.SOMEWHERE)

    @property
    def rank(self) -> Any:
        """The best rank among the conditions that are met, for `annotate`."""
        best_first = sorted(self.ranks, key=lambda one: one[0])
        cases = [When(condition, then=Value(int(rank))) for rank, condition in best_first]
        return Case(*cases, default=Value(int(self.rest)), output_field=IntegerField())

    def add(self, condition: Q, *ranks: tuple[Rank, Q]) -> None:
        self.condition |= condition
        self.ranks += ranks

    def add_names(self, question: Question) -> None:
        """Whoever bears a name that the dictionary has for these words."""
        asked = names.read(question.words, exactly=question.exactly)
        found = names.look_up(asked)
        if found.cut and (begins := names.beginning(question.words, found)):
            self.add_beginning(begins, question)
            return
        key = NameKey(F("name_hangul"), F("name_romanised"))
        ranks = [(rank, question.narrowing & Q(In(key, keys))) for rank, keys in found.by_rank.items()]
        if found.by_rank:
            self.add(question.narrowing & names.bearers(asked, found), *ranks)
        if found.cut:
            self.rest = min(self.rest, max(found.by_rank))

    def add_beginning(self, jamo: str, question: Question) -> None:
        """Whoever's Hangul name begins so, where very many do: a list of them starts without sorting them all. Their
        other hits are left out: who types so little sees hundreds of pages of these first."""
        begins = Q(name_jamo__gte=jamo, name_jamo__lt=jamo + names.LAST)
        self.in_order, self.rest = not self.ranks, Rank.BEGINS
        self.add(question.narrowing & begins, (Rank.EXACT, Q(name_jamo=jamo)))

    def add_numbers(self, arms: list[Arm]) -> None:
        """Whoever has such a number: by key, or, where very many have, by condition."""
        by_rank: dict[Rank, set[UUID]] = {}
        for place, key in numbered(arms):
            by_rank.setdefault(arms[place - 1].rank, set()).add(key)
        keys = set().union(*by_rank.values())
        if keys:
            self.add(Q(pk__in=keys), *((rank, Q(pk__in=own)) for rank, own in by_rank.items()))
        if len(keys) >= ALL_NUMBERS:
            for arm in arms:
                self.add(arm.condition, (arm.rank, arm.condition))

    def add_signs(self, text: str) -> None:
        """Whoever has signs and pictures in the name that are neither letters nor digits."""
        self.add(Q(name_romanised__contains=text) | Q(name_hangul__contains=text))


def numbered(arms: list[Arm]) -> list[tuple[int, UUID]]:
    """Place of the arm, from 1, and the patient's key."""
    if not arms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT place, id FROM {numbers.NUMBERED}", numbers.arguments(arms, ALL_NUMBERS))  # noqa: S608
        rows: list[tuple[int, UUID]] = cursor.fetchall()
        return rows
