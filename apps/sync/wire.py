"""What a tablet sends, as text: read once, strictly, and refused with the place where it cannot be meant (MUST 19).

JSON of one reading: no name twice in an object, no NUL, no half of a character pair, no NaN or infinity, not too deep.
"""

import json
import re
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

LARGEST_BODY = 2 * 1024 * 1024  # bytes
MOST_OPERATIONS = 1000
DEEPEST = 10  # levels of lists and objects
LONGEST_TEXT = 4000  # characters
UNUSUAL = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
LAID_OUT = ("\t", "\n", "\r", " :")  # between names and values, as no machine writes it; within texts only the last
HOLDING = (dict, list)


class Unreadable(Exception):
    """The body cannot be meant. `where` is a JSON pointer (RFC 6901), "" the whole; `code` is stable."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.where = where


OpId = Annotated[UUID, Meta(description="Your own key of this operation: the same one is done once")]
OpSeq = Annotated[int, Meta(ge=1, le=2**53, description="The tablet's own number of it, one more than the last one's")]


class Receipt(msgspec.Struct, frozen=True):
    """The part of an operation without which it cannot even be answered."""

    op_id: OpId
    op_seq: OpSeq


def read(body: bytes) -> dict[str, Any]:
    """The object a body holds. Raises Unreadable."""
    if len(body) > LARGEST_BODY:
        raise Unreadable("too_large")
    try:
        text = body.decode()
        found = _at_a_glance(text)
        plain = found is not None
        if not plain:
            found = json.loads(text, object_pairs_hook=_each_once, parse_float=_finite, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Unreadable("not_utf8") from None
    except RecursionError:
        raise Unreadable("too_deep") from None
    except ValueError:
        raise Unreadable("not_json") from None
    if not isinstance(found, dict):
        raise Unreadable("not_an_object")
    for where, value, level in () if plain else _walked(found):
        if level > DEEPEST:
            raise Unreadable("too_deep", where)
        if isinstance(value, _Twice):
            raise Unreadable("name_twice", where)
        if isinstance(value, str) and (code := _broken(value)):
            raise Unreadable(code, where)
    return found


def _at_a_glance(text: str) -> Any:
    """The object in a text in which nothing can be wrong; None where there is any doubt."""
    try:
        found = msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return None
    return found if _is_plain(text, found) else None


def _is_plain(text: str, found: Any) -> bool:
    """Whether a glance shows that nothing can be wrong in it, as it does in nearly every push; it costs a tenth.

    No escape that could be NUL or half a character; a quote in every stretch of half the longest text, so that none is
    too long; and in the text no more ends of names than there are names in what was found, so that none stands twice.
    Any doubt is a no.
    """
    half, bare = LONGEST_TEXT // 2, text.replace(r"\"", "__") if "\\" in text else text
    quoted = all(bare.find('"', start, start + half) >= 0 for start in range(0, len(bare) - half, half))
    if not isinstance(found, dict) or UNUSUAL.search(text) or not quoted or any(map(text.__contains__, LAID_OUT)):
        return False
    names, levels, layer = 0, 1, [found]
    while layer and levels < DEEPEST:
        inside: list[Any] = []
        for one in layer:
            if type(one) is dict:
                names += len(one)
                inside += one.values()
            else:
                inside += one
        layer = [value for value in inside if type(value) in HOLDING]
        levels += 1
    return not layer and names == text.count('":')


def operations(found: dict[str, Any]) -> list[Any]:
    """The operations of a push. Raises Unreadable."""
    listed = found.get("ops")
    if not isinstance(listed, list):
        raise Unreadable("no_operations", "/ops")
    if len(listed) > MOST_OPERATIONS:
        raise Unreadable("too_many_operations", "/ops")
    return listed


def receipts(listed: Sequence[Any]) -> list[Receipt]:
    """The receipts of operations, in their order. Raises Unreadable."""
    try:
        return msgspec.convert(listed, list[Receipt])
    except msgspec.ValidationError:
        raise Unreadable("no_receipt", f"/ops/{_first_without_receipt(listed)}") from None


def _first_without_receipt(listed: Sequence[Any]) -> int:
    for place, operation in enumerate(listed):
        try:
            msgspec.convert(operation, Receipt)
        except msgspec.ValidationError:
            return place
    raise AssertionError("all of them have one")


class _Twice(dict[str, Any]):
    """An object in which a name stands twice: of two values for one name nobody knows which is meant."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Twice(found)


def _no_number(_name: str) -> Any:
    raise ValueError("not a number")


def _finite(written: str) -> float:
    """A number that a float holds: 1e400 is none, and PostgreSQL could not keep it."""
    found = float(written)
    return found if isfinite(found) else _no_number(written)


def _broken(text: str) -> str:
    """Why a text cannot be kept; "" when it can."""
    if len(text) > LONGEST_TEXT:
        return "text_too_long"
    if "\0" in text:
        return "nul"
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        return "half_a_character"
    return ""


def _walked(found: Any) -> Iterator[tuple[str, Any, int]]:
    """(pointer, value, level) of everything in it, the names of objects too."""
    waiting: list[tuple[str, Any, int]] = [("", found, 1)]
    while waiting:
        where, value, level = waiting.pop()
        yield where, value, level
        if isinstance(value, dict):
            for name, below in value.items():
                yield where, name, level
                waiting.append((f"{where}/{name}", below, level + 1))
        elif isinstance(value, list):
            waiting += [(f"{where}/{place}", below, level + 1) for place, below in enumerate(value)]
