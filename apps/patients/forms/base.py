"""What every form of this room does: make a record once, tell a stale page apart, carry a refusal back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.ids import new_id
from apps.core.models import Record
from apps.core.problems import Refused

R = TypeVar("R")


@dataclass(frozen=True)
class Difference:
    """A field in which what was typed differs from what somebody else has saved meanwhile."""

    label: Any
    typed: str
    current: str


class VerbForm(forms.Form):
    """A form whose values go to one verb of `actions`."""

    required_css_class = ""
    differences: tuple[Difference, ...] = ()

    def attempt(self, verb: Callable[..., R], **arguments: Any) -> R | None:
        """Call the verb; a refusal becomes an error of the form, beside its field, and the answer is None."""
        try:
            return verb(**arguments)
        except Refused as refusal:
            if refusal.code == "stale":
                self.show_current()
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.reason))
            return None

    def show_current(self) -> None:
        """What to do when the page is stale; forms that change nothing have nothing to do."""


class OnceForm(VerbForm):
    """Makes a record. The key is made with the page, so that pressing twice makes one."""

    record_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record_id"].initial = new_id


class ChangeForm(VerbForm):
    """Changes a record the person has read at `version`.

    When somebody else changed it since, what was typed stays in the form, the values saved meanwhile are shown
    beside it (`differences`), and saving again means having seen them.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Open this page again."), "invalid": _("Open this page again.")},
    )
    read: Callable[[Any], dict[str, Any]]

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        self.record = record
        kwargs["initial"] = {**type(self).read(record), **(kwargs.get("initial") or {}), "version": record.version}
        super().__init__(*args, **kwargs)

    def show_current(self) -> None:
        self.record = type(self.record)._base_manager.get(pk=self.record.pk)
        saved = type(self).read(self.record)
        pairs = [(self[name], shown(self.fields[name], saved[name])) for name in saved if name in self.fields]
        self.differences = tuple(
            Difference(bound.label, typed, current)
            for bound, current in pairs
            if (typed := shown(bound.field, bound.value())) != current
        )
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self.record.version)


def shown(field: forms.Field, value: Any) -> str:
    """A value of the field as a person reads it."""
    if isinstance(field, forms.MultiValueField):
        boxes = field.widget.decompress(value) if not isinstance(value, list) else value
        return "-".join(f"{int(box):02d}" if str(box).isdigit() else str(box) for box in boxes if box not in (None, ""))
    if isinstance(field, forms.BooleanField):
        return str(_("Yes") if value else _("No"))
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, "" if value is None else value))
