"""Fields that several forms of the workshop share."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.devices import catalogue
from apps.patients.models import Episode, Patient


class TypesByClass(ModelChoiceIterator):
    """Device types under the headings of their classes."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for device_class, rows in catalogue.by_class(self.queryset):
            yield (device_class.label, [self.choice(row) for row in rows])


class EpisodeField(forms.ModelChoiceField):
    """The open episode in which something is done, or none; `of` says of whom and where."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=None, label=_("Episode"), required=False, blank=True, empty_label=_("Not part of an episode"),
            widget=forms.RadioSelect, **kwargs,
        )  # fmt: skip

    def label_from_instance(self, episode: Episode) -> str:
        return episode.label

    def of(self, patient: Patient, centres: Iterable[Centre], user: User) -> Episode | None:
        """Offer the patient's open episodes at these centres; begins with the newest one of the first centre."""
        rows = Episode.objects.visible_to(user).open().filter(patient=patient, centre__in=list(centres))
        self.queryset = rows.select_related("centre").newest_first()
        offered = list(self.queryset)
        first = next(iter(centres), None)
        chosen = next((one for one in offered if one.centre == first), next(iter(offered), None))
        self.initial = chosen.pk if chosen else None
        return chosen


class DeviceTypeField(forms.ModelChoiceField):
    """A device type by its stable key."""

    iterator = TypesByClass

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, label=_("Type"), to_field_name="key", **kwargs)
