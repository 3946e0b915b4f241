"""However operations are split into pushes and repeated on the way, the rows and the answers are the same."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.patients.models import Appointment, Consent, Episode, Goal, Impairment, Patient, PatientNumber
from apps.physio.models import Instrument, OutcomeScore, PhysioSession
from apps.sync.actions import pushing
from apps.sync.models import Conflict, Operation
from apps.sync.receiving.waves import Touches, flat, waves
from tests.people import a_patient
from tests.sync.hands import a_hand

NAMES = UUID("0190b5d8-0000-7000-8000-000000000000")
AT = datetime(2016, 7, 1, 9, 0, tzinfo=UTC)
OWN = ("created_at", "number", "registered_by_id", "version", "name_jamo", "id")  # the server's own, told in no answer


# --- Waves, without a database -----------------------------------------------------------------------

keys = st.frozensets(st.sampled_from("abcd"), max_size=2)
touched = st.lists(st.tuples(st.sampled_from("xyz"), keys, keys), max_size=12)


@given(touched)
def test_whatever_touches_the_same_keeps_its_order_and_nothing_is_lost(said):
    all_of_them = [Touches(n, like, writes, reads - writes) for n, (like, writes, reads) in enumerate(said)]
    order = flat(waves(all_of_them))
    place = {number: position for position, number in enumerate(order)}
    assert sorted(order) == list(range(len(said)))
    for later in all_of_them:
        for sooner in all_of_them[: later.operation]:
            if sooner.writes & (later.writes | later.reads) or sooner.reads & later.writes:
                assert place[sooner.operation] < place[later.operation]


# --- Pushes, each example in a transaction that is rolled back ---------------------------------------


def key(name: str) -> str:
    return str(uuid5(NAMES, name))


def change(field: str, old: Any, new: Any) -> dict[str, Any]:
    return {"changes": {field: [old, new]}}


def deeds(who: str, other: str, tug: str) -> dict[str, dict[str, Any]]:
    """What may be said of one of three people: `other` makes two records of a kind; `tug`: the key of a measure."""
    episode, goal, consent, visit = (key(f"{kind} {who} {other}") for kind in ("episode", "goal", "consent", "visit"))
    at, about = f"2016-05-1{other}T09:00:00+00:00", {"patient": key(who)}
    values: dict[str, dict[str, Any]] = {
        "register": {"type": "patient", "action": "create", "id": key(who),
                     "values": {"name_hangul": "리철수", "phone": other}},
        "name": {"type": "patient", "action": "change", "id": key(who), **change("name_hangul", "김영수", other)},
        "phone": {"type": "patient", "action": "change", "id": key(who), **change("phone", "", other)},
        "die": {"type": "patient", "action": "death", "id": key(who), **change("deceased_on", None, at[:10])},
        "end": {"type": "patient", "action": "end", "id": key(who),
                "values": {"care_ended_on": "2016-05-09", "care_ended_as": "lost", "care_end_reason": "moved"}},
        "resume": {"type": "patient", "action": "resume", "id": key(who), "values": {}},
        "session": {"type": "session", "action": "create", "id": key(f"session {who}"), **about,
                    "values": {"at": at, "minutes": 30}},
        "more": {"type": "session", "action": "create", "id": key(f"more {who} {other}"), **about,
                 "values": {"at": at, "minutes": 30}},
        "measure": {"type": "score", "action": "create", "id": key(f"score {who} {other}"), **about,
                    "values": {"at": at, "instrument": tug, "total": 9}},
        "limb": {"type": "impairment", "action": "create", "id": key(f"limb {who}"), **about,
                 "values": {"kind": "amputation", "level": "transtibial", "side": "LR"[int(other) - 1]}},
        "open": {"type": "episode", "action": "create", "id": episode, **about,
                 "values": {"reason": "follow-up", "opened_on": "2016-05-10"}},
        "aim": {"type": "goal", "action": "create", "id": goal, **about,
                "values": {"episode": episode, "text": "Walks", "set_on": "2016-05-10"}},
        "review": {"type": "goal", "action": "review", "id": goal,
                   "values": {"state": "reached", "reviewed_on": "2016-05-11"}},
        "close": {"type": "episode", "action": "close", "id": episode,
                  "values": {"closed_on": "2016-05-12", "outcome": "Done", "outcome_kind": "partly",
                             "goals": {goal: "partly"}}},
        "consent": {"type": "consent", "action": "create", "id": consent, **about,
                    "values": {"kind": "photo", "given_on": f"2016-05-1{other}", "manner": "spoken"}},
        "withdraw": {"type": "consent", "action": "withdraw", "id": consent,
                     "values": {"withdrawn_on": "2016-05-13", "withdrawal_reason": "No more"}},
        "book": {"type": "appointment", "action": "create", "id": visit, **about,
                 "values": {"kind": "fitting", "starts_at": at}},
        "came": {"type": "appointment", "action": "note", "id": visit, "values": {"state": "arrived"}},
        "missed": {"type": "appointment", "action": "note", "id": visit, "values": {"state": "missed"}},
    }  # fmt: skip
    return values


# What depends on each other, so that a story of a few operations is seldom without a knot.
THEMES = {
    ("register", "name", "phone", "session", "limb"): "ab",
    ("session", "more", "die", "end", "resume"): "a",
    ("open", "aim", "review", "close"): "a",
    ("consent", "withdraw"): "a",
    ("book", "came", "missed"): "a",
    ("measure", "more", "book", "die", "end"): "a",
}


def of_theme(theme: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, str, str]]]:
    deed = st.tuples(st.sampled_from(theme), st.sampled_from(THEMES[theme]), st.sampled_from("12"))
    return st.lists(deed, min_size=3, max_size=8)


stories = st.sampled_from(sorted(THEMES)).flatmap(of_theme)


@st.composite
def pushes(draw: Any, length: int) -> list[tuple[int, int]]:
    """First and last of each push: together they say everything, each begins no later than what was said so far."""
    found, done = [], 0
    while done < length:
        found.append((draw(st.integers(0, done)), draw(st.integers(done + 1, length))))
        done = found[-1][1]
    return found


def numbered(story: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    tug = str(Instrument.objects.get(key="tug").pk)
    return [
        {"op_id": key(f"op {seq}"), "op_seq": seq, "recorded_at": AT.isoformat(), **deeds(who, other, tug)[deed]}
        for seq, (deed, who, other) in enumerate(story, start=1)
    ]


def rows_of(model: type[models.Model]) -> list[Any]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in OWN]
    own = [] if model in (Conflict, PatientNumber) else ["pk"]
    return sorted(model._default_manager.values_list(*own, *names), key=str)


def lived(hand: Any, operations: list[dict[str, Any]], split: list[tuple[int, int]]) -> tuple[Any, Any]:
    """(the answers by key, without the versions of the moment; the rows) after these pushes, which are then undone."""
    answers: dict[str, Any] = {}
    with transaction.atomic():
        for first, last in split:
            for answer in pushing.push(tablet=hand.tablet, operations=operations[first:last], at=AT).results:
                told = {name: value for name, value in answer.items() if name != "version"}
                assert answers.setdefault(answer["op_id"], told) == told
        kept = (Patient, PhysioSession, OutcomeScore, Impairment, Episode, Goal, Consent, Appointment, Conflict)
        rows = {model.__name__: rows_of(model) for model in kept}
        assert Operation.objects.count() == len(operations)
        transaction.set_rollback(True)
    return answers, rows


@pytest.fixture
def hand(uncommitted):
    a_patient(uncommitted, id=UUID(key("a")))
    return a_hand(uncommitted)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=stories, data=st.data())
def test_any_split_and_any_repetition_comes_to_the_same(hand, story, data):
    """(MUST 2, 3, 4, 5, 8) One push of everything, and any pushes that say it in order, however often."""
    operations = numbered(story)
    split = data.draw(pushes(len(operations)))
    assert lived(hand, operations, [(0, len(operations))]) == lived(hand, operations, split)
