"""A county found by how people write it: in either script, with or without the word for its kind.

Old registers say 황주군, 황주, Hwangju, Hwangju County or Hwangju-gun and mean one place. What fits two places, or
none, is not guessed.
"""

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.db.models import Q, QuerySet

from apps.patients import hangul, romanised
from apps.patients.models import County

SUFFIX = re.compile("(구역|지구|시|군|구)$")
KINDS = {"si", "city", "gun", "kun", "county", "guyok", "kuyok", "district", "gu", "ku", "jigu", "chigu", "ward"}


class Named(Protocol):
    """A division as far as its names go: a County, or its like inside a migration."""

    name_ko: str
    name_en: str


N = TypeVar("N", bound=Named)


def offered(besides: str | None = None) -> QuerySet[County]:
    """The counties a form offers: those there are today, and the one that a record already has."""
    return County.objects.filter(Q(ended=False) | Q(pk=besides))


def by_key(key: str) -> County | None:
    """The county of a key, also one that is no longer offered: an old list may still have it."""
    return County.objects.filter(pk=key).first()


def county_of(text: str, *, province: str = "") -> County | None:
    """The county a text names, within the province when one is given; None when it names none, or more than one."""
    return named(text, offered().filter(province=province) if province else offered())


def named(text: str, counties: Iterable[N]) -> N | None:
    """The one of `counties` that a text names; None when it names none, or more than one."""
    plain = text.strip(" ,.;")
    korean = bool(hangul.ANY.search(plain))
    asked = _korean(plain.replace(" ", "")) if korean else _latin(plain)
    found = [county for county in counties if asked & (_korean(county.name_ko) if korean else _latin(county.name_en))]
    exact = [county for county in found if plain.casefold() in (county.name_ko, county.name_en.casefold())]
    return (exact or found)[0] if len(exact or found) == 1 else None


def address(text: str, counties: Iterable[N]) -> tuple[N | None, str]:
    """An address as a county and what follows it: 황주군 삼정리 → (Hwangju, 삼정리). (None, text) without a county.

    Only a county written with its suffix may have something after it: 중 삼정리 names a village.
    """
    counties = list(counties)
    if whole := named(text, counties):
        return whole, ""
    first, _space, rest = text.strip().partition(" ")
    county = named(first, counties) if SUFFIX.search(first) else None
    return (county, rest.strip()) if county else (None, text)


def _korean(name: str) -> set[str]:
    """The name with and without its suffix: 항구구역 → 항구구역, 항구."""
    return {name, SUFFIX.sub("", name)} - {""}


def _latin(name: str) -> set[str]:
    """The name's one spelling, without the word for its kind: Hwangju-gun → hwanjo."""
    words = romanised.words(name)
    if len(words) > 1 and words[-1] in KINDS:
        words = words[:-1]
    return {romanised.spoken("".join(words))} - {""}
