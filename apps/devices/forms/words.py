"""Words of the workshop as chips."""

from typing import Any

from django import forms

from apps.devices import words
from apps.devices.models import TermKind


class WordsField(forms.MultipleChoiceField):
    """Words of one kind; `of` says for which class of device. Whether they may be chosen is the verb's to say, so that
    a word taken out of the list in the meantime is refused by its name and not by its key."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, kind: TermKind, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(required=False, **kwargs)

    def of(self, device_class: str) -> None:
        self.choices = [(term.key, term.name) for term in words.offered(self.kind, device_class)]

    def valid_value(self, value: Any) -> bool:
        return True
