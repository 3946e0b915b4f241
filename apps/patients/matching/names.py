"""How alike two names are, whichever of the two scripts each was written in."""

import unicodedata
from enum import StrEnum
from functools import lru_cache

from apps.patients import hangul, romanised
from apps.patients.matching.facts import Facts


class NameLevel(StrEnum):
    """From one and the same to somebody else's; NOTHING where there is not enough of a name to say."""

    SAME = "same"
    SPELLING = "spelling"  # another spelling of it: Kim/Gim, 리/이, or one script against the other
    LETTER = "letter"  # one letter apart
    PART = "part"  # one of them lacks the family name or a syllable
    DIFFERENT = "different"
    NOTHING = "nothing"


SHORTEST = 5  # letters of a Latin name that may be one letter apart: Kim and Kam are two families

# Names so frequent that two people of one village may bear them: given names common among those born 1940–1980, after
# public lists; the five families are half of the country.
COMMON_FAMILIES = "김리박최정"
COMMON_GIVEN = """
    영수 영호 영철 영일 영남 철수 철호 성호 성철 성일 명철 명호 광수 광호 광철 정호 정철 금철 은철 동철 창수 창호 춘식
    경철 영희 영옥 영순 영숙 순희 순옥 은희 은옥 은주 명희 명옥 정희 정옥 정숙 금희 금옥 금순 옥희 춘희 경희 복순 순자
"""
COMMON = frozenset(
    romanised.folded(romanised.from_hangul(family + given))
    for family in COMMON_FAMILIES
    for given in COMMON_GIVEN.split()
)


def compare(one: Facts, other: Facts) -> NameLevel:
    """The level of two names: by the Hangul where both have it, else across the scripts.

    Where the Hangul names differ but the Latin ones agree, one of the four was mistyped: as good as one letter.
    """
    latin = _latin(one, other)
    ours, theirs = _plain(one.name_hangul), _plain(other.name_hangul)
    if ours and theirs and (ours == theirs or (hangul.ANY.search(ours) and hangul.ANY.search(theirs))):
        level = _hangul(ours, theirs)
        doubted = level in (NameLevel.DIFFERENT, NameLevel.PART) and one.name_romanised and other.name_romanised
        return NameLevel.LETTER if doubted and latin == NameLevel.SAME else level
    return latin


def is_common(one: Facts, other: Facts) -> bool:
    """True where the name is so frequent that to share it says little."""
    return any(form in COMMON for facts in (one, other) for form in _forms(facts))


def _hangul(one: str, other: str) -> NameLevel:
    if one == other:
        return NameLevel.SAME
    if _northern(one) == _northern(other):
        return NameLevel.SPELLING
    if within_one(hangul.jamo(_northern(one)), hangul.jamo(_northern(other))):
        return NameLevel.LETTER
    return _part(one, other)


def _latin(one: Facts, other: Facts) -> NameLevel:
    """Across the scripts a Hangul name stands for its usual romanisation."""
    ours, theirs = _forms(one), _forms(other)
    if not ours or not theirs:
        return NameLevel.NOTHING
    as_typed = (_letters(one), _letters(other))
    if all(as_typed) and as_typed[0] == as_typed[1]:
        return NameLevel.SAME
    if ours & theirs:
        return NameLevel.SPELLING
    pairs = [(a, b) for a in ours for b in theirs]
    if any(min(len(a), len(b)) >= SHORTEST and within_one(a, b) for a, b in [*pairs, as_typed]):
        return NameLevel.LETTER
    parts = {_part(a, b) for a, b in pairs}
    return NameLevel.PART if NameLevel.PART in parts else NameLevel.DIFFERENT


def _part(one: str, other: str) -> NameLevel:
    """Whether the shorter of two texts is the end or the beginning of the longer one, and more than a family name."""
    short, long = sorted((one, other), key=len)
    least = 2 if hangul.ANY.search(short) else SHORTEST
    if len(short) < least:
        return NameLevel.NOTHING if long.startswith(short) else NameLevel.DIFFERENT
    return NameLevel.PART if long.startswith(short) or long.endswith(short) else NameLevel.DIFFERENT


@lru_cache(maxsize=4096)
def _spelled(name_hangul: str, name_romanised: str) -> frozenset[str]:
    names = (name_romanised, romanised.from_hangul(name_hangul))
    return frozenset(form for name in names for form in romanised.orders(name))


def _forms(facts: Facts) -> frozenset[str]:
    """The one spelling of the name, for each order in which it may have been written."""
    return _spelled(facts.name_hangul, facts.name_romanised)


def _letters(facts: Facts) -> str:
    return "".join(romanised.words(facts.name_romanised))


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).split())


def _northern(name: str) -> str:
    """The family name as it is written in the north: 이영수 → 리영수."""
    northern = {southern: north for north, southern in hangul.FAMILIES}
    return northern.get(name[:1], name[:1]) + name[1:]


def within_one(one: str, other: str) -> bool:
    """Whether one letter added, left out, replaced, or exchanged with its neighbour makes the one text the other."""
    if one == other:
        return True
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    exchanged = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or exchanged
