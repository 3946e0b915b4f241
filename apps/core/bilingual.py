"""What is said in both languages by the data themselves: names of centres, counties, types of devices, measures."""

from typing import Any

from django.utils.translation import get_language


def spoken(english: str, korean: str) -> str:
    """The one in the active language."""
    return english if get_language() == "en" else korean


class Bilingual:
    """A model with `name_en` and `name_ko`: shown under the one of the active language."""

    name_en: Any
    name_ko: Any

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return spoken(self.name_en, self.name_ko)

    @property
    def other_name(self) -> str:
        """The name in the other language."""
        return spoken(self.name_ko, self.name_en)
