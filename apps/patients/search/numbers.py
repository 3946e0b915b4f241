"""A number that was typed: the person's own, a centre's or a merged record's, a paper register's, a telephone's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Reverse
from django.db.models.lookups import StartsWith
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.patients.models import PatientNumber
from apps.patients.models.name_form import Digits
from apps.patients.search.names import Rank
from apps.patients.search.question import PHONE

OWN_NUMBER = re.compile(r"([a-z]{2,8})[- ]?(\d{4})-(\d{0,6})|([a-z]{2,8})-?(\d{4})(\d{4})", re.IGNORECASE)
YEAR_AND_NUMBER = re.compile(r"(\d{4})-(\d{1,6})")
CODE_AND_YEAR = re.compile(r"[a-z]{2,8}-\d{1,4}", re.IGNORECASE)
COUNTRY = re.compile(r"(?:00)?850")
FEWEST_DIGITS = 4  # of a telephone number

NUMBERED = "patients_numbered(%s::text[], %s::text[], %s)"


@dataclass(frozen=True)
class Arm:
    """One of the ways of PostgreSQL's `patients_numbered` to look for a text; how good its hits are, and why."""

    rank: Rank
    way: str
    text: str
    why: Promise | str = ""

    @property
    def condition(self) -> Q:
        """The same as a condition on patients, for the ways that may find very many; the others find nobody."""
        numbers = PatientNumber.objects.filter(number__startswith=self.text)
        conditions = {
            "own begins": lambda: Q(number__startswith=self.text),
            "other begins": lambda: Q(pk__in=numbers.values("patient")),
            "phone begins": lambda: Q(StartsWith(Digits("phone"), self.text)),
            "phone ends": lambda: Q(StartsWith(Reverse(Digits("phone")), self.text[::-1])),
            "caregiver begins": lambda: Q(StartsWith(Digits("caregiver_phone"), self.text)),
            "caregiver ends": lambda: Q(StartsWith(Reverse(Digits("caregiver_phone")), self.text[::-1])),
        }
        return conditions.get(self.way, lambda: Q(pk__in=[]))()


def arguments(arms: Sequence[Arm], most: int) -> list[Any]:
    """Those of `patients_numbered`."""
    return [[arm.way for arm in arms], [arm.text for arm in arms], most]


def read(asked: str) -> list[Arm]:
    """The arms for own number (`RAK-2016-0042`, `2016-42`, `42`), other numbers and telephone; none without a digit."""
    if not any(letter.isdigit() for letter in asked):
        return []
    spelled = dict.fromkeys((asked, asked.upper(), asked.lower()))
    other = _("Another number")
    return [
        *own(asked),
        *(Arm(Rank.EXACT, "other", form, other) for form in spelled),
        *telephone(asked),
        *(Arm(Rank.BEGINS, "other begins", form, other) for form in spelled),
    ]


def own(asked: str) -> list[Arm]:
    """The person's own number, whole or as far as it was typed."""
    if whole := OWN_NUMBER.fullmatch(asked):
        code, year, number = whole[1] or whole[4], whole[2] or whole[5], whole[3] or whole[6] or ""
        begins = Arm(Rank.BEGINS, "own begins", f"{code.upper()}-{year}-{number}")
        return [Arm(Rank.EXACT, "own", f"{code.upper()}-{year}-{int(number):04d}"), begins] if number else [begins]
    if named := YEAR_AND_NUMBER.fullmatch(asked):
        return [Arm(Rank.EXACT, "in any series", f"{int(named[1])}-{int(named[2]):04d}")]
    if re.fullmatch(r"[0-9]{1,6}", asked):
        return [Arm(Rank.EXACT, "in any series", f"{int(asked):04d}")]
    return [Arm(Rank.BEGINS, "own begins", asked.upper())] if CODE_AND_YEAR.fullmatch(asked) else []


def telephone(asked: str) -> list[Arm]:
    """The person's or the caregiver's number: whole, its beginning, its last digits."""
    digits = re.sub(r"\D", "", asked)
    if not PHONE.fullmatch(asked) or len(digits) < FEWEST_DIGITS or not digits.isascii():
        return []
    inside = COUNTRY.sub("", digits, count=1) if COUNTRY.match(digits) else digits
    dialled = dict.fromkeys(form for form in (digits.removeprefix("0"), inside.removeprefix("0")) if form)
    own_one, caregivers = _("Phone"), _("Caregiver's phone")
    return [
        *(Arm(Rank.EXACT, "phone", form, own_one) for form in dialled),
        *(Arm(Rank.BEGINS, "phone begins", form, own_one) for form in dialled),
        Arm(Rank.WORD, "phone ends", digits, own_one),
        *(Arm(Rank.WORD, "caregiver begins", form, caregivers) for form in dialled),
        Arm(Rank.WORD, "caregiver ends", digits, caregivers),
    ]
