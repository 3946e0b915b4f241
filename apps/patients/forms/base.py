"""Correcting a record that somebody else may have corrected since it was read."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _

from apps.core.models import Record
from apps.core.web import ChangesFresh, Difference

REOPEN = {"required": _("Open this page again."), "invalid": _("Open this page again.")}


class ChangeForm(ChangesFresh):
    """Starts from the record as `read` gives it, and is refused without the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages=REOPEN)
    read: Callable[[Any], dict[str, Any]]

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, record=record, initial=type(self).read(record), **kwargs)

    def stored(self) -> dict[str, Any]:
        """The form's values as they stand on record now, as far as this user has the fields."""
        return {name: value for name, value in type(self).read(self.record).items() if name in self.fields}

    def _differences(self) -> list[Difference]:
        """Where what stands in the form reads differently from what is on record."""
        pairs = [(self[name], shown(self.fields[name], value)) for name, value in self.stored().items()]
        return [
            Difference(bound.label, stored, typed)
            for bound, stored in pairs
            if (typed := shown(bound.field, bound.value())) != stored
        ]


def shown(field: forms.Field, value: Any) -> str:
    """A value of the field as a person reads it; a date in boxes as 1970-03-12."""
    if isinstance(field, forms.MultiValueField):
        boxes = value if isinstance(value, list) else field.widget.decompress(value)
        return "-".join(
            f"{int(box):02d}" if str(box).isdecimal() else str(box) for box in boxes if box not in (None, "")
        )
    if isinstance(field, forms.BooleanField):
        return str(_("Yes") if value else _("No"))
    choices = {str(key): label for key, label in flatten_choices(getattr(field, "choices", ()))}
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(str(one), one)) for one in value)
    return str(choices.get("" if value is None else str(value), "" if value is None else value))
