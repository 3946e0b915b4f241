"""What was typed, taken apart: the name or number itself, and what narrows it – a year of birth, a sex, a place."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from apps.core.fields import BIDI
from apps.patients import codes
from apps.patients.models import Sex

LONGEST_QUESTION = 100
BIRTH_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:년생?)?")
PHONE = re.compile(r"[\d\s()+./-]+")
EXACTLY = re.compile(r'["“”«»](.+)["“”«»]')
IN_ADDRESS = re.compile(r"/patients/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|$)", re.IGNORECASE)
LABEL = re.compile(r"/d/([a-z2-7]{26})/?$")
SEXES = {
    **dict.fromkeys(("남", "남자", "남성", "male", "m", "man"), Sex.MALE),
    **dict.fromkeys(("여", "여자", "여성", "female", "f", "woman"), Sex.FEMALE),
}


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


def key_in(question: Any) -> UUID | None:
    """The person's key when somebody scanned a card or pasted the address of a card or a page; else None."""
    text = str(question or "").strip()[-LONGEST_QUESTION:]
    if found := IN_ADDRESS.search(text):
        return UUID(found[1])
    return codes.key_of(text)


def label_in(question: Any) -> str | None:
    """The code on a device's label when its address was scanned into a search for people; else None."""
    found = LABEL.search(str(question or "").strip().lower())
    return found[1] if found else None


@dataclass(frozen=True)
class Question:
    """`words`: what is left as name or number; `years`, `sexes`: who is meant by it, empty for everybody; `exactly`:
    it stood in quotation marks, and only this very name is meant."""

    words: tuple[str, ...]
    years: tuple[int, ...] = ()
    sexes: tuple[str, ...] = ()
    exactly: bool = False
    narrowing: Q = field(default_factory=Q)

    @cached_property
    def text(self) -> str:
        return " ".join(self.words)

    @classmethod
    def read(cls, asked: str) -> "Question":
        """Take apart what `cleaned` has left. A year or a sex alone is looked for like anything else."""
        if quoted := EXACTLY.fullmatch(asked):
            return cls(tuple(quoted[1].split()), exactly=True)
        words = asked.split()
        if PHONE.fullmatch(asked):
            return cls(tuple(words))
        years = [word for word in words if BIRTH_YEAR.fullmatch(word)]
        sexes = [word for word in words[1:] if word.casefold() in SEXES]
        rest = [word for place, word in enumerate(words) if word not in years and (place == 0 or word not in sexes)]
        if not rest:
            return cls(tuple(words))
        return cls(
            tuple(rest),
            tuple(int(word[:4]) for word in years),
            tuple(SEXES[word.casefold()] for word in sexes),
        )

    @property
    def condition(self) -> Q:
        """Whom the years, the sex and the place leave."""
        found = self.narrowing
        if self.years:
            found &= Q(birth_date__year__in=self.years)
        if self.sexes:
            found &= Q(sex__in=self.sexes)
        return found
