"""What the body of a request may hold: JSON of one reading, closed to names it does not know, strictly typed.

Whatever cannot be meant is refused with the place where it stands: NUL and broken characters, a name given twice,
NaN and infinity, text where a number belongs. A refusal repeats nothing of what was sent.
"""

import json
import re
import unicodedata
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, parsers, serializers

from apps.core import fields
from apps.core.problems import GENERAL, refuse

LARGEST_BODY = 1024 * 1024  # bytes
DEEPEST = 10  # levels of lists and objects
LONGEST_LIST = 40
EARLIEST = date(1900, 1, 1)
NOT_THERE = _("There is no such thing to choose here.")


class JSONParser(parsers.JSONParser):
    """JSON bodies in UTF-8. What is nested too deep, has a name twice or numbers that are none is a bad request."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        content = stream.read(LARGEST_BODY + 1)
        if len(content) > LARGEST_BODY:
            refuse(_("The body of a request has at most 1 MiB."), code="too_large")
        try:
            found = json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise exceptions.ParseError from None
        if depth(found) > DEEPEST:
            raise exceptions.ParseError
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are told apart: of two values for one name nobody knows which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(_name: str) -> Any:
    raise ValueError("not a number")


def depth(found: Any) -> int:
    """How many lists and objects stand inside each other; 0 for a plain value."""
    levels, deepest = [(found, 1)], 0
    while levels:
        value, level = levels.pop()
        if isinstance(value, dict | list):
            deepest = max(deepest, level)
            levels += [(below, level + 1) for below in (value.values() if isinstance(value, dict) else value)]
    return deepest


class Body(serializers.Serializer[Any]):
    """The body of a request that writes. `arguments()` are those of the verb.

    The context holds the `user` and whatever the verb is done with, e.g. the `device` and the `centre`.
    """

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise exceptions.ValidationError({GENERAL: [_("Send an object: names with values.")]})
        known = ", ".join(self.fields)
        unknown = _("There is no such field here. There are: %(known)s.") % {"known": known}
        errors: dict[str, Any] = {_plain(name): [unknown] for name in data if name not in self.fields}
        given: dict[str, Any] = {}
        try:
            given = super().to_internal_value(data)
        except exceptions.ValidationError as error:
            errors |= error.detail
        if errors:
            raise exceptions.ValidationError(errors)
        return given

    def arguments(self) -> dict[str, Any]:
        """The verb's keyword arguments. Override to rename or convert; start from super()."""
        return dict(self.validated_data)

    def place(self, field: str) -> str:
        """Where the body holds what a verb refused, as a path. Override where the verb's name is not the body's."""
        return field


def _plain(name: str) -> str:
    """A name that is none of ours, fit to be said again: shortened, and without what no text has."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name[:40])


def pick(given: dict[str, Any], name: str, rows: QuerySet[Any], *, by: str = "pk") -> Any:
    """Put the row in the place of its key, when one is given. Raises ValidationError when it is none of `rows`."""
    if given.get(name) in (None, ""):
        given.pop(name, None)
        return None
    found = rows.filter(**{by: given[name]}).first()
    if found is None:
        raise exceptions.ValidationError({name: [NOT_THERE]})
    given[name] = found
    return found


class Text(serializers.CharField):
    """Text of any script, as `core.fields.PlainText` takes it; empty where it may be left out."""

    default_error_messages = fields.PlainText.default_error_messages

    def __init__(self, *, max_length: int, lines: bool = False, required: bool = False, **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(max_length=max_length, required=required, allow_blank=not required, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is not serializers.empty and data is not None:
            if not isinstance(data, str):
                self.fail("invalid")
            if refused := fields.why_not(data, multiline=self.lines):
                self.fail(refused)
            data = unicodedata.normalize("NFC", data.translate(fields.INVISIBLE))
            data = data.replace("\r\n", "\n") if self.lines else " ".join(data.split())
        return super().run_validation(data)


class Key(serializers.RegexField):
    """A stable key of a list that is data: letters, digits and signs, nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[A-Za-z0-9:_/.-]*\Z", **{"max_length": 60, "trim_whitespace": False, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        found: str = super().to_internal_value(data)
        return found


class Keys(serializers.ListField):
    """A short list of stable keys, each once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=Key(), max_length=LONGEST_LIST, required=False, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        return list(dict.fromkeys(super().to_internal_value(data)))


class Choice(serializers.ChoiceField):
    """One of a fixed list; the refusal names the list and not what was sent."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        offered = [(value, label) for value, label in getattr(choices, "choices", choices) if value != ""]
        words = _("Choose one of: %(values)s.") % {"values": ", ".join(str(value) for value, _label in offered)}
        super().__init__(choices=offered, error_messages={"invalid_choice": words}, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input="")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A whole number, written as one."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        found: int = super().to_internal_value(data)
        return found


class Number(serializers.DecimalField):
    """A number with few decimals, written as one or as text of digits."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, int | float | str):
            self.fail("invalid")
        return super().to_internal_value(data)


class YesNo(serializers.BooleanField):
    """true or false, and no word or number that means it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class Day(serializers.DateField):
    """A date as 2016-05-10, from 1900 on."""

    default_error_messages = {"early": _("Dates begin with 1900-01-01.")}  # noqa: RUF012

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            self.fail("invalid", format="YYYY-MM-DD")
        found: date = super().to_internal_value(value)
        if found < EARLIEST:
            self.fail("early")
        return found


class RowKey(serializers.UUIDField):
    """The key of a row, written as a UUID with its dashes."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or len(data) != 36:
            self.fail("invalid", value="")
        return super().to_internal_value(data)
