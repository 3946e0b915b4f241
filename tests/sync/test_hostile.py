"""Old and hostile input over HTTP: refused with its place and a code, never a 5xx and never a redirect (MUST 19)."""

import gzip
import json
from datetime import timedelta

import pytest

from apps.core.clock import now
from apps.physio.models import PhysioSession
from apps.sync.models import Operation, OperationStatus
from tests.people import a_patient
from tests.sync.calling import ROOT, a_caller, songrims
from tests.sync.saying import DAY, a_push, a_session_op, an_op

JSON = "application/json"
KEY = "0190b5d8-0000-7000-8000-000000000000"
PROBLEM = "application/problem+json"
OP = f'"op_id": "{KEY}", "op_seq": 1, "type": "session", "action": "create", "id": "{KEY}"'


@pytest.fixture
def people(uncommitted):
    return uncommitted


@pytest.fixture
def caller(people):
    return a_caller(people)


def ops(more=""):
    return f'{{"ops": [{{{OP}, "recorded_at": "2016-05-10T09:30:00Z", "values": {{{more}}}}}]}}'


def sent(caller, body, path="push", method="post", content_type=JSON, **headers):
    """The answer, which is well-formed whatever it is."""
    body = body.encode() if isinstance(body, str) else body
    headers = {**caller._headers({}), **headers}
    answer = caller.client.generic(method.upper(), ROOT + path, body or b"", content_type, headers=headers)
    assert answer.status_code < 500, answer.content
    assert not 300 <= answer.status_code < 400
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == PROBLEM
        assert answer.json()["code"]
        assert answer.json()["status"] == answer.status_code
    return answer


def told(answer):
    """How a push as a whole was refused."""
    said = answer.json()
    return answer.status_code, said.get("code"), said.get("why"), said.get("where")


# A body, and why it cannot be meant, and where.
UNREADABLE = {
    "empty": ("", "not_json", ""),
    "white": (" \n\t ", "not_json", ""),
    "a list": ("[]", "not_an_object", ""),
    "a text": ('"ops"', "not_an_object", ""),
    "null": ("null", "not_an_object", ""),
    "half": ('{"ops": [', "not_json", ""),
    "two": ('{"ops": []}{"ops": []}', "not_json", ""),
    "comment": ('{"ops": [] /* none */}', "not_json", ""),
    "byte order mark": (b'\xef\xbb\xbf{"ops": []}', "not_json", ""),
    "utf-16": ('{"ops": []}'.encode("utf-16"), "not_utf8", ""),
    "utf-32": ('{"ops": []}'.encode("utf-32-le"), "not_json", ""),
    "latin-1": ('{"ops": ["é"]}'.encode("latin-1"), "not_utf8", ""),
    "overlong": (b'{"ops": ["\xc0\xaf"]}', "not_utf8", ""),
    "surrogate in utf-8": (b'{"ops": ["\xed\xa0\x80"]}', "not_utf8", ""),
    "gzip": (gzip.compress(b'{"ops": []}'), "not_utf8", ""),
    "nan": ('{"ops": NaN}', "not_json", ""),
    "more than a number holds": (ops('"minutes": 1e400'), "not_json", ""),
    "infinity": (ops('"minutes": Infinity'), "not_json", ""),
    "nul": (ops('"note": "a\\u0000b"'), "nul", "/ops/0/values/note"),
    "nul in a name": (ops('"a\\u0000": 1'), "nul", "/ops/0/values"),
    "half a character": (ops('"note": "\\udc00 "'), "half_a_character", "/ops/0/values/note"),
    "half a character in a name": (ops('"\\ud800": 1'), "half_a_character", "/ops/0/values"),
    "name twice": (ops('"minutes": 1, "minutes": 2'), "name_twice", "/ops/0/values"),
    "deep": (ops('"note": ' + "[" * 7 + "]" * 7), "too_deep", "/ops/0/values/note" + "/0" * 6),
    "bottomless": (ops('"note": ' + "[" * 200_000 + "]" * 200_000), "too_deep", ""),
    "long": (ops(f'"note": "{"x" * 4001}"'), "text_too_long", "/ops/0/values/note"),
    "unknown name": ('{"ops": [], "colour": "red"}', "unknown_name", "/colour"),
    "no operations": ("{}", "no_operations", "/ops"),
    "operations are an object": ('{"ops": {}}', "no_operations", "/ops"),
    "too many": (json.dumps({"ops": [{}] * 1001}), "too_many_operations", "/ops"),
    "no operation": ('{"ops": [null]}', "no_receipt", "/ops/0"),
    "huge digits": (ops('"minutes": ' + "9" * 5000), "not_json", ""),
}


