"""The types in which tablets speak: instants with a zone, texts as long as their columns, references by key."""

import re
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from msgspec import Meta, Struct

EXTRA = "of"


class Values(Struct, forbid_unknown_fields=True, kw_only=True):
    """Base of what the kinds say. What may be left out has the default UNSET, and is then left to the verb."""


class Nothing(Values):
    """There is nothing to say beside the action itself."""


def of(kind: str) -> Meta:
    """Marks a key as a reference to a record of another kind; "user": somebody of the centre."""
    return Meta(extra={EXTRA: kind}, extra_json_schema={"x-georeum-of": kind})


def choice_or_none(choices: type[TextChoices]) -> Meta:
    """Marks a text as one of the choices, or empty."""
    pattern = f"^({'|'.join(('', *map(re.escape, choices.values)))})$"
    return Meta(pattern=pattern, extra_json_schema={"enum": ["", *choices.values]})


Instant = Annotated[datetime, Meta(tz=True)]
Colleague = Annotated[UUID, of("user")]
OfPatient = Annotated[UUID, of("patient")]
OfEpisode = Annotated[UUID, of("episode")]
OfImpairment = Annotated[UUID, of("impairment")]
OfDevice = Annotated[UUID, of("device")]
OfDeviceType = Annotated[UUID, of("device_type")]
OfPlan = Annotated[UUID, of("plan")]
OfInstrument = Annotated[UUID, of("instrument")]
OfSession = Annotated[UUID, of("session")]
Reason = Annotated[str, Meta(min_length=1, max_length=300)]
Word = Annotated[str, Meta(min_length=1, max_length=40)]  # a key of the catalogue, or of a list of choices


@cache
def references_of(values: type[Values]) -> dict[str, str]:
    """Field → the kind it refers to, from the types marked with `of`; inside lists and beside None too."""
    found = {one.name: _kind_in(one.type) for one in msgspec.structs.fields(values)}
    return {name: kind for name, kind in found.items() if kind}


@cache
def needed_in(values: type[Struct]) -> frozenset[str]:
    """The fields that may not be left out."""
    return frozenset(one.name for one in msgspec.structs.fields(values) if one.required)


@cache
def days_of(values: type[Struct]) -> tuple[str, ...]:
    """The fields that may hold a day or an instant."""
    return tuple(one.name for one in msgspec.structs.fields(values) if _holds_day(one.type))


def _holds_day(hint: Any) -> bool:
    return hint in (date, datetime) or any(map(_holds_day, getattr(hint, "__args__", ())))


def _kind_in(hint: Any) -> str:
    for note in getattr(hint, "__metadata__", ()):
        if isinstance(note, Meta) and note.extra and EXTRA in note.extra:
            return str(note.extra[EXTRA])
    return next(filter(None, map(_kind_in, getattr(hint, "__args__", ()))), "")
