"""Text that people type: any script is welcome, what cannot be text is refused with a sentence."""

import unicodedata
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MARKS = ("Mn", "Me")
MOST_MARKS = 3  # on one letter, in any script that people write
# Spaces of no width and Hangul fillers: two names that look the same would not be the same, or a name would be blank.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"))


class PlainText(forms.CharField):
    """Text of any script, emoji included, composed and with single spaces; refused when it cannot be what was meant.

    Control signs, direction overrides, broken characters and piles of combining marks are refused with a sentence;
    what nobody can see is left out.
    """

    default_error_messages = {  # noqa: RUF012
        "control": _("This text contains control characters. Please type it again."),
        "direction": _("This text contains invisible signs that turn the direction of writing. Please type it again."),
        "broken": _("Some characters of this text arrived broken. Please type it again."),
        "piled": _("This text piles up too many accents on one letter. Please type it again."),
    }

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        refused = why_not(text, multiline=isinstance(self.widget, forms.Textarea))
        if refused:
            raise ValidationError(self.error_messages[refused], code=refused)
        composed = unicodedata.normalize("NFC", text.translate(INVISIBLE))
        if isinstance(self.widget, forms.Textarea):
            return composed.replace("\r\n", "\n")
        return " ".join(composed.split())


def why_not(text: str, *, multiline: bool = False) -> str:
    """The code of the refusal of a text, or ""."""
    allowed = "\r\n\t" if multiline else "\t"
    kinds = {unicodedata.category(letter) for letter in text if letter not in allowed}
    if "Cc" in kinds:
        return "control"
    if "Cs" in kinds or "\ufffd" in text:
        return "broken"
    if any(letter in BIDI for letter in text):
        return "direction"
    return "piled" if _most_marks(unicodedata.normalize("NFC", text)) > MOST_MARKS else ""


def _most_marks(text: str) -> int:
    """How many combining marks stand on the letter that carries most of them."""
    runs = groupby(text, key=lambda letter: unicodedata.category(letter) in MARKS)
    return max((len(list(letters)) for is_mark, letters in runs if is_mark), default=0)
