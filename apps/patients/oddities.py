"""What in a registration is possible but odd. Said beside the form and after saving; it never blocks."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.core.ages import ADULT_AGE, completed_years
from apps.patients import births, hangul

OLD_AGE = 100
PHONE_DIGITS = range(5, 16)


def of(
    *,
    on: date,
    name_hangul: str = "",
    name_romanised: str = "",
    birth: births.Birth = births.UNKNOWN,
    phone: str = "",
    caregiver_phone: str = "",
    caregiver_name: str = "",
    **_others: Any,
) -> list[str]:
    """Sentences in the active language, for what is known so far of a person on the date `on`."""
    return [
        *_names(name_hangul, name_romanised),
        *_age(birth[0], bool(caregiver_name or caregiver_phone), on),
        *_phones(dict.fromkeys((phone, caregiver_phone))),
    ]


def _names(name_hangul: str, name_romanised: str) -> list[str]:
    found = []
    if name_hangul and not hangul.ANY.search(name_hangul) and re.search("[A-Za-z]", name_hangul):
        found.append(_("The name in Hangul is written in Latin letters."))
    elif len(name_hangul) == 1:
        found.append(_("The name has only one syllable."))
    if hangul.ANY.search(name_romanised):
        found.append(_("The name in Latin letters contains Hangul."))
    return found


def _age(born: date | None, cared_for: bool, on: date) -> list[str]:
    if born is None or born > on:
        return []
    age = completed_years(born, on)
    if age >= OLD_AGE:
        return [_("The person is %(age)s years old. Is the birth right?") % {"age": age}]
    return [] if age >= ADULT_AGE or cared_for else [_("A child. Who takes care of it?")]


def _phones(phones: Any) -> list[str]:
    found = []
    for phone in filter(None, phones):
        digits = len(re.findall("[0-9]", phone))
        if digits not in PHONE_DIGITS:
            found.append(_("The phone number has %(number)s digits.") % {"number": digits})
    return found
