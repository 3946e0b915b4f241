"""Find a person by number, paper number, phone, Hangul (whole, partial, initials) or romanised name.

Names are stored in three searchable forms: decomposed into jamo (so that `기` and `김ㅇ` already find `김영수`),
as initial consonants (`ㄱㅇㅅ`), and romanised with the spelling variants folded together (Kim/Gim, Ri/Lee/Yi);
a name written in Hangul alone is found by its usual romanisation too. Each kind of question has its own arms:
a condition that an index can answer, and how good a hit is. Guarded fields are never asked.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from apps.core.fields import BIDI
from apps.patients import hangul, romanised
from apps.patients.models import NumberSeries, Patient, PatientNumber

LONGEST_QUESTION = 100
FOLDED_LENGTH = 160
OWN_NUMBER = re.compile(r"([a-z]{2,8})[- ]?(\d{4})-(\d{0,6})|([a-z]{2,8})-?(\d{4})(\d{4})", re.IGNORECASE)
YEAR_AND_NUMBER = re.compile(r"(\d{4})-(\d{1,6})")
CODE_AND_YEAR = re.compile(r"[a-z]{2,8}-\d{1,4}", re.IGNORECASE)
BIRTH_YEAR = re.compile(r"(?:19|20)\d\d")
PHONE = re.compile(r"[\d\s()+./-]+")
EXACT, BEGINS, WORD, SOMEWHERE = range(4)


class Like(Func):
    """`column LIKE pattern`, for patterns with wildcards of our own; an index with trigrams answers it."""

    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    output_field = BooleanField()


class Digits(Func):
    """The digits of a column, without spaces and signs."""

    template = r"regexp_replace(%(expressions)s, '\D', '', 'g')"


@dataclass(frozen=True)
class Arm:
    """One way to be found, and how good a hit it is (EXACT … SOMEWHERE)."""

    rank: int
    condition: Any


def columns(name_hangul: str, name_romanised: str) -> dict[str, str]:
    """The stored search columns of a name: `name_initials`, and `name_folded` with the folded parts of the
    romanised name, its one spelling, and both of the romanisation of the Hangul name."""
    spelled = (name_romanised, romanised.from_hangul(name_hangul))
    forms = [form for name in spelled for form in (*map(romanised.spoken, romanised.words(name)), folded(name))]
    return {
        "name_initials": hangul.initials(name_hangul),
        "name_folded": " ".join(dict.fromkeys(form for form in forms if form))[:FOLDED_LENGTH].rstrip(),
    }


def folded(name: str) -> str:
    """The one spelling of a romanised name, the same when it is stored and when it is looked for."""
    return romanised.folded(name)


def cleaned(question: Any) -> str:
    """What was typed without what cannot be part of a name: control signs, lone surrogates, direction overrides;
    composed, single spaces, at most 100 characters."""
    text = str(question or "")[: LONGEST_QUESTION * 10]
    legible = "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or (unicodedata.category(letter) not in ("Cc", "Cs", "Cn") and letter not in BIDI)
    )
    return " ".join(unicodedata.normalize("NFC", legible).split())[:LONGEST_QUESTION].strip()


def find(queryset: QuerySet[Patient], q: str) -> QuerySet[Patient]:
    """The people of `queryset` who answer to `q`, the best hits first (annotated `rank`, 0 is exact).

    An empty question changes nothing. A name followed by a year keeps those born in that year.
    """
    asked = cleaned(q)
    if not asked:
        return queryset
    arms = by_number(asked)
    if not PHONE.fullmatch(asked):
        words = asked.split()
        years = [word for word in words if BIRTH_YEAR.fullmatch(word)]
        if years and len(years) < len(words):
            queryset = queryset.filter(birth_date__year__in=[int(year) for year in years])
            asked = " ".join(word for word in words if word not in years)
        arms += by_name(asked)
    return ranked(queryset, arms)


def ranked(queryset: QuerySet[Patient], arms: list[Arm]) -> QuerySet[Patient]:
    """Whoever one of the arms reaches, by rank, then in dictionary order."""
    if not arms:
        return queryset.none()
    anyhow = Q()
    for arm in arms:
        anyhow |= Q(arm.condition)
    best = sorted(arms, key=lambda arm: arm.rank)
    rank = Case(
        *(When(Q(arm.condition), then=Value(arm.rank)) for arm in best),
        default=Value(SOMEWHERE),
        output_field=IntegerField(),
    )
    return queryset.filter(anyhow).annotate(rank=rank).order_by("rank", "name_jamo", "name_romanised", "number")


def by_number(asked: str) -> list[Arm]:
    """Own number (`RAK-2016-0042`, `2016-42`, `42`), paper number, phone."""
    if not any(letter.isdigit() for letter in asked):
        return []
    arms = [Arm(EXACT, Q(number__in=own_numbers(asked)))]
    if begun := OWN_NUMBER.fullmatch(asked):
        code, year, start = (begun[1] or begun[4]).upper(), begun[2] or begun[5], begun[3] or begun[6] or ""
        arms.append(Arm(BEGINS, Q(number__startswith=f"{code}-{year}-{start}")))
    elif CODE_AND_YEAR.fullmatch(asked):  # a number while it is being typed
        arms.append(Arm(BEGINS, Q(number__startswith=asked.upper())))
    papers = PatientNumber.objects.filter(number__in=[asked, asked.upper(), asked.lower()]).values("patient")
    begins = PatientNumber.objects.filter(number__startswith=asked).values("patient")
    arms += [Arm(EXACT, Q(pk__in=papers)), Arm(BEGINS, Q(pk__in=begins))]
    digits = re.sub(r"\D", "", asked)
    if PHONE.fullmatch(asked) and len(digits) >= 4 and digits.isascii():
        phones = Like(Digits(F("phone")), Value(f"%{digits}%"))
        caregivers = Like(Digits(F("caregiver_phone")), Value(f"%{digits}%"))
        arms += [Arm(WORD, phones), Arm(SOMEWHERE, caregivers)]
    return arms


def own_numbers(asked: str) -> list[str]:
    """The patient numbers that `RAK-2016-0042`, `2016-42` or `42` may mean."""
    if whole := OWN_NUMBER.fullmatch(asked):
        code, year, number = whole[1] or whole[4], whole[2] or whole[5], whole[3] or whole[6]
        return [f"{code.upper()}-{year}-{int(number):04d}"] if number else []
    series = NumberSeries.objects.values_list("centre__code", "year")
    if named := YEAR_AND_NUMBER.fullmatch(asked):
        series, number = series.filter(year=int(named[1])), named[2]
    elif re.fullmatch(r"[0-9]{1,6}", asked):
        number = asked
    else:
        return []
    return [f"{code}-{year}-{int(number):04d}" for code, year in series]


def by_name(asked: str) -> list[Arm]:
    """Names in Hangul, in Latin letters, or in any other script as they were written."""
    if hangul.ANY.search(asked):
        return by_hangul(asked.replace(" ", ""))
    if romanised.words(asked):
        return by_romanised(asked)
    return [
        Arm(SOMEWHERE, Q(name_romanised__contains=asked)),
        Arm(SOMEWHERE, contains("name_jamo", hangul.jamo(asked))),
    ]


def by_hangul(asked: str) -> list[Arm]:
    """`김영수`, `영수`, `김ㅇ`, `기`, `ㄱㅇㅅ`, and each as it stands while its last syllable is being typed."""
    arms = [Arm(EXACT, Q(name_jamo=hangul.jamo(asked)))]
    for reading in hangul.readings(asked):
        begun = hangul.typed_initials(reading)
        if begun:
            letters = ((escaped(hangul.jamo(letter)), letter in hangul.INITIALS) for letter in reading)
            pattern = "".join(letter + "%" * begins for letter, begins in letters) + "%"
            condition = Q(name_initials__startswith=begun) & Q(Like(F("name_jamo"), Value(pattern)))
        else:
            condition = Q(Like(F("name_jamo"), Value(escaped(hangul.jamo(reading)) + "%")))
        arms.append(Arm(BEGINS, condition))
        if not begun and len(hangul.jamo(reading)) >= 3:  # shorter than a trigram would read every row
            arms.append(Arm(SOMEWHERE, contains("name_jamo", hangul.jamo(reading))))
    return arms


def by_romanised(asked: str) -> list[Arm]:
    """`Kim Yong Su` however it is spelled, divided and turned round; or some of its parts, whole or begun."""
    padded = Concat(Value(" "), F("name_folded"), Value(" "))
    # Beside what an index answers, so that the spelling as typed costs no reading of every row.
    arms = [Arm(EXACT, Q(name_romanised__iexact=asked) & contains("name_folded", folded(asked)))]
    for form in romanised.orders(asked):
        arms.append(Arm(BEGINS, Q(Like(padded, Value(f"% {form} %"))) & contains("name_folded", form)))
        arms.append(Arm(WORD, begins_a_word(form)))
        if len(form) >= 4:
            arms.append(Arm(SOMEWHERE, contains("name_folded", form)))
    parts = romanised.words(asked)[:6]
    if len(parts) > 1:
        every = Q()
        for part in parts:
            spoken = romanised.spoken(part)
            alias = romanised.FAMILY_ALIASES.get(spoken, spoken)
            every &= begins_a_word(spoken) | begins_a_word(alias)
        arms.append(Arm(WORD, every))
    return arms


def begins_a_word(form: str) -> Q:
    return Q(name_folded__startswith=form) | Q(Like(F("name_folded"), Value(f"% {escaped(form)}%")))


def contains(column: str, text: str) -> Q:
    return Q(Like(F(column), Value(f"%{escaped(text)}%")))


def escaped(text: str) -> str:
    """Text in which LIKE's own signs stand for themselves."""
    return re.sub(r"([\\%_])", r"\\\1", text)
