"""The tablet's side of the promise: whatever happens to the network or to the power, nothing is lost or doubled."""

from datetime import UTC, datetime, timedelta

import pytest

from tools.tablet.client import Client, GivenUp, Stopped
from tools.tablet.replica import Replica
from tools.tablet.transport import Answer, Http, Lost


class Server:
    """A server that follows a script: each call takes the next answer; an exception is raised instead."""

    def __init__(self, *script):
        self.script, self.calls = list(script), []

    def call(self, method, path, *, body=None, token="", unsent=0):
        self.calls.append((method, path, body))
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer(body) if callable(answer) else answer


def accepted(body):
    results = [{"op_id": one["op_id"], "status": "applied", "version": 1} for one in body["ops"]]
    return Answer(200, {"results": results, "last_op_seq": body["ops"][-1]["op_seq"]})


def pages(*each):
    told = [{"changes": changes, "cursor": cursor, "more": more, "epoch": "e"} for changes, cursor, more in each]
    return Answer(200, {"pages": told})


def a_page(*changes, cursor="c1", more=False):
    return pages((changes, cursor, more))


def upsert(key, seq=1, **data):
    return {"seq": seq, "type": "patient", "id": key, "op": "upsert", "version": 1, "data": data}


@pytest.fixture
def replica(tmp_path):
    return Replica(tmp_path / "tablet.sqlite")


def a_client(replica, *script):
    return Client(replica, Server(*script), pause=lambda seconds: None)


def test_what_was_done_is_seen_at_once_and_sent_in_order(replica):
    key = replica.do("session", "create", patient="p", values={"minutes": 30})
    replica.do("session", "create", patient="p", values={"minutes": 40})
    assert replica.shown("session", key) == {"patient": "p", "minutes": 30}
    client = a_client(replica, accepted, a_page())
    assert client.sync()
    assert [one["op_seq"] for one in client.transport.calls[0][2]["ops"]] == [1, 2]


def test_a_call_whose_answer_was_lost_is_made_again_with_the_same_operations(replica):
    replica.do("session", "create", values={})
    client = a_client(replica, Lost(), Answer(503, {}, 1), accepted, a_page())
    assert client.sync()
    assert client.transport.calls[0][2]["ops"] == client.transport.calls[2][2]["ops"]


def test_it_gives_up_for_now_and_keeps_everything(replica):
    replica.do("session", "create", values={})
    with pytest.raises(GivenUp):
        a_client(replica, *[Lost()] * 8).sync()
    assert replica.unsent == 1


def test_a_tablet_that_loses_power_within_a_page_has_neither_the_page_nor_its_cursor(replica):
    with pytest.raises(KeyError):
        replica.take([upsert("a", name="A"), {"op": "upsert"}], cursor="c9", more=False)
    assert (replica.told(), replica.get("cursor")) == ({}, None)


def test_it_asks_for_more_pages_at_once_as_long_as_the_network_lets_them_come(replica):
    third = pages(([upsert("c")], "c3", True), ([upsert("d")], "c4", True))
    last = Answer(200, {"pages": [*third.body["pages"], *a_page(upsert("e"), cursor="c5").body["pages"]]})
    client = a_client(
        replica, a_page(upsert("a"), more=True), a_page(upsert("b"), cursor="c2", more=True), Lost(), last
    )
    assert client.sync()
    assert [path for _method, path, _body in client.transport.calls] == [
        "pull?limit=500&pages=1", "pull?limit=500&pages=2&cursor=c1", "pull?limit=500&pages=4&cursor=c2",
        "pull?limit=500&pages=4&cursor=c2",
    ]  # fmt: skip
    assert {key for _type, key in replica.told()} == set("abcde")
    careful = a_client(replica, Lost(), a_page(cursor="c6", more=True), a_page(cursor="c7"))
    careful.sync()
    assert [path.partition("pages=")[2] for _method, path, _body in careful.transport.calls] == [
        "1&cursor=c5", "1&cursor=c5", "1&cursor=c6",
    ]  # fmt: skip


def test_a_change_names_what_the_field_was(replica):
    replica.take([upsert("a", phone="1")], cursor="c1", more=False)
    replica.do("patient", "change", id="a", patient="a", changes={"phone": "2"})
    assert replica.shown("patient", "a")["phone"] == "2"
    assert replica.waiting(1)[0].body["changes"] == {"phone": ["1", "2"]}
    assert replica.waiting(1)[0].body["base_version"] == 1


def test_what_the_server_refused_shows_again_as_the_server_has_it_and_is_told(replica):
    replica.take([upsert("a", phone="1")], cursor="c1", more=False)
    replica.do("patient", "change", id="a", changes={"phone": "2"})
    refused = lambda body: Answer(200, {"results": [{"op_id": body["ops"][0]["op_id"], "status": "rejected"}]})  # noqa: E731
    a_client(replica, refused, a_page()).sync()
    assert replica.shown("patient", "a")["phone"] == "1"
    assert [one["answer"]["status"] for one in replica.unsettled()] == ["rejected"]


