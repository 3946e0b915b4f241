"""Which card is printed."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.patients.card import Choice, Size
from apps.patients.forms.fields import radio


class CardForm(forms.Form):
    """Only chosen from, never wrong: see `choice_of`."""

    size = radio(label=_("Size"), choices=Size.choices, required=False)
    language = radio(label=_("Language"), choices=settings.LANGUAGES, required=False)
    phones = forms.BooleanField(label=_("With phone numbers (A5)"), required=False)

    def __init__(self, choice: Choice) -> None:
        initial: dict[str, Any] = {"size": choice.size.value, "language": choice.language, "phones": choice.phones}
        super().__init__(initial=initial)


def choice_of(asked: Any, *, language: str) -> Choice:
    """What an address asks for; what it leaves out or gets wrong is an identity card in the user's own language."""
    size, chosen = asked.get("size"), asked.get("language")
    return Choice(
        size=Size(size) if size in Size.values else Size.ID,
        language=chosen if chosen in dict(settings.LANGUAGES) else language,
        phones="phones" in asked,
    )
