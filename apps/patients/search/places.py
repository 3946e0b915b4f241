"""A county, a province or a village as a word of the question: `김영수 송림`, `kim songrim`."""

from collections.abc import Iterator
from functools import lru_cache

from django.db.models import F, Q, Value
from django.utils.translation import override

from apps.patients import hangul, romanised
from apps.patients.models import County, Province
from apps.patients.search.names import Like, escaped
from apps.patients.search.question import Question

SHORTEST = 2  # letters of a place in Latin script; one syllable in Hangul


def readings(question: Question) -> Iterator[Question]:
    """The same question with its last, or its first, word taken as the place where the person lives."""
    if question.exactly or len(question.words) < 2:
        return
    *before, last = question.words
    first, *after = question.words
    for place, rest in ((last, before), (first, after)):
        if condition := lives_in(place):
            yield Question(tuple(rest), question.years, question.sexes, narrowing=condition)


def lives_in(place: str) -> Q | None:
    """The condition on patients; None when the word is too short to be a place."""
    korean = bool(hangul.SYLLABLES.search(place))
    if not korean and len(romanised.spoken(place)) < SHORTEST:
        return None
    counties = [county.pk for county in County.objects.all() if begins(county.name_ko, county.name_en, place, korean)]
    provinces = [key for key, ko, en in province_names() if begins(ko, en, place, korean)]
    village = Q(Like(F("village"), Value(f"{escaped(place)}%"))) if korean else Q(village__istartswith=place)
    return village | Q(county__in=counties) | Q(province__in=provinces)


def begins(name_ko: str, name_en: str, place: str, korean: bool) -> bool:
    """Whether a division is called so, or its name begins so: 송림 and 송림시, songrim and Songnim."""
    if korean:
        return name_ko.startswith(place)
    return spoken(name_en).startswith(romanised.spoken(place))


@lru_cache(maxsize=1000)
def spoken(name: str) -> str:
    return romanised.spoken(name)


@lru_cache(maxsize=1)
def province_names() -> list[tuple[str, str, str]]:
    """Key, Korean and English name of each province."""
    names = {}
    for language in ("ko", "en"):
        with override(language):
            names[language] = [str(province.label) for province in Province]
    return list(zip(Province.values, names["ko"], names["en"], strict=True))