def test_a_body_that_cannot_be_meant_is_refused_with_its_place(caller):
    found = {name: told(sent(caller, body)) for name, (body, _why, _where) in UNREADABLE.items()}
    assert found == {name: (400, "malformed", why, where) for name, (_body, why, where) in UNREADABLE.items()}
    assert not Operation.objects.exists()


NUMBERS = ["0", "-1", "true", "1.5", "9007199254740993", "9223372036854775808", "1e300", '"1"', "null", "[1]", "{}"]
KEYS = ["1", '""', '"x"', '"0190b5d8"', "null", "[]", f'"{KEY}0"', f'"urn:uuid:{KEY}"', f'" {KEY}"', f'"{{{KEY}}}"']


def test_an_operation_without_number_or_key_cannot_even_be_answered(caller):
    bodies = [f'{{"ops": [{{"op_id": "{KEY}", "op_seq": {number}}}]}}' for number in NUMBERS]
    bodies += [f'{{"ops": [{{"op_id": {key}, "op_seq": 1}}]}}' for key in KEYS]
    for body in bodies:
        assert told(sent(caller, body)) == (400, "malformed", "no_receipt", "/ops/0"), body


# What is said besides op_id and op_seq → the field that the answer names.
REJECTED = {
    "nothing": ({}, None), "type is a list": ({"type": ["session"]}, "type"),
    "type is none": ({"type": "fish"}, "action"),
    "type is long": ({"type": "x" * 4000}, "action"), "type is a picture": ({"type": "👣" * 30}, "action"),
    "type is empty": ({"type": ""}, "action"), "action is null": ({"action": None}, "action"),
    "action is long": ({"action": "voidvoidvoid" * 300}, "action"), "id is a number": ({"id": 7}, "id"),
    "id is not one": ({"id": "7"}, "id"), "patient is a text": ({"patient": "Kim"}, "patient"),
    "base version is none": ({"base_version": 0}, "base_version"),
    "base version is huge": ({"base_version": 2**63}, "base_version"),
    "base version is beyond": ({"base_version": 10**400}, "base_version"),
    "no zone": ({"recorded_at": "2016-05-10T09:30:00"}, "recorded_at"),
    "no day": ({"recorded_at": "2016-02-30T09:30:00Z"}, "recorded_at"),
    "before time": ({"recorded_at": "0001-01-01T00:00:00+14:00"}, "recorded_at"),
    "after time": ({"recorded_at": "9999-12-31T23:59:59-12:00"}, "recorded_at"),
    "values are null": ({"values": None}, "values"), "values are a list": ({"values": []}, "values"),
    "unknown name": ({"colour": 1}, ""), "changes beside": ({"changes": {}}, "values"),
    "two of three": ({"changes": {"minutes": [1, 2, 3]}}, "changes[...]"),
    "unknown value": ({"values": {"colour": 1}}, "values"),
    "minutes are many": ({"values": {"at": DAY.isoformat(), "minutes": 2**70}}, "values.minutes"),
    "minutes are a fraction": ({"values": {"at": DAY.isoformat(), "minutes": 1.5}}, "values.minutes"),
    "minutes are true": ({"values": {"at": DAY.isoformat(), "minutes": True}}, "values.minutes"),
    "minutes are astronomical": ({"values": {"at": DAY.isoformat(), "minutes": 1e308}}, "values.minutes"),
    "day before time": ({"values": {"at": "0001-01-01T00:00:00+14:00", "minutes": 1}}, "values.at"),
    "day after time": ({"values": {"at": "9999-12-31T23:59:59-12:00", "minutes": 1}}, "values.at"),
    "day before birth": ({"values": {"at": "1960-01-01T00:00:00Z", "minutes": 1}}, "values.at"),
    "day to come": ({"values": {"at": "2190-01-01T00:00:00Z", "minutes": 1}}, "values.at"),
    "reference is a list": ({"values": {"at": DAY.isoformat(), "minutes": 1, "plan": [KEY]}}, "values.plan"),
    "reference is none": ({"values": {"at": DAY.isoformat(), "minutes": 1, "plan": KEY}}, "values.plan"),
    "invisible": ({"values": {"at": DAY.isoformat(), "minutes": 1, "note": "a\x07"}}, "values"),
    "reversed": ({"values": {"at": DAY.isoformat(), "minutes": 1, "note": "a\u202eb"}}, "values"),
    "a long note": ({"values": {"at": DAY.isoformat(), "minutes": 1, "note": "가" * 4000}}, "values.note"),
}  # fmt: skip


