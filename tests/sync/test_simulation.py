"""Tablets over a bad network, against real workers and sessions that are killed; and whether the count would notice.

The full size is `manage.py simulate_tablets --kill web,postgres`.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.conf import settings

from apps.core.runtime import home as homes
from apps.desk.bench import web
from apps.desk.simulation import verdict
from apps.desk.simulation.book import Book
from apps.desk.simulation.line import BadLine
from apps.desk.simulation.plan import Plan
from apps.desk.simulation.power import Fragile, PowerLost
from apps.desk.simulation.season import Season
from apps.desk.simulation.verdict import Kept, Verdict
from tests.people import a_patient, a_session
from tests.servers import database_url
from tests.sync.hands import said
from tools.tablet.transport import Http, Lost

DATABASE = settings.DATABASES["default"]


def a_plan(**details):
    usual = {"tablets": 4, "operations": 40, "loss": 0.15, "duplicate": 0.1, "kill": frozenset(), "seed": 1}
    return Plan(**{**usual, **details})


def test_nothing_is_lost_doubled_foreign_or_different(transactional_db):
    """The proof of the contract, small: a bad network, loss of power, workers and sessions killed (MUST 2–5, 7, 9,
    11–14)."""
    home = Path(os.environ["GEOREUM_HOME"])
    entry = homes.embedded_database(home, "web")
    database = {"host": entry["HOST"], "user": entry["USER"], "password": entry["PASSWORD"], "dbname": DATABASE["NAME"]}
    plan = a_plan(kill=frozenset(("web", "sessions")), people=24, power=0.02, pace=0.2)
    with web.served(home, workers=2, DATABASE_URL=database_url(DATABASE["NAME"])) as served:
        found = Season(plan, f"http://127.0.0.1:{served.port}", served.pid, database, lambda _text: None).run()
    assert found["ok"], found
    assert (found["operations"], found["acknowledged"]) == (160, 160)
    assert {"blows", "network", "office", "power"} <= found["happened"].keys()


# --- what the count would notice --------------------------------------------------------------------


@pytest.fixture
def people(uncommitted):
    return uncommitted


def pushed(hand, *operations):
    """The operations as they stand on the tablet, with their answers."""
    answers = hand.push(*operations)
    return [Kept(op["op_id"], op, answer) for op, answer in zip(operations, answers, strict=True)]


def a_session_said(patient, **envelope):
    values = {"at": "2016-05-10T09:30:00+00:00", "minutes": 30}
    return said("session", "create", patient=patient, values=values, **envelope)


def judged(*kept, book=None):
    found = Verdict()
    verdict.judge_operations(found, {"T01": list(kept)}, book or Book())
    return {name: lines for name, lines in vars(found).items() if lines}


def test_what_went_well_is_found_well(people, hand):
    patient = a_patient(people)
    change = said("patient", "change", id=patient, patient=patient, changes={"village": ["", "마을 7"]})
    assert judged(*pushed(hand, a_session_said(patient), change)) == {}


def test_an_acknowledged_operation_that_is_not_stored_is_lost(people):
    op = a_session_said(a_patient(people), op_seq=1)
    answer = {"op_id": op["op_id"], "status": "applied", "version": 1}
    assert judged(Kept(op["op_id"], op, answer)).keys() == {"lost"}


def test_an_answer_that_changed_and_one_that_never_came_are_noticed(people, hand):
    (kept,) = pushed(hand, a_session_said(a_patient(people)))
    assert judged(Kept(kept.op_id, kept.body, None)).keys() == {"unanswered"}
    book = Book()
    book.answered([{"op_id": kept.op_id, "status": "applied"}])
    book.answered([{"op_id": kept.op_id, "status": "rejected"}])
    assert judged(kept, book=book).keys() == {"answered_otherwise"}


def test_an_applied_change_that_is_nowhere_is_lost(people, hand):
    patient = a_patient(people)
    (kept,) = pushed(hand, said("patient", "change", id=patient, patient=patient, changes={"village": ["", "A"]}))
    found = Verdict()
    body = {**kept.body, "changes": {"village": ["", "B"]}}
    verdict._judge_record(found, Kept(kept.op_id, body, kept.answer), patient, [])
    assert len(found.lost) == 1


def test_a_row_that_nobody_made_is_doubled(people, hand):
    patient = a_patient(people)
    before = verdict.keys_now()
    kept = pushed(hand, a_session_said(patient))
    found = Verdict()
    verdict.judge_rows(found, {"T01": kept}, before, Book())
    assert found.duplicated == []
    again = a_session(people, patient)
    verdict.judge_rows(found, {"T01": kept}, before, Book())
    assert found.duplicated == [f"session {again.pk}"]


def test_an_operation_that_the_user_saw_kept_and_the_file_lacks_is_noticed(people):
    book = Book()
    book.kept["T01"].append("gone")
    assert judged(book=book) == {"unkept": ["gone"]}


def test_foreign_and_differing_records_are_noticed():
    key, version = ("patient", "a"), (1, {"name": "A"})
    for held, fresh, seen, wrong in (
        ({key: version}, {key: version}, {key: 1}, set()),
        ({key: version}, {}, {}, {"foreign", "differing"}),
        ({}, {key: version}, {key: 1}, {"differing"}),
        ({key: version}, {key: version}, {key: 2}, {"differing"}),
        ({key: (1, {"name": "B"})}, {key: version}, {key: 1}, {"differing"}),
    ):
        found = Verdict()
        verdict.judge_replica(found, "T01", held, fresh, seen)
        assert {name for name, count in found.counts.items() if count} == wrong


# --- network and power ------------------------------------------------------------------------------


def a_line(monkeypatch, **details):
    asked = []
    monkeypatch.setattr(Http, "exchanged", lambda _line, request: asked.append(request) or (200, {}, b'{"a": 1}'))
    book = Book()
    return BadLine("http://nowhere", plan=a_plan(**details), dice=Random(3), book=book), asked, book


def test_a_line_loses_doubles_and_delays(monkeypatch):
    line, asked, book = a_line(monkeypatch, loss=0.2, duplicate=0.3)
    for _each in range(200):
        with suppress(Lost):
            line.call("GET", "pull")
    assert {"request lost", "answer lost", "answer cut", "arrived twice", "arrived late again"} <= book.counted[
        "network"
    ].keys()
    assert len(asked) + book.counted["network"]["request lost"] == 200 + sum(
        book.counted["network"][what] for what in ("arrived twice", "arrived late again")
    )


def test_a_good_line_lets_everything_through(monkeypatch):
    line, asked, book = a_line(monkeypatch, loss=0, duplicate=0)
    assert [line.call("GET", "pull").body for _each in range(20)] == [{"a": 1}] * 20
    assert (len(asked), book.counted["network"]) == (20, {})


@pytest.mark.parametrize("turn", range(20))
def test_without_power_a_transaction_is_whole_or_not_at_all(tmp_path, turn):
    tablet = Fragile(tmp_path / "tablet.sqlite", Random(turn), chance=1)
    with pytest.raises(PowerLost):
        tablet.do("session", "create", id=str(uuid4()), patient="p", values={"minutes": 30})
    with pytest.raises(sqlite3.ProgrammingError):
        _ = tablet.unsent
    again = Fragile(tmp_path / "tablet.sqlite", Random(turn), chance=0)
    assert len(again.waiting(9)) == len(again.db.execute("SELECT * FROM record").fetchall())
