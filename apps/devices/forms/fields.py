"""Fields that several forms of the workshop share."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from apps.devices.models import DeviceClass


class TypesByClass(ModelChoiceIterator):
    """Device types under the headings of their classes."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for device_class, rows in groupby(self.queryset, key=lambda row: row.device_class):
            yield (DeviceClass(device_class).label, [self.choice(row) for row in rows])


class DeviceTypeField(forms.ModelChoiceField):
    """A device type by its stable key."""

    iterator = TypesByClass

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, label=_("Type"), to_field_name="key", **kwargs)