def test_each_strange_operation_gets_its_own_answer_and_stops_no_other(people, caller):
    """(MUST 3, 19, 20)"""
    patient = a_patient(people)
    strange = [{**a_session_op(seq, patient), **more} for seq, (more, _field) in enumerate(REJECTED.values(), 1)]
    strange[0] = {name: strange[0][name] for name in ("op_id", "op_seq")}
    last = a_session_op(len(strange) + 1, patient)
    results = sent(caller, json.dumps(a_push(*strange, last))).json()["results"]
    assert [one["status"] for one in results] == ["rejected"] * len(strange) + ["applied"]
    fields = {name: one["errors"][0]["field"] for name, one in zip(REJECTED, results, strict=False)}
    assert fields == {name: field if field is not None else "" for name, (_more, field) in REJECTED.items()}
    assert Operation.objects.count() == len(strange) + 1
    assert PhysioSession.objects.count() == 1


def test_the_largest_that_is_taken_is_taken_and_one_more_is_not(people, caller):
    patient = a_patient(people)
    note = json.dumps({"ops": [], "device_time": "x" * 4000})
    assert sent(caller, note).status_code == 200
    assert told(sent(caller, note.replace("x", "xx", 1)))[2:] == ("text_too_long", "/device_time")
    filled = '{"ops": []' + " " * (2 * 1024 * 1024 - 11) + "}"
    assert sent(caller, filled).status_code == 200
    assert told(sent(caller, filled + " "))[:2] == (413, "too_large")
    thousand = [an_op(seq, "fish", "swim") for seq in range(1, 1001)]
    assert len(sent(caller, json.dumps({"ops": thousand})).json()["results"]) == 1000
    assert sent(caller, json.dumps(a_push(a_session_op(1001, patient)))).json()["last_op_seq"] == 1001


CURSORS = [
    "x", "AAAA", "=", "====", "-_-_", "é", "가", "\0", "%00", "../..", "null", "0", "A" * 54, "A" * 10_000, "🦶", " ",
]  # fmt: skip


def test_garbled_cursors_are_bad_cursors(caller):
    for cursor in CURSORS:
        answer = caller.get("pull", {"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) in ((400, "bad_cursor"), (400, "invalid")), cursor


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=-1", "limit=abc", "limit=1e2",
                                   "limit=%00", "limit=" + "9" * 5000, "limit=", "colour=red"])  # fmt: skip
def test_a_limit_that_is_none_is_refused_by_name(caller, query):
    answer = sent(caller, None, path=f"pull?{query}", method="get")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, query.partition("=")[0])


TOKENS = ["", "Tablet", "Tablet ", "Tablet x", "tablet " + "0" * 10_000, "Bearer x", "Basic eDp5", "Tablet \x7f",
          "Tablet 가", "Tablet a b c", "Tablet\tx", "\x00"]  # fmt: skip


def test_a_garbled_token_is_no_tablet(caller):
    for token in TOKENS:
        answer = sent(caller, None, path="status", method="get", Authorization=token)
        assert (answer.status_code, answer.json()["action"]) == (401, "relogin"), token


def test_an_expired_token_is_told_so_before_anything_is_read(people):
    caller = a_caller(people, expires_at=now() - timedelta(seconds=1), enrolled_at=now() - timedelta(days=1))
    assert told(sent(caller, "[" * 100))[:2] == (401, "expired")


ADDRESSES = [
    "push/../pull", "%00", "%ff%fe", "pu%73h%00", "..%2f..%2fetc/passwd", "pull%0d%0aX: y", "attachments/%F0%9F",
    "push//", "schemas/../../x.json", "schemas/%00.json", f"attachments/{KEY}/parts/{'9' * 11}", "가나다", "PUSH",
    "pull;x", "x" * 5000,
]  # fmt: skip


def test_a_path_that_is_none_is_nothing_and_no_redirect(caller):
    for path in ADDRESSES:
        for method in ("get", "post", "put", "delete"):
            assert sent(caller, b"{}", path=path, method=method).status_code == 404, path


def test_another_method_is_refused_as_a_problem(caller):
    for path, known in (("push", "post"), ("pull", "get"), ("status", "get"), ("enrol", "post"), ("schemas/", "get")):
        for method in {"get", "post", "put", "delete", "patch", "options", "trace"} - {known}:
            assert sent(caller, b"{}", path=path, method=method).status_code == 405, (path, method)


