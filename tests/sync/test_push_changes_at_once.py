"""What is registered, corrected, opened and voided at once is what it would be one by one (MUST 4, 5, 8)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.patients.actions import care, patients
from apps.patients.models import Assessment, Episode, Patient, PatientAccess, PatientNumber
from apps.physio.models import PhysioSession
from apps.sync.actions import pushing
from apps.sync.models import Change, Conflict
from tests.merges import a_merge
from tests.people import MAY, a_patient, a_session, an_assessment, an_episode
from tests.sync.hands import a_hand, said

NAMES = UUID("0190b5d8-0000-7000-8000-000000000002")
AT = datetime(2016, 7, 1, 9, 0, tzinfo=UTC)
ASTRAY = "astray"  # a village, a session's note and an episode that the database of these tests does not take
WHO = ("here", "away", "dead", "survivor", "loser")
SAID_OF = ("here", "away", "dead", "loser")  # by one key each: what is said by two keys has no order of its own
UNTOLD = ("created_at", "pgh_id", "pgh_created_at")  # of no row or event the same twice
TRACKED: tuple[Any, ...] = (Patient, Episode, PhysioSession, Assessment)
UNKEYED = (PatientAccess, PatientNumber, Conflict)  # their own keys are drawn by chance


def key(*words: object) -> str:
    return str(uuid5(NAMES, " ".join(map(str, words))))


def changed(field: str, old: Any, new: Any) -> dict[str, Any]:
    return {"action": "change", "changes": {field: [old, new]}}


def deed(what: str, who: str, slot: int) -> dict[str, Any]:
    """Right or wrong. The same record is meant by the same slot."""
    day = f"2016-05-{slot + 1:02}"
    about: dict[str, Any] = {"id": key(who)}
    session = {"type": "session", "patient": key(who), "id": key("session", who, slot)}
    amended = {**session, "action": "amend", "id": key("new session", who, slot)}
    wrong = {"amends": session["id"], "reason": "Longer."}
    new = {"action": "create", "id": key("new", who, slot)}
    opened = {"type": "episode", "action": "create", "patient": key(who), "id": key("episode", slot)}
    return {
        "phone": {**about, **changed("phone", "111", str(slot))},
        "phone as nobody saw it": {**about, **changed("phone", "999", str(slot))},
        "name": {**about, **changed("name_hangul", "김영수", f"김{'가나다라'[slot - 1]}")},
        "no name": {**about, **changed("name_hangul", "김영수", ""), "changes": {
            "name_hangul": ["김영수", ""], "name_romanised": ["Kim Yong Su", ""]}},
        "county": {**about, **changed("county", None, "north-hwanghae/songrim")},
        "no county": {**about, **changed("county", None, "nowhere")},
        "born tomorrow": {**about, **changed("birth_date", "1970-03-12", "2016-08-01")},
        "moved astray": {**about, **changed("village", "", ASTRAY)},
        "registered": {**new, "values": {"name_hangul": "리철수", "on": f"201{slot % 2}-05-02",
                                         "paper_number": str(slot)}},
        "nobody": {**new, "values": {"village": "삼정"}},
        "registered tomorrow": {**new, "values": {"name_hangul": "리철수", "on": "2016-08-01"}},
        "registered astray": {**new, "values": {"name_hangul": "리철수", "village": ASTRAY}},
        "came": {**opened, "values": {"reason": "follow-up", "opened_on": day}},
        "came before birth": {**opened, "values": {"reason": "follow-up", "opened_on": "1970-03-11"}},
        "came astray": {**opened, "values": {"reason": "other", "opened_on": day}},
        "voided": {**session, "action": "void", "values": {"void_reason": "Twice."}},
        "voided astray": {**session, "action": "void", "values": {"void_reason": ASTRAY}},
        "assessment voided": {"type": "assessment", "action": "void", "patient": key(who),
                              "id": key("assessment", who, slot), "values": {"void_reason": "Twice."}},
        "amended": {**amended, "values": {**wrong, "minutes": 50}},
        "amended to another day": {**amended, "values": {**wrong, "at": f"{day}T01:00:00Z"}},
        "amended to tomorrow": {**amended, "values": {**wrong, "at": "2016-08-01T01:00:00Z"}},
        "amended astray": {**amended, "values": {**wrong, "note": ASTRAY}},
    }[what]  # fmt: skip


DEEDS = (
    "phone", "phone as nobody saw it", "name", "no name", "county", "no county", "born tomorrow", "moved astray",
    "registered", "nobody", "registered tomorrow", "registered astray", "came", "came before birth", "came astray",
    "voided", "voided astray", "assessment voided", "amended", "amended to another day", "amended to tomorrow",
    "amended astray",
)  # fmt: skip
CHANGES, RIGHT = DEEDS[:8], ("phone", "name", "county", "registered", "came", "voided", "assessment voided", "amended")


def an_op(what: str, who: str, slot: int) -> dict[str, Any]:
    told = {"type": "patient", "action": "create", **deed(what, who, slot)}
    return said(told.pop("type"), told.pop("action"), **told)


@pytest.fixture
def hand(uncommitted):
    """Everybody has sessions and assessments; one was given up, one has died, and two are the same."""
    people = uncommitted
    checks = {Patient: f"village <> '{ASTRAY}'", Episode: "reason <> 'other'",
              PhysioSession: f"note <> '{ASTRAY}' AND void_reason <> '{ASTRAY}'"}  # fmt: skip
    with connection.cursor() as cursor:
        for model, check in checks.items():
            cursor.execute(f"ALTER TABLE {model._meta.db_table} ADD CONSTRAINT nobody_goes_astray CHECK ({check})")
    of_each = {who: a_patient(people, id=UUID(key(who)), phone="111") for who in WHO}
    for who, patient in of_each.items():
        episode = an_episode(people, patient, on=date(2016, 5, 1))
        for slot in range(1, 5):
            a_session(people, patient, id=UUID(key("session", who, slot)))
            an_assessment(people, episode, id=UUID(key("assessment", who, slot)))
    lost = {"ended_as": "lost", "reason": "moved", "by": people.receptionist}
    care.end(patient=of_each["away"], on=MAY, today=date(2016, 6, 1), **lost)
    Patient.objects.filter(pk=key("away")).update(care_ended_on=date(2016, 5, 3))
    patients.note_death(patient=of_each["dead"], on=MAY, by=people.receptionist)
    a_merge(people, of_each["survivor"], of_each["loser"])
    return a_hand(people)


def numbered(operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one | {"op_seq": seq} for seq, one in enumerate(operations, start=1)]


def rows_of(model: Any, *untold: str) -> list[Any]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in (*UNTOLD, *untold)]
    return sorted(model._base_manager.values_list(*names), key=str)


def lived(hand: Any, *pushes: list[dict[str, Any]]) -> dict[str, Any]:
    """What came of the pushes, which are then undone. Versions are told by the rows, at the end."""
    with transaction.atomic():
        answers = [
            {name: value for name, value in answer.items() if name != "version"}
            for operations in pushes
            for answer in pushing.push(tablet=hand.tablet, operations=operations, at=AT).results
        ]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the feed is written now
        found: dict[str, Any] = {"answers": answers}
        for model in TRACKED:
            found[model.__name__] = rows_of(model), rows_of(model.pgh_event_model)
        found |= {model.__name__: rows_of(model, "id") for model in UNKEYED}
        found["feed"] = sorted(Change.objects.values_list("centre", "type", "key", "op"), key=str)
        transaction.set_rollback(True)
    return found


def of(deeds: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, str, int]]]:
    one = st.tuples(st.sampled_from(deeds), st.sampled_from(SAID_OF), st.integers(1, 4))
    return st.lists(one, min_size=4, max_size=16)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=st.one_of(of(DEEDS), of(CHANGES), of(RIGHT)))
def test_what_is_done_at_once_is_as_if_done_one_by_one(hand, story):
    """(MUST 4, 5, 8) The answers, the rows with their versions, what history keeps, the feed."""
    operations = numbered([an_op(*one) for one in story])
    together, apart = lived(hand, operations), lived(hand, *([one] for one in operations))
    for name, found in together.items():
        assert found == apart[name], name


@pytest.mark.parametrize("what", ["phone", "name", "registered", "came", "voided", "assessment voided", "amended"])
def test_twice_as_many_ask_the_database_no_more_often(hand, what):
    def asked(count: int) -> int:
        told = [an_op(what, who, slot) for slot, who in enumerate(("here", "away", "survivor", "dead")[:count], 1)]
        with CaptureQueriesContext(connection) as queries:
            lived(hand, numbered(told))
        return len(queries)

    few, many = asked(2), asked(4)
    assert many <= few


def test_changes_of_the_same_people_keep_their_order_and_see_each_other(hand):
    """(MUST 4, 8) Everybody's name is corrected twice; the second one saw the first."""
    who = ("here", "away", "survivor")
    first = [said("patient", "change", id=key(one), changes={"name_hangul": ["김영수", "김가"]}) for one in who]
    second = [said("patient", "change", id=key(one), changes={"name_hangul": ["김가", "김나"]}) for one in who]
    unaware = said("patient", "change", id=key("here"), changes={"name_hangul": ["김영수", "김다"]})
    assert hand.told(*first, *second, unaware) == ["applied"] * 6 + ["conflict changed"]
    trail: Any = Patient.pgh_event_model  # type: ignore[attr-defined]
    for one in who:
        told = trail.objects.filter(pgh_obj_id=key(one), pgh_label="update").order_by("pgh_id")
        assert list(told.values_list("name_hangul", flat=True))[-2:] == ["김가", "김나"]


