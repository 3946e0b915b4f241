"""Many records of a kind, written at once, are what they would be one by one: answers, rows, trail, feed (MUST 4)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.centres.actions import months
from apps.core.clock import now
from apps.patients.actions import care, patients, transfers
from apps.patients.models import Appointment, Patient
from apps.physio.models import Instrument, OutcomeScore, PhysioSession
from apps.sync.actions import pushing
from apps.sync.models import Change, Conflict, Tablet
from tests.people import MAY, People, a_delivery, a_patient, a_plan, a_transfer, an_episode
from tests.sync.hands import Op, a_hand, said, summed_up

NAMES = UUID("0190b5d8-0000-7000-8000-000000000001")
AT = datetime(2016, 7, 1, 9, 0, tzinfo=UTC)
KINDS: dict[str, Any] = {"session": PhysioSession, "score": OutcomeScore, "appointment": Appointment}
UNTOLD = ("created_at", "pgh_id", "pgh_created_at")  # of no row or event the same twice

WHO = ("here", "away", "dead", "gone")
DAYS = ("2016-04-20", "2016-05-05", "2016-05-12")  # too late; before anything was begun; while all of it goes on
ASTRAY = "astray"  # a note that the database of these tests does not take
# Right or wrong: the kind, and the values beside the day. A word that names a fact of the person or the house is it.
DEEDS: dict[str, tuple[str, dict[str, Any]]] = {
    "session": ("session", {"minutes": 30, "techniques": ["massage"], "note": '걷기 \\ "10" m\t.'}),
    "session of a plan": ("session", {"minutes": 45, "plan": "own plan"}),
    "session of no plan": ("session", {"minutes": 45, "plan": None, "attended": False}),
    "session astray": ("session", {"minutes": 30, "note": ASTRAY}),
    "measured": ("score", {"instrument": "tug", "total": 12.4, "walking_aid": "stick", "barefoot": True}),
    "out of range": ("score", {"instrument": "tug", "total": 0}),
    "worn": ("score", {"instrument": "tug", "total": 9, "worn_device": "own leg"}),
    "worn and barefoot": ("score", {"instrument": "tug", "total": 9, "worn_device": "own leg", "barefoot": True}),
    "in an episode": ("score", {"instrument": "tug", "total": 9, "episode": "own episode"}),
    "unable": ("score", {"instrument": "tug", "unable": True, "unable_reason": "아픔"}),
    "items": ("score", {"instrument": "berg", "items": "every item"}),
    "too few items": ("score", {"instrument": "berg", "items": {"sit": 4}}),
    "score astray": ("score", {"instrument": "tug", "total": 12, "note": ASTRAY}),
    "visit": ("appointment", {"kind": "fitting", "provider": "technician", "note": " 신발 "}),
    "visit to a stranger": ("appointment", {"kind": "fitting", "provider": "receptionist"}),
    "visit far off": ("appointment", {"kind": "review", "starts_at": "2019-07-01T03:00:00+00:00", "minutes": 60}),
    "visit astray": ("appointment", {"kind": "fitting", "note": ASTRAY}),
}


@dataclass
class House:
    """The tablet of a physiotherapist, and what its operations may refer to by name, for each of WHO."""

    tablet: Tablet
    facts: dict[str, dict[str, Any]]


def key(name: str) -> UUID:
    return uuid5(NAMES, name)


@pytest.fixture
def house(uncommitted: People) -> House:
    """Everybody has a leg, an episode and a plan, all since 10 May; April is closed."""
    people = uncommitted
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in KINDS.values()):
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_astray CHECK (note <> '{ASTRAY}')")
    of_each = {who: a_patient(people, id=key(who)) for who in WHO}
    berg = Instrument.objects.get(key="berg")
    usual = {"tug": str(Instrument.objects.get(key="tug").pk), "berg": str(berg.pk),
             "every item": {item.key: 1 for item in berg.items.all()},
             "technician": str(people.technician.pk), "receptionist": str(people.receptionist.pk)}  # fmt: skip
    facts = {who: usual | its_own(people, patient) for who, patient in of_each.items()}
    lost = {"ended_as": "lost", "reason": "moved", "by": people.receptionist}
    care.end(patient=of_each["away"], on=MAY, today=date(2016, 6, 1), **lost)
    Patient.objects.filter(pk=key("away")).update(care_ended_on=date(2016, 5, 4))  # before what was done since
    patients.note_death(patient=of_each["dead"], on=MAY, by=people.receptionist)
    transfers.answer(
        transfer=a_transfer(people, of_each["gone"]), accept=True, by=people.songrim_receptionist, at=now()
    )
    for step in (months.begin_closing, months.approve):
        step(centre=people.rakrang, first_day=date(2016, 4, 1))
    return House(a_hand(people).tablet, facts)


def its_own(people: People, patient: Patient) -> dict[str, str]:
    episode = an_episode(people, patient)
    own = {"leg": a_delivery(people, patient).device, "episode": episode, "plan": a_plan(people, episode)}
    return {f"own {name}": str(record.pk) for name, record in own.items()}


def an_op(house: House, deed: str, who: str, day: str, slot: int) -> Op:
    """`slot`: of the same one the same record is made."""
    kind, values = DEEDS[deed]
    when = {"starts_at": f"2016-07-{day[-2:]}T03:00:00+00:00"} if kind == "appointment" else {"at": f"{day}T03:00:00Z"}
    told = {name: house.facts[who].get(value, value) if isinstance(value, str) else value
            for name, value in values.items()}  # fmt: skip
    return said(kind, "create", patient=key(who), id=key(f"{kind} {slot}"), values={**when, **told})


def numbered(*operations: Op) -> list[Op]:
    return [one | {"op_seq": seq} for seq, one in enumerate(operations, start=1)]


def rows_of(model: Any, *untold: str) -> list[Any]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in (*UNTOLD, *untold)]
    return sorted(model._base_manager.values_list(*names), key=str)


def lived(house: House, *pushes: list[Op]) -> dict[str, Any]:
    """What came of the pushes, which are then undone."""
    with transaction.atomic():
        answers = [pushing.push(tablet=house.tablet, operations=one, at=AT).results for one in pushes]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the feed is written now
        found: dict[str, Any] = {"answers": [answer for some in answers for answer in some]}
        for model in (*KINDS.values(), Patient):
            found[model.__name__] = rows_of(model), rows_of(model.pgh_event_model)
        found["conflicts"] = rows_of(Conflict, "id")
        found["feed"] = sorted(Change.objects.values_list("centre", "type", "key", "op"), key=str)
        transaction.set_rollback(True)
    return found


stories = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from(WHO), st.sampled_from(DAYS), st.integers(1, 6)),
    min_size=4, max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=stories)
def test_what_is_done_at_once_is_as_if_done_one_by_one(house, story):
    """(MUST 3, 4, 5, 7)"""
    operations = numbered(*(an_op(house, *one) for one in story))
    together, apart = lived(house, operations), lived(house, *([one] for one in operations))
    for name, found in together.items():
        assert found == apart[name], name


def of_one_kind(house: House, deed: str, count: int) -> list[Op]:
    return [an_op(house, deed, "here", "2016-05-12", slot) for slot in range(count)]


@pytest.mark.parametrize(
    ("deed", "wrong", "code"),
    [
        ("measured", "out of range", "rejected invalid"),
        ("measured", "score astray", "conflict constraint"),
        ("visit", "visit to a stranger", "rejected invalid"),
        ("visit", "visit astray", "conflict constraint"),
    ],
)
def test_a_bad_one_in_the_middle_takes_no_other_with_it(house, deed, wrong, code):
    """(MUST 4) Refused by a rule, or by the database alone."""
    good, bad = of_one_kind(house, deed, 6), an_op(house, wrong, "here", "2016-05-12", 9)
    answers = pushing.push(tablet=house.tablet, operations=numbered(*good[:3], bad, *good[3:]), at=AT).results
    assert [summed_up(one) for one in answers] == ["applied"] * 3 + [code] + ["applied"] * 3
    assert {str(one.pk) for one in KINDS[bad["type"]].objects.all()} == {one["id"] for one in good}


def test_who_was_given_up_has_come_again_only_by_what_was_taken(house):
    """Whatever the order of the days; by what is refused nobody comes again."""
    refused = [an_op(house, deed, "away", "2016-05-05", slot) for slot, deed in enumerate(["session of a plan"] * 2)]
    refused += [an_op(house, "worn", "away", "2016-05-05", slot) for slot in (1, 2)]
    taken = [an_op(house, "session", "away", day, slot) for slot, day in enumerate(("2016-05-12", "2016-04-20"), 5)]
    for operations, state in ((refused, "lost"), (taken, "")):
        told = lived(house, numbered(*operations))
        assert {one["status"] for one in told["answers"]} == {"rejected"} if state else {"applied", "applied_late"}
        assert ["lost" in row for row in told["Patient"][0]].count(True) == bool(state)


@pytest.mark.parametrize("deed", ["session of a plan", "worn", "in an episode", "items", "visit"])
def test_twice_as_many_ask_the_database_no_more_often(house, deed):
    def asked(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            lived(house, numbered(*of_one_kind(house, deed, count)))
        return len(queries)

    asked(2)  # what is read once in the life of a tablet
    assert asked(4) == asked(8)
