"""What the last trial or check-out left to be done, said on top of the device's page until it is done."""

from dataclasses import dataclass

from django.urls import reverse

from apps.core.problems import Text
from apps.devices.models import Device, MeasurementKind, State
from apps.devices.reading import checked

NEW_CAST = "new-cast"  # the adjustment that says: to be cast again


@dataclass(frozen=True)
class Outstanding:
    """`failed`: the points of the check-out that sent the device back; `recast`: where it is cast again."""

    failed: tuple[Text, ...]
    recast: str


def recast_of(device: Device) -> str:
    """The page on which the device is cast or measured again."""
    return reverse("devices:measure", args=[device.pk]) + f"?kind={MeasurementKind.RECAST}"


def of(device: Device) -> Outstanding | None:
    """None when there is nothing; a device that is not in its fittings has gone on."""
    if device.state != State.FITTING:
        return None
    fitting = device.fittings.order_by("-created_at").first()
    checkout = device.last_checkout
    tried_since = fitting is not None and checkout is not None and fitting.created_at > checkout.created_at
    if checkout is not None and not checkout.allows_delivery and not tried_since:
        return Outstanding(tuple(checked(checkout).failed), recast_of(device))
    if fitting is not None and NEW_CAST in fitting.adjustment_keys:
        return Outstanding((), recast_of(device))
    return None
