"""Text that people type: any script is welcome, what cannot be text is refused with a sentence."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4}")


class PlainText(forms.CharField):
    """Text of any script, emoji included, composed and with single spaces; refused when it cannot be what was meant.

    Control signs, direction overrides, broken characters and piles of combining marks are refused with a sentence.
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
        composed = unicodedata.normalize("NFC", text)
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
    return "piled" if COMBINING.search(unicodedata.normalize("NFC", text)) else ""