def test_what_the_body_calls_itself_changes_nothing_about_how_it_is_read(people, caller):
    push = json.dumps(a_push())
    for kind in (JSON, "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "",
                 "x/" * 500, "application/json; charset=utf-16", "application/json; charset=none"):  # fmt: skip
        assert sent(caller, push, content_type=kind).status_code in (200, 415), kind


def test_strange_headers_are_passed_over_or_refused(caller):
    push = json.dumps(a_push())
    for headers, expected in (
        ({"Accept": "text/html"}, 406), ({"Accept": "*/*, */*, x"}, 200), ({"Accept": "," * 5000}, 406),
        ({"Accept-Language": "x" * 9000}, 200), ({"X-Client-Schema": "1, 1"}, 400), ({"X-Client-Schema": "٣"}, 400),
        ({"X-Device-Time": "9999-12-31T23:59:59.999999-12:00"}, 200),
        ({"X-Device-Time": "0001-01-01T00:00:00+14:00"}, 200),
        ({"X-Unsent-Operations": "9" * 500}, 200), ({"X-App-Version": "\x1b[31m" * 500}, 200),
        ({"Content-Length": "x"}, 400), ({"X-HTTP-Method-Override": "DELETE"}, 200),
        ({"Content-Encoding": "gzip"}, 200),
    ):  # fmt: skip
        assert sent(caller, push, **headers).status_code == expected, headers


def test_the_time_a_tablet_tells_may_be_anything(caller):
    for said in ("null", "0", '"never"', '"0001-01-01T00:00:00+23:59"', '"9999-12-31T23:59:59-23:59"', "[]", '{"a": 1}',
                 '"2016-13-01T00:00:00Z"', "1e308", '"2016-05-10T09:30:00"'):  # fmt: skip
        assert sent(caller, f'{{"ops": [], "device_time": {said}, "unsent": {said}}}').status_code == 200, said


def test_a_body_without_its_length_is_asked_for_it(caller):
    """Which is not read at all, and must not pass for an empty one."""
    said = sent(caller, json.dumps(a_push()), **{"Transfer-Encoding": "chunked"})
    assert told(said) == (400, "malformed", None, "Content-Length")


CODES = [
    '{"code": ""}', '{"code": "' + "A" * 201 + '"}', '{"code": 7}', '{"code": null}', '{"code": ["A"]}', "{}", "[]", "",
    '{"code": "A", "x": 1}', '{"code": "A\\u0000"}', '{"code": "\\ud800"}', '{"code": "가"}', '{"code": "---"}',
]  # fmt: skip


def test_a_code_that_is_none_enrols_nobody(caller, monkeypatch):
    monkeypatch.setattr("apps.sync.api.enrol.WrongCodes.window.most", 10**6)
    for body in CODES:
        answer = sent(caller, body, path="enrol")
        assert (answer.status_code, answer.json()["code"]) in ((400, "malformed"), (422, "invalid_code")), body


ANNOUNCED = {"id": KEY, "patient": KEY, "kind": "photo", "media_type": "image/jpeg", "size": 10, "sha256": "0" * 64}
FILES = [{"size": 0}, {"size": 2**63}, {"size": True}, {"size": "10"}, {"size": 1.0}, {"sha256": "0" * 63},
         {"sha256": None}, {"sha256": "0" * 64 + "\n"}, {"id": [KEY]}, {"media_type": "text/html"}, {"title": 7},
         {"title": "x" * 121},
         {"made_on": "0001-01-01"}, {"made_on": "9999-99-99"}, {"kind": {}}, {"colour": 1}]  # fmt: skip


def test_a_file_that_is_announced_wrongly_is_refused_with_its_place(people):
    caller = a_caller(people, user=people.receptionist)
    for more in FILES:
        answer = sent(caller, json.dumps({**ANNOUNCED, **more}), path="attachments")
        (name,) = more
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"#/{name}"), more


def test_what_is_of_the_other_centre_is_nothing(people, caller):
    """(MUST 6) Its operations, its people and its keys are not told apart from none."""
    theirs = a_patient(people, centre=people.songrim)
    operation = a_session_op(1, theirs)
    assert sent(songrims(people), json.dumps(a_push(operation))).status_code == 200
    for op in (a_session_op(1, theirs), a_session_op(2, KEY), a_session_op(3, a_patient(people), id=operation["id"])):
        (answer,) = sent(caller, json.dumps(a_push(op))).json()["results"]
        assert answer["status"] in (OperationStatus.REJECTED, OperationStatus.CONFLICT)
    assert told(sent(caller, json.dumps(a_push(operation))))[:2] == (422, "op_id_reused")
