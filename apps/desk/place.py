"""Where somebody has a role: what a part of the start page is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.devices.models import Device
from apps.devices.models.device import DeviceQuerySet


@dataclass(frozen=True)
class Place:
    """Where somebody has a role. `among_others`: the person works elsewhere too, so lists must name the centre."""

    user: User
    centres: Sequence[Centre]
    among_others: bool

    @property
    def named(self) -> dict[str, object]:
        """The filter that keeps a list to this place."""
        return {"centre": self.centres[0].pk} if self.among_others and len(self.centres) == 1 else {}

    @property
    def devices(self) -> DeviceQuerySet:
        return Device.objects.filter(centre__in=self.centres)

    def label(self, words: object, centre: Centre) -> str:
        """The words, with the centre where the person works at several."""
        return f"{words} · {centre.code}" if self.among_others else str(words)
