"""What the header shows while somebody types: names first, then people, the best hits first.

One statement: the names come from the dictionary in the order of their rank, their bearers by the name's key, and each
is looked at through the caller's queryset before it counts, so that nothing is said of people somebody may not see.
Only as many are read as are shown, however many answer.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.patients.models import Patient
from apps.patients.search import names, numbers, places
from apps.patients.search.finding import find
from apps.patients.search.names import NameQuestion, Rank, Typos
from apps.patients.search.numbers import Arm
from apps.patients.search.question import Question, cleaned, key_in

SHOWN, READ = 8, 16
NAMES, MANY = 4, 3  # names shown at most, and from how many bearers on
NAMES_READ, NUMBERS_READ = 300, 300
FEW = 3  # so few good hits that names one letter off are looked for too
FIELDS = ("id", "number", "name_hangul", "name_romanised", "sex", "birth_date", "birth_precision", "province",
          "village", "deceased_on")  # fmt: skip
REASONS = {Rank.SPELLED: _("spelled another way"), Rank.TYPO: _("one letter differs")}


@dataclass(frozen=True)
class Hit:
    """A person who answers, how well, and why where that is not obvious."""

    patient: Patient
    rank: Rank
    why: Promise | str = ""


@dataclass(frozen=True)
class NameHit:
    """A name that several of the people bear; `many`: more than were counted."""

    name: str
    count: int
    many: bool
    why: Promise | str = ""


@dataclass(frozen=True)
class Suggestions:
    """`more`: how many people besides are known to answer; `many`: there may be yet more of them."""

    names: list[NameHit]
    people: list[Hit]
    more: int = 0
    many: bool = False


def suggest(queryset: QuerySet[Patient], q: str) -> Suggestions:
    """The names and the first eight people of `queryset` who answer to `q`; nothing for an empty question.

    This is what the header asks with every letter typed, and what `manage.py bench search` times. Names one letter
    off come when hardly anything else was found; the list, by `find`, always has them.
    """
    asked = cleaned(q)
    if not asked:
        return Suggestions([], [])
    if key_in(q) or not any(letter.isalnum() for letter in asked):
        return of_list(queryset, q)
    return Search(queryset, Question.read(asked)).answer() or of_list(queryset, q)


def of_list(queryset: QuerySet[Patient], q: str) -> Suggestions:
    """The first of the whole list, for what the short way cannot say."""
    found = list(find(queryset, q)[: SHOWN + 1])
    hits = [Hit(patient, Rank(patient.rank)) for patient in found]  # type: ignore[attr-defined]
    return Suggestions([], hits[:SHOWN], more=len(found) - SHOWN if len(found) > SHOWN else 0, many=len(found) > SHOWN)


class Search:
    """One question on its way: hits gather, the first under which a person is found counts."""

    def __init__(self, queryset: QuerySet[Patient], question: Question) -> None:
        self.queryset, self.question = queryset.filter(merged_into=None), question
        self.hits: dict[Any, Hit] = {}
        self.cut = False

    def answer(self) -> Suggestions | None:
        """None when so many answer, of whom the user sees hardly any, that only the whole list knows."""
        if arms := numbers.read(self.question.text):
            self.by_number(arms)
        if not self.hits:
            self.by_name(self.question, "if nobody")
        good = sum(hit.rank < Rank.TYPO for hit in self.hits.values())
        if not self.hits:
            for reading in places.readings(self.question):
                self.by_name(reading, "if nobody")
        elif 0 < good < FEW and not arms:
            self.by_name(self.question, "always", only_typos=True)
        if (self.cut and len(self.hits) < SHOWN) or (arms and not self.hits):
            return None
        return summed_up(sorted(self.hits.values(), key=order))

    def by_name(self, question: Question, off: Typos, *, only_typos: bool = False) -> None:
        asked = names.read(question.words, exactly=question.exactly)
        if only_typos:
            asked = NameQuestion((), asked.off)
        if not asked.probes and not asked.off:
            return
        bears = "patients_name_key(patients_patient.name_hangul, patients_patient.name_romanised) = source.name"
        params = [*asked.arguments, off, NAMES_READ]
        for place, *values in self.read(names.NAMES_LIKE, params, bears, READ, question):
            if place == names.CUT:
                self.cut = True
            else:
                rank = asked.rank(place)
                obvious = asked.obvious(place, romanised=bool(values[FIELDS.index("name_romanised")]))
                self.note(values, rank, "" if obvious else REASONS.get(rank, ""))

    def by_number(self, arms: list[Arm]) -> None:
        params = numbers.arguments(arms, NUMBERS_READ)
        rows = self.read(numbers.NUMBERED, params, "patients_patient.id = source.id", 1, self.question)
        for place, *values in rows:
            self.note(values, arms[place - 1].rank, arms[place - 1].why)

    def read(self, source: str, params: list[Any], joined: str, each: int, question: Question) -> list[tuple[Any, ...]]:
        """Rows of place and FIELDS: the patients joined to each row of the source, as far as the queryset shows them.

        The queryset's condition stands in a subquery of its own: PostgreSQL would otherwise begin with everybody whom
        the user's centres see.
        """
        seen, seen_params = condition_of(self.queryset.filter(question.condition))
        columns = ", ".join(f"patients_patient.{field}" for field in FIELDS)
        statement = f"""
            SELECT source.place, found.* FROM {source} source LEFT JOIN LATERAL (
                SELECT {columns} FROM patients_patient WHERE {joined} AND (SELECT {seen}) LIMIT {each}
            ) found ON true WHERE found.id IS NOT NULL OR source.place = {names.CUT} LIMIT {READ}
        """  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [*params, *seen_params])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def note(self, values: list[Any], rank: Rank, why: Promise | str) -> None:
        patient = Patient.from_db(self.queryset.db, FIELDS, values)
        if patient.pk not in self.hits or rank < self.hits[patient.pk].rank:
            self.hits[patient.pk] = Hit(patient, rank, why)


def condition_of(queryset: QuerySet[Patient]) -> tuple[str, tuple[Any, ...]]:
    """The queryset's condition on a row of patients_patient, as SQL; joins keep to themselves."""
    query = queryset.order_by().values("pk").query
    query.get_initial_alias()
    compiler = query.get_compiler(connection=connection)
    joined = sum(uses > 0 for uses in query.alias_refcount.values()) > 1  # a join that was trimmed away has no use
    if joined or query.combinator or query.is_sliced:
        sql, params = query.sql_with_params()
        return f"patients_patient.id IN ({sql})", params
    sql, params = compiler.compile(query.where) if query.where else ("true", ())
    return sql or "true", tuple(params)


def order(hit: Hit) -> tuple[Any, ...]:
    return hit.rank, hit.patient.name_hangul, hit.patient.name_romanised, hit.patient.number


def summed_up(hits: list[Hit]) -> Suggestions:
    """The names that several bear, then the first people. What fills the window up may go on behind it."""
    full = len(hits) >= READ
    counts = Counter(hit.patient.display_name for hit in hits)
    first = {hit.patient.display_name: hit for hit in reversed(hits)}
    last = hits[-1].patient.display_name if hits else ""
    shown = [
        NameHit(name, counts[name], full and name == last, first[name].why)
        for name in dict.fromkeys(hit.patient.display_name for hit in hits)
        if counts[name] >= MANY
    ]
    return Suggestions(shown[:NAMES], hits[:SHOWN], more=max(len(hits) - SHOWN, 0), many=full)
