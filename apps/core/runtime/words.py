"""Sentences for the person at the console, in Korean or English, before Django is there.

The language is that of the terminal (LC_ALL, LC_MESSAGES, LANG); the texts stand in the
product's own catalogue.
"""

import gettext as stdlib_gettext
import os
from functools import cache
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[3]


class Refusal(SystemExit):
    """A sentence that says what is wrong and what to do; ends the program with code 1 and no traceback."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def console_language() -> str:
    """Return "ko" or "en": what the person's terminal is set to."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


@cache
def _catalogue(language: str) -> stdlib_gettext.NullTranslations:
    try:
        return stdlib_gettext.translation("django", BASE_DIR / "locale", [language], fallback=True)
    except (OSError, ValueError):  # a catalogue cut short must not keep the product from starting
        return stdlib_gettext.NullTranslations()


def gettext(message: str) -> str:
    """Return the message in the console's language, or as it is when there is no catalogue yet."""
    return _catalogue(console_language()).gettext(message)
