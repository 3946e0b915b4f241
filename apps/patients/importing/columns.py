"""The columns an old register may have, and how the words in them are understood in either language.

A heading is known by its key, or by its words in Korean or English; so is a value that stands for a choice. What is
not known is not guessed: the line says so, and whoever brought the file corrects it there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import Category, Cause, ImpairmentKind, Level, Province, ReferralSource, Sex, Side

LIMBS = (1, 2)


@dataclass(frozen=True)
class Column:
    """One column: its key in the file and in `ImportRow.values`, its heading, its choices, an example."""

    key: str
    label: Text
    choices: Any = None
    example: str = ""
    guarded: bool = False


def _limb(number: int) -> tuple[Column, ...]:
    last = {"number": number}
    return (
        Column(f"limb{number}_kind", _("Impairment %(number)s") % last, ImpairmentKind, "amputation"),
        Column(f"limb{number}_level", _("Level %(number)s") % last, Level, "transtibial"),
        Column(f"limb{number}_side", _("Side %(number)s") % last, Side, "L"),
        Column(f"limb{number}_cause", _("Cause %(number)s") % last, Cause, "work-farm", guarded=True),
        Column(f"limb{number}_onset", _("Date of injury or onset %(number)s") % last, example="2009-11"),
    )


def columns() -> tuple[Column, ...]:
    """Every column, in the order of the template; headings in the active language."""
    return (
        Column("paper_number", _("Number in the paper register"), example="B-0412"),
        Column("registered_on", _("Registered on"), example="2011-06-20"),
        Column("name_hangul", _("Name in Hangul"), example="김영수"),
        Column("name_romanised", _("Name in Latin letters"), example="Kim Yong Su"),
        Column("sex", _("Sex"), Sex, "M"),
        Column("birth", _("Birth date"), example="1970-03"),
        Column("age", _("Age in years")),
        Column("province", _("Province"), Province, "north-hwanghae"),
        Column("county", _("County or city district"), example="송림시"),
        Column("village", _("Village or neighbourhood")),
        Column("address", _("Address")),
        Column("phone", _("Phone")),
        Column("caregiver_name", _("Caregiver")),
        Column("caregiver_relation", _("Caregiver is")),
        Column("caregiver_phone", _("Caregiver's phone")),
        Column("referral_source", _("Referred by"), ReferralSource, "hospital"),
        Column("category", _("Category"), Category, "unknown", guarded=True),
        *(column for number in LIMBS for column in _limb(number)),
    )


KEYS = (
    "paper_number", "registered_on", "name_hangul", "name_romanised", "sex", "birth", "age", "province", "county",
    "village", "address", "phone", "caregiver_name", "caregiver_relation", "caregiver_phone", "referral_source",
    "category", *(f"limb{n}_{name}" for n in LIMBS for name in ("kind", "level", "side", "cause", "onset")),
)  # fmt: skip
# Words people write that are neither a key nor a label.
SYNONYMS: dict[str, dict[str, str]] = {
    "sex": {"male": "M", "female": "F", "man": "M", "woman": "F", "남": "M", "여": "F", "남자": "M", "여자": "F"},
    "side": {"left": "L", "right": "R", "왼쪽": "L", "오른쪽": "R", "좌": "L", "우": "R", "좌측": "L", "우측": "R"},
}


def plain(text: str) -> str:
    """Text as it is compared: lower case, without spaces and the signs between words."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _in_each_language(texts: Iterable[tuple[str, Text]]) -> dict[str, str]:
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {plain(str(text)): key for key, text in texts}
    return known


@cache
def headings() -> dict[str, str]:
    """What a heading may read, plain → the column's key."""
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {plain(str(column.label)): column.key for column in columns()}
    return known | {plain(key): key for key in KEYS}


@cache
def meanings(key: str) -> dict[str, str]:
    """What a choice of the column may read, plain → its stored value; empty for a column of free text."""
    choices = next((column.choices for column in columns() if column.key == key), None)
    if choices is None:
        return {}
    known = {plain(value): value for value in choices.values}
    known |= _in_each_language(tuple(choices.choices))
    return known | SYNONYMS.get(key.rpartition("_")[2], {})


def meant(key: str, text: str) -> str:
    """The stored value a text stands for; the text itself where nothing is known, for the form to refuse."""
    return meanings(key).get(plain(text), text)
