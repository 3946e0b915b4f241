"""How long the header's search box takes, beside a look-up by primary key on the same connection.

The statements are those that the page behind the box sends, recorded from the view itself for every question of a
fixed set and then sent again: so limit and product differ in nothing but the SQL. What Python and the web server add
is shown besides.
"""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse

from apps.desk.bench import questions
from apps.desk.bench.ground import Ground, address, recorded
from apps.desk.bench.harness import Contestant, Round, Sample, part
from apps.desk.bench.judgement import Figure, Goal, counted, measured, p50, p95, ratio
from apps.desk.bench.questions import Question
from apps.patients import search
from apps.patients.models import Patient

AS_QUICK, FOUND = Goal(4), Goal(0.99, at_most=False)
CHECKED = 200
PEER_ASKS = 2  # of each lap: it reads every row
T = TypeVar("T")


def check(ground: Ground) -> list[str]:
    """Everybody is there, under the right name; whoever is asked for is found, and nobody of another centre."""
    wrong = []
    if (count := Patient.objects.count()) != ground.seeded.count:
        wrong.append(f"{ground.seeded.count} people were seeded, {count} are there")
    sample = ground.seeded.sample[:CHECKED]
    stored = Patient.objects.in_bulk([person.id for person in sample])
    if any(stored[person.id].name_hangul != person.hangul for person in sample):
        wrong.append("a name in Hangul did not come back as it was written")
    for question in questions.of_all_kinds(ground.seeded.sample, ground.seed):
        if "one letter wrong" not in question.kind and not finds(ground, question):
            wrong.append(f"{question.kind}: “{question.text}” does not find {question.person.number}")
    for person in ground.seeded.strangers[:CHECKED]:
        if finds(ground, Question("number", person.number, person)):
            wrong.append(f"{person.number} of another centre is found")
    return wrong


def finds(ground: Ground, question: Question) -> bool:
    """Whether the person who was meant is among those the search answers with."""
    seen = Patient.objects.visible_to(ground.technician())
    return search.find(seen, question.text).filter(pk=question.person.id).exists()


def contestants(ground: Ground) -> list[Contestant]:
    """The look-up, the suggestion's statements, the view round them, the request round that, and a plain search."""
    asked = questions.of_all_kinds(ground.seeded.sample, ground.seed)
    path = reverse("patients:suggest")
    look_up = [statement(Patient.objects.filter(pk=question.person.id)) for question in asked]
    suggestions = [statements_of(ground, path, question) for question in asked]
    browser = ground.browser()
    return [
        timed("primary key", look_up, send),
        timed("suggestion", suggestions, send),
        timed("view", asked, lambda question: ground.answer(ground.request(path, q=question.text))),
        timed("request", asked, lambda question: browser.get(address(path, q=question.text))),
        timed("contains", asked[: PEER_ASKS * 10], lambda question: plainly(ground, question.text)),
    ]


def timed(name: str, things: Sequence[T], run: Callable[[T], object]) -> Contestant:
    """A contestant who does one thing after the other and looks at the clock each time."""

    def lap(number: int) -> Sample:
        taken = []
        for thing in part(things, number):
            begun = time.perf_counter()
            run(thing)
            taken.append(time.perf_counter() - begun)
        return {name: taken}

    return Contestant(name, lap)


def statement(rows: QuerySet[Patient]) -> list[tuple[str, object]]:
    return [rows.query.sql_with_params()]


def statements_of(ground: Ground, path: str, question: Question) -> list[tuple[str, object]]:
    """What the view asks of the patients' tables for this question; who may ask is another matter."""
    request = ground.request(path, q=question.text)
    with recorded() as statements:
        ground.answer(request)
    return [(sql, params) for sql, params in statements.asked if "patients_" in sql]


def send(statements: Sequence[tuple[str, object]]) -> None:
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()


def plainly(ground: Ground, text: str) -> None:
    """The peer: the search a web framework offers by itself, any column that contains the text."""
    columns = ("name_hangul", "name_romanised", "number", "phone")
    anywhere = Q()
    for column in columns:
        anywhere |= Q(**{f"{column}__icontains": text})
    list(Patient.objects.visible_to(ground.technician()).filter(anywhere).order_by("number")[:8])


def figures(ground: Ground, rounds: Sequence[Round]) -> list[Figure]:
    """The ratios, and the share of typos that still find the person."""
    asked = questions.with_typos(ground.seeded.sample, ground.seed)
    found = {script: [finds(ground, one) for one in asked if one.kind == script] for script in ("Hangul", "romanised")}
    every = [hit for hits in found.values() for hit in hits]
    return [
        ratio("search: suggestion, p95", rounds, "suggestion", "primary key", by=p95, goal=AS_QUICK),
        ratio("search: suggestion, p50", rounds, "suggestion", "primary key", by=p50),
        ratio("search: with Python, p95", rounds, "view", "primary key", by=p95),
        ratio("search: plain “contains”, p50", rounds, "contains", "primary key", by=p50),
        measured("search: request, p95", rounds, "request", "ms", by=p95, times=1000),
        counted("search: typos found", sum(every) / len(every), "share", goal=FOUND, asked=len(every),
                **{script: sum(hits) / len(hits) for script, hits in found.items()}),
    ]  # fmt: skip
