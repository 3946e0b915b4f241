"""Old and hostile input is refused with where it stands, and nothing else (MUST 19)."""

import json

import pytest

from apps.sync import wire


def refused(body):
    with pytest.raises(wire.Unreadable) as told:
        wire.receipts(wire.operations(wire.read(body if isinstance(body, bytes) else body.encode())))
    return told.value.code, told.value.where


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ("", "not_json", ""),
        ("[]", "not_an_object", ""),
        (b'{"ops": "\xff"}', "not_utf8", ""),
        ('{"a": NaN}', "not_json", ""),
        ('{"a": -Infinity}', "not_json", ""),
        ('{"ops": [], "ops": []}', "name_twice", ""),
        ('{"ops": [{"values": {"a": 1, "a": 2}}]}', "name_twice", "/ops/0/values"),
        ('{"ops": [{"note": "a\\u0000"}]}', "nul", "/ops/0/note"),
        ('{"ops": [{"note": "\\ud83d"}]}', "half_a_character", "/ops/0/note"),
        ('{"a\\u0000": 1}', "nul", ""),
        ('{"a": ' + "[" * 12 + "]" * 12 + "}", "too_deep", "/a" + "/0" * 9),
        ("[" * 100_000, "too_deep", ""),
        (json.dumps({"note": "가" * 4001}), "text_too_long", "/note"),
        (b" " * (2 * 1024 * 1024 + 1), "too_large", ""),
        ("{}", "no_operations", "/ops"),
        (json.dumps({"ops": [{}]}), "no_receipt", "/ops/0"),
        (json.dumps({"ops": [{}] * 1001}), "too_many_operations", "/ops"),
        ('{"ops": [{"op_id": "0190b5d8-0000-7000-8000-000000000000", "op_seq": 1.5}]}', "no_receipt", "/ops/0"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(body, code, where):
    assert refused(body) == (code, where)


def test_what_can_be_meant_is_read():
    text = {"ops": [{"op_id": "0190b5d8-0000-7000-8000-000000000000", "op_seq": 7, "note": "걸음 👣" * 3}]}
    found = wire.read(json.dumps(text).encode())
    assert found == text
    assert wire.receipts(wire.operations(found))[0].op_seq == 7


@pytest.mark.parametrize(
    ("more", "plain"),
    [
        ('"a": "가걸음", "b": [1, {"c": null}]', True),
        ('"a": ":b", "b": "c"', False),  # looks as if a name ended there
        ('"a": 1, "a": 2', False),
        ('"a": 1, "a" : 2', False),  # laid out: an end of a name is not found as easily
        ('"a": 1,\n "a"\t: 2', False),
        ('"a": "\\u0000"', False),
        ('"a": "\\udbff"', False),
        ('"a": "%s"' % ("x" * 4001), False),
        ('"a": "%s"' % ('\\"' * 4001), False),
        ('"a": "%s"' % ("x" * 3999 + "\\\\"), False),  # two signs, one of them an escape: looked at in full
        ('"a": ' + "[" * 9 + "1" + "]" * 9, False),
    ],
)
def test_what_needs_a_second_look_gets_one(more, plain):
    text = f"{{{more}}}"
    assert wire._is_plain(text, json.loads(text)) is plain


NUMBERS = ("0", "-0", "-0.0", "1e5", "4.9e-324", "9007199254740993", "123456789012345678901234567890", "0.1", "1E-7")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_the_same_at_a_glance_and_looked_at_in_full(number):
    glanced, in_full = wire.read(f'{{"a":{number}}}'.encode())["a"], wire.read(f'{{"a" : {number}}}'.encode())["a"]
    assert (type(glanced), repr(glanced)) == (type(in_full), repr(in_full))


@pytest.mark.parametrize("number", ["1e400", "-1e400", "01", "1.", "+1", "9" * 5000])
def test_what_is_no_number_is_refused(number):
    assert refused(f'{{"a":{number}}}') == ("not_json", "")