def test_both_keys_of_a_merged_person_lead_to_one_and_each_change_sees_the_other(hand):
    """(MUST 8, 9) Said of the survivor and of the merged one in one push: of a name only the first is taken."""
    names = {"survivor": "김가", "loser": "김나", "here": "김다"}
    told = [said("patient", "change", id=key(who), changes={"name_hangul": ["김영수", name]})
            for who, name in names.items()]  # fmt: skip
    assert hand.told(*told) == ["applied", "conflict changed", "applied"]
    assert Patient.objects.get(pk=key("survivor")).name_hangul == "김가"


def test_whoever_came_again_earlier_in_a_push_stays_so_when_their_phone_is_changed(hand):
    """(MUST 4) What the change writes is decided on the row as it stands, and nothing else of it is written."""
    came = [an_op("came", who, slot) for slot, who in enumerate(("away", "here"), start=3)]
    changes = [an_op("phone", who, 1) for who in ("away", "here")]
    assert hand.told(*came, *changes) == ["applied"] * 4
    away = Patient.objects.get(pk=key("away"))
    assert (away.care_ended_on, away.phone) == (None, "1")


def test_numbers_follow_the_order_in_which_people_were_registered(hand):
    values = [{"name_hangul": "리철수", "on": f"201{year}-05-02", "paper_number": f"P{year}"} for year in "54545"]
    people = [said("patient", "create", values=one) for one in values]
    nobody = said("patient", "create", values={"village": "삼정"})
    assert hand.told(*people[:2], nobody, *people[2:]) == ["applied"] * 2 + ["rejected invalid"] + ["applied"] * 3
    numbers = dict(Patient.objects.values_list("pk", "number"))
    given_out = [numbers[UUID(one["id"])][4:] for one in people]
    assert given_out == ["2015-0001", "2014-0001", "2015-0002", "2014-0002", "2015-0003"]
    papers = dict(PatientNumber.objects.values_list("patient", "number"))
    assert [papers[UUID(one["id"])] for one in people] == ["P5", "P4", "P5", "P4", "P5"]
