"""Whatever is sent, the answer says what is wrong and where, repeats nothing, and is never a failure of ours."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.centres.models import StoredAnswer
from tests.api.asking import ON, kind, pointers, send
from tests.api.cases import CASES
from tests.people import a_device, a_patient
from tests.things import Things

UNREADABLE = {
    "nothing": b"",
    "half": b'{"on": ',
    "not UTF-8": b'{"note": "\xff"}',
    "NaN": b'{"minutes": NaN}',
    "infinity": b'{"minutes": -Infinity}',
    "a name twice": b'{"minutes": 10, "minutes": 20}',
    "too deep": b'{"patient": ' + b"[" * 11 + b"]" * 11 + b"}",
    "much too deep": b"[" * 90_000 + b"]" * 90_000,
    "a number of ten thousand digits": b'{"minutes": ' + b"9" * 10_000 + b"}",
}
NO_OBJECT = {"null": b"null", "list": b"[]", "text": b'"x"', "number": b"1"}
WRONG = [
    ({"minutes": "30"}, "#/minutes"),
    ({"minutes": 30.0}, "#/minutes"),
    ({"minutes": True}, "#/minutes"),
    ({"minutes": 0}, "#/minutes"),
    ({"minutes": 10**30}, "#/minutes"),
    ({"minutes": 1e300}, "#/minutes"),
    ({"minutes": None}, "#/minutes"),
    ({"minutes": [30]}, "#/minutes"),
    ({"on": "2016-13-01"}, "#/on"),
    ({"on": "1899-12-31"}, "#/on"),
    ({"on": "0001-01-01"}, "#/on"),
    ({"on": "20160510"}, "#/on"),
    ({"on": "٢٠١٦-٠٥-١٠"}, "#/on"),
    ({"on": 20160510}, "#/on"),
    ({"on": "2016-05-10T10:00"}, "#/on"),
    ({"note": "a\x00b"}, "#/note"),
    ({"note": "\ud800"}, "#/note"),
    ({"note": "\u202etxet"}, "#/note"),
    ({"note": "a" * 1001}, "#/note"),
    ({"note": 7}, "#/note"),
    ({"note": {"a": 1}}, "#/note"),
    ({"techniques": "massage"}, "#/techniques"),
    ({"techniques": ["massage", "magic"]}, "#/techniques/1"),
    ({"techniques": [["massage"]]}, "#/techniques/0"),
    ({"attended": "yes"}, "#/attended"),
    ({"attended": 1}, "#/attended"),
    ({"therapist": "me"}, "#/therapist"),
    ({"therapist": "018f0000-0000-7000-8000-000000000000"}, "#/therapist"),
    ({"plan": 12}, "#/plan"),
    ({"centre": "SON"}, "#/centre"),
    ({"centre": "rak\n"}, "#/centre"),
    ({"patient": "x"}, "#/patient"),
    ({"patient": 1}, "#/patient"),
    ({"id": "018f0000-0000-7000-8000-000000000000"}, "#/id"),
    ({"late/~": False}, "#/late~1~0"),
    ({"\x00": 1}, "#/\ufffd"),
    ({"\ud800": 1}, "#/\ufffd"),
]  # fmt: skip


@pytest.fixture
def body(client, people):
    client.force_login(people.physio)
    return {"patient": str(a_patient(people).pk), "minutes": 30, "on": ON}


def is_bad(answer, status=400):
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert StoredAnswer.objects.count() == 0


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_a_bad_request(client, body, raw):
    is_bad(send(client, "sessions/", None, raw=raw))


@pytest.mark.parametrize("raw", NO_OBJECT.values(), ids=NO_OBJECT)
def test_a_body_is_an_object(client, body, raw):
    is_bad(send(client, "sessions/", None, raw=raw))


@pytest.mark.parametrize(("change", "pointer"), WRONG)
def test_a_wrong_value_is_refused_at_its_place(client, body, change, pointer):
    answer = send(client, "sessions/", {**body, **change})
    is_bad(answer)
    assert pointers(answer) == {pointer}
    assert kind(answer) == "invalid-body"


def test_every_wrong_place_is_named_at_once_in_the_language_asked_for(client, body):
    answer = client.post(
        "/api/v1/sessions/", json.dumps({"minutes": 0, "when": ON}), content_type="application/json",
        headers={"Accept-Language": "ko", "Idempotency-Key": body["patient"]},
    )  # fmt: skip
    assert pointers(answer) == {"#/patient", "#/minutes", "#/when", "#/on"}
    assert answer.headers["Content-Language"] == "ko"
    assert "이" in answer.json()["detail"]


def test_what_was_sent_is_not_repeated(client, body):
    for wrong in ({"note": "김영수\x00"}, {"techniques": ["김영수"]}, {"patient": "김영수"}, {"centre": "김영수"}):
        assert "김영수" not in send(client, "sessions/", {**body, **wrong}).content.decode()


@pytest.mark.parametrize("day", ["2116-05-10", "9999-12-31", "1950-01-01"])
def test_a_day_that_cannot_be_is_refused_by_the_verb_at_its_field(client, body, day):
    answer = send(client, "sessions/", {**body, "on": day})
    is_bad(answer, 422)
    assert (kind(answer), pointers(answer)) == ("invalid", {"#/on"})


def test_a_body_is_not_endless(client, body):
    is_bad(send(client, "sessions/", {**body, "note": "a" * 1_100_000}), 413)


def test_a_form_is_not_taken(client, body):
    answer = client.post("/api/v1/sessions/", body, headers={"Idempotency-Key": body["patient"]})
    is_bad(answer, 415)


@pytest.mark.parametrize("key", ["x", "1", "018f0000", "{018f0000-0000-7000-8000-000000000000}", "\x01", "a" * 5000])
def test_a_key_is_a_uuid(client, body, key):
    answer = send(client, "sessions/", body, key=key)
    is_bad(answer)
    assert kind(answer) == "bad-header"


@pytest.mark.parametrize(
    "match", ["*", "1", '"1"', '"x.0123456789abcdef"', '"1.0123456789abcdef", "2.0123456789abcdef"']
)
def test_a_version_is_one_etag(client, people, match):
    device = a_device(people, a_patient(people))
    client.force_login(people.technician)
    answer = send(client, f"devices/{device.pk}/hold/", {"reason": "wound", "on": ON}, match=match)
    is_bad(answer)
    assert kind(answer) == "bad-header"


def test_keys_of_lists_are_checked_against_the_lists(client, people):
    device = a_device(people, a_patient(people))
    client.force_login(people.technician)
    order = {"patient": str(device.patient_id), "side": "L", "on": ON}
    for wrong in ({"device_type": "PRO-X"}, {"technology": "gold"}, {"stage": "first"}, {"impairment": str(device.pk)}):
        answer = send(client, "devices/", {**order, "device_type": "PRO-LL-TT", **wrong})
        assert (answer.status_code, pointers(answer)) == (400, {f"#/{next(iter(wrong))}"})
    measured = {"kind": "cast", "values": {"ear-length": 4}, "on": ON}
    answer = send(client, f"devices/{device.pk}/measurements/", measured)
    assert (answer.status_code, pointers(answer)) == (422, {"#/values/ear-length"})


def test_missing_and_unknown_points_of_a_list_are_named(client, people):
    device = Things(people).fitted()
    client.force_login(people.technician)
    answer = send(
        client, f"devices/{device.pk}/check-outs/", {"points": {"beauty": "yes", "height": "maybe"}, "on": ON}
    )
    assert pointers(answer) == {"#/points/height"}
    answer = send(client, f"devices/{device.pk}/check-outs/", {"points": {"beauty": "yes"}, "on": ON})
    assert {"#/points/beauty", "#/points/height"} < pointers(answer)


def test_a_score_is_refused_where_it_cannot_be(client, body):
    score = {"patient": body["patient"], "on": ON, "instrument": "tug"}
    for wrong, status, pointer in (
        ({"instrument": "iq"}, 400, "#/instrument"), ({"total": 0}, 422, "#/total"), ({}, 422, "#/total"),
        ({"total": "1e99"}, 400, "#/total"), ({"total": 12.345}, 400, "#/total"),
        ({"items": {"a": 1.5}}, 400, "#/items/a"), ({"unable": True}, 422, "#/unable_reason"),
        ({"total": 9, "walking_aid": "broom"}, 400, "#/walking_aid"),
        ({"total": 9, "worn_device": body["patient"]}, 400, "#/worn_device"),
    ):  # fmt: skip
        answer = send(client, "scores/", {**score, **wrong})
        assert (answer.status_code, pointers(answer)) == (status, {pointer}), wrong


NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.just(10**400))
WORDS = st.one_of(
    st.text(max_size=12), st.sampled_from([ON, "", "L", "cast", "\x00", "\ud800", "1899-01-01", "PRO-LL-TT"])
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(st.text(max_size=5), below, max_size=3)),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.verb in ("", "measurements", "check-outs", "end")], ids=str
)
def test_no_body_makes_it_fail(client, people, case):
    things = Things(people)
    row, right = case.row(things), case.said(things)
    client.force_login(getattr(people, case.by))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.dictionaries(st.sampled_from([*right, "note", "quantity", "side", "values", "items"]), VALUES, max_size=3)
    )
    def tried(changes):
        answer = send(client, case.address(row), {**right, **changes}, match=case.match(client, row))
        assert answer.status_code < 500
        assert answer.status_code in (200, 201) or answer.json()["detail"]

    tried()
