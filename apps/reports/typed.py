"""Published figures and months as people type them: `>24`, `~1,350`, `1 200`, `약 300`; `2002-07`, `2002`, `7/2002`."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.fields import PlainText
from apps.reports.models import Exactness
from apps.reports.periods import YEARS, Period, first_of

SIGNS: dict[str, Exactness] = {
    ">": Exactness.MORE_THAN, "more than": Exactness.MORE_THAN, "over": Exactness.MORE_THAN,
    "초과": Exactness.MORE_THAN,
    "<": Exactness.LESS_THAN, "less than": Exactness.LESS_THAN, "under": Exactness.LESS_THAN,
    "미만": Exactness.LESS_THAN, "~": Exactness.ABOUT, "≈": Exactness.ABOUT, "∼": Exactness.ABOUT,
    "about": Exactness.ABOUT, "approx.": Exactness.ABOUT, "ca.": Exactness.ABOUT, "약": Exactness.ABOUT,
    "=": Exactness.EXACTLY, "exactly": Exactness.EXACTLY,
}  # fmt: skip
AT_LEAST = ("≥", ">=", "≤", "<=", "at least", "at most", "이상", "이하", "+")
GROUPED = re.compile(r"[0-9]{1,3}(?:[ ,'’][0-9]{3})+(?:\.[0-9])?")
PLAIN = re.compile(r"[0-9]+(?:[.,][0-9])?")
MOST = Decimal(1_000_000)
YEAR = re.compile(r"([0-9]{4})(?: ?년)?")
YEAR_MONTH = re.compile(r"([0-9]{4}) ?[-/.년] ?([0-9]{1,2})(?: ?월)?")
MONTH_YEAR = re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{4})")


@dataclass(frozen=True)
class Amount:
    """A published number; `exactness` is None where no sign was typed with it."""

    number: Decimal
    exactness: Exactness | None = None


class AmountField(PlainText):
    """A number with at most one decimal, perhaps with a sign or word of inequality. Cleans to an Amount."""

    default_error_messages = {  # noqa: RUF012
        "number": _("Write a number such as 1350, 1 350, 1,350 or 219.5: at most one decimal."),
        "at_least": _("“At least” and “at most” cannot be kept: write more than 23 for at least 24."),
        "large": _("No figure of a centre is as large as that."),
    }

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().to_python(value)).strip().lower()
        if not text:
            return None
        sign, text = _parted(text)
        if sign in AT_LEAST:
            raise ValidationError(self.error_messages["at_least"], code="at_least")
        if GROUPED.fullmatch(text):
            text = re.sub("[ ,'’]", "", text)
        elif not PLAIN.fullmatch(text):
            raise ValidationError(self.error_messages["number"], code="number")
        number = Decimal(text.replace(",", "."))
        if number >= MOST:
            raise ValidationError(self.error_messages["large"], code="large")
        return Amount(number, SIGNS.get(sign))

    def run_validators(self, value: Any) -> None:
        """The number was judged already; what CharField asks is asked of a text."""


def _parted(text: str) -> tuple[str, str]:
    """The sign or word beside a number, '' for none, and the number."""
    for sign in sorted((*SIGNS, *AT_LEAST), key=len, reverse=True):
        if text.startswith(sign):
            return sign, text.removeprefix(sign).strip()
        if (text.endswith(sign) and not sign.isascii()) or (sign == "+" and text.endswith("+")):
            return sign, text.removesuffix(sign).strip()
    return "", text


class MonthsField(PlainText):
    """A month, or a year for all of its months. Cleans to a Period."""

    default_error_messages = {  # noqa: RUF012
        "month": _("Write a month such as 2002-07, or a year."),
    }

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().to_python(value)).strip()
        return months_typed(text, self.error_messages["month"]) if text else None

    def run_validators(self, value: Any) -> None:
        """As for an AmountField."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


def months_typed(text: str, error: Any) -> Period:
    """The months that were meant. Raises ValidationError with `error` where none can be."""
    if found := YEAR.fullmatch(text):
        year, first, last = int(found[1]), 1, 12
    elif found := YEAR_MONTH.fullmatch(text):
        year, first, last = int(found[1]), int(found[2]), int(found[2])
    elif found := MONTH_YEAR.fullmatch(text):
        year, first, last = int(found[2]), int(found[1]), int(found[1])
    else:
        raise ValidationError(error, code="month")
    if year not in YEARS or not 1 <= first <= 12:
        raise ValidationError(error, code="month")
    return Period(first_of(year, first), first_of(year, last))


def with_sign(amount: Amount, chosen: str) -> str:
    """The exactness that was typed or chosen. Raises ValidationError where the two contradict each other."""
    typed = amount.exactness
    if typed is None or chosen in (typed, ""):
        return typed or chosen or Exactness.EXACTLY
    if chosen == Exactness.EXACTLY:
        return typed
    raise ValidationError(_("The sign before the number says something else than was chosen."), code="sign")


def number_shown(amount: Decimal) -> str:
    """As a form shows a number that is stored: no decimal where there is none."""
    return f"{amount.normalize():f}"