def test_a_restored_server_is_told_again_and_everything_is_pulled_anew(replica):
    """(MUST 15)"""
    replica.take([upsert("a"), upsert("gone")], cursor="c1", more=False)
    replica.do("session", "create", values={})
    client = a_client(
        replica, accepted, Answer(409, {"code": "full_resync"}), accepted, a_page(upsert("a"), cursor="n1")
    )
    assert client.sync()
    assert client.transport.calls[0][2]["ops"] == client.transport.calls[2][2]["ops"]
    assert (list(replica.told()), replica.get("cursor")) == ([("patient", "a")], "n1")


def test_a_server_that_lacks_an_operation_gets_it_and_all_after_it(replica):
    for _one in range(3):
        replica.do("session", "create", values={})
    gap = Answer(409, {"code": "seq_gap", "expected": 2, "results": []})
    a_client(replica, accepted, a_page()).sync()
    replica.do("session", "create", values={})
    client = a_client(replica, gap, accepted, a_page())
    assert client.sync()
    assert [one["op_seq"] for one in client.transport.calls[1][2]["ops"]] == [2, 3, 4]


def test_a_revoked_tablet_deletes_everything(replica):
    """(MUST 17)"""
    replica.do("session", "create", values={})
    with pytest.raises(Stopped):
        a_client(replica, Answer(401, {"code": "revoked", "action": "wipe"})).sync()
    assert (replica.unsent, replica.told()) == (0, {})


def test_answered_operations_are_kept_for_35_days_and_the_last_one_for_ever(replica):
    long_ago = datetime.now(UTC) - timedelta(days=36)
    for _one in range(3):
        replica.do("session", "create", values={}, at=long_ago)
    a_client(replica, accepted, a_page()).sync()
    assert replica.first_kept == 3
    replica.do("session", "create", values={})
    assert replica.waiting(1)[0].op_seq == 4


def an_enrolment(tablet, last_op_seq=0):
    return Answer(201, {"token": "t", "tablet": {"id": tablet, "name": "1"}, "last_op_seq": last_op_seq})


def test_a_tablet_enrolled_as_another_one_numbers_what_waits_anew_and_pulls_everything(replica):
    replica.do("session", "create", values={})
    a_client(replica, an_enrolment("first"), accepted, a_page(upsert("a"))).enrol("code")
    a_client(replica, accepted, a_page(upsert("a"))).sync()
    replica.do("session", "create", values={"minutes": 20})
    client = a_client(replica, an_enrolment("second"), accepted, a_page(upsert("b"), cursor="n"))
    client.enrol("code")
    assert not client.synced
    assert client.sync()
    assert [(one["op_seq"], one["values"]) for one in client.transport.calls[1][2]["ops"]] == [(1, {"minutes": 20})]
    assert list(replica.told()) == [("patient", "b")]


def test_a_tablet_that_signs_in_again_goes_on_where_it_was(replica):
    replica.do("session", "create", values={})
    for last in (0, 0):
        a_client(replica, an_enrolment("first", last)).enrol("code")
    assert [one.op_seq for one in replica.waiting(5)] == [1]


def test_a_new_tablet_counts_from_one_and_one_that_lost_its_file_goes_on(replica):
    """(MUST 1)"""
    a_client(replica, an_enrolment("first")).enrol("code")
    replica.do("session", "create", values={})
    assert replica.waiting(1)[0].op_seq == 1
    replica.wipe()
    a_client(replica, an_enrolment("first", 41)).enrol("code")
    replica.do("session", "create", values={})
    assert (replica.waiting(1)[0].op_seq, replica.get("token")) == (42, "t")


def test_a_change_of_what_is_not_here_shows_nothing(replica):
    replica.do("patient", "change", id="gone", changes={"phone": "2"})
    assert replica.shown("patient", "gone") is None
    assert replica.unsent == 1


@pytest.mark.parametrize("content", [b"", b'{"results": [', b"<html>Sign in to this network</html>", b"[]"])
@pytest.mark.parametrize("status", [200, 401, 409])
def test_an_answer_that_is_not_whole_was_lost(monkeypatch, status, content):
    monkeypatch.setattr(Http, "exchanged", lambda _line, _request: (status, {}, content))
    with pytest.raises(Lost):
        Http("http://nowhere").call("GET", "pull")


def test_a_machine_in_between_may_speak_its_own_language(monkeypatch):
    monkeypatch.setattr(Http, "exchanged", lambda _line, _request: (503, {"Retry-After": "7"}, b"<html></html>"))
    assert Http("http://nowhere").call("GET", "pull") == Answer(503, {}, 7)
