"""What a wheelchair, tricycle or seat is like: seat width and depth, size, terrain, cushion. Kept in `Device.spec`.

Ranges: plausible ones advise, possible ones refuse. They follow the seat sizes of WHO's wheelchair guidelines as far as
chairs are made: children from about 20 cm, adults to about 55 cm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text, refuse
from apps.devices.models import AgeBand, Device, DeviceClass, DeviceType

# Their size and terrain are prescribed; they go on to another person when they come back.
SEATED = (DeviceClass.WHEELCHAIR, DeviceClass.TRICYCLE, DeviceClass.SEATING)


class Terrain(models.TextChoices):
    PAVED = "paved", _("Indoors and paved ground")
    ROUGH = "rough", _("Rough ground")
    BOTH = "both", _("Both")


class Cushion(models.TextChoices):
    NONE = "none", _("No cushion")
    FLAT = "flat", _("Flat foam")
    CONTOURED = "contoured", _("Contoured foam")
    PRESSURE = "pressure", _("Pressure relief")


CHOICES: dict[str, type[models.TextChoices]] = {"size": AgeBand, "terrain": Terrain, "cushion": Cushion}
LABELS: dict[str, Text] = {
    "seat_width_cm": _("Seat width"), "seat_depth_cm": _("Seat depth"), "size": _("Size"), "terrain": _("Terrain"),
    "cushion": _("Cushion"),
}  # fmt: skip
POSSIBLE = {"seat_width_cm": (Decimal(15), Decimal(80)), "seat_depth_cm": (Decimal(15), Decimal(75))}
PLAUSIBLE = {
    ("seat_width_cm", AgeBand.CHILD): (20, 38), ("seat_depth_cm", AgeBand.CHILD): (20, 38),
    ("seat_width_cm", AgeBand.ADULT): (35, 56), ("seat_depth_cm", AgeBand.ADULT): (36, 52),
    ("seat_width_cm", ""): (20, 56), ("seat_depth_cm", ""): (20, 52),
}  # fmt: skip


@dataclass(frozen=True)
class Specification:
    """A specification as far as it is known; widths and depths in cm, with at most one decimal."""

    seat_width_cm: Decimal | None = None
    seat_depth_cm: Decimal | None = None
    size: str = ""
    terrain: str = ""
    cushion: str = ""

    @classmethod
    def of(cls, device: Device) -> Self:
        """The specification that a device has on record."""
        known: dict[str, Any] = {one.name: device.spec[one.name] for one in fields(cls) if one.name in device.spec}
        for name in POSSIBLE.keys() & known.keys():
            known[name] = Decimal(str(known[name]))
        return cls(**known)

    def stored(self) -> dict[str, Any]:
        """As `Device.spec` keeps it: what is known, numbers as numbers."""
        known = {name: value for name, value in vars(self).items() if value not in (None, "")}
        return {name: float(value) if name in POSSIBLE else str(value) for name, value in known.items()}

    def facts(self) -> list[tuple[Text, str]]:
        """Label and value in words, of what is known."""
        found = [(name, value) for name, value in vars(self).items() if value not in (None, "")]
        return [(LABELS[name], self.words(name, value)) for name, value in found]

    @staticmethod
    def words(name: str, value: Any) -> str:
        return f"{value.normalize():f} cm" if name in POSSIBLE else str(CHOICES[name](value).label)

    def advice(self) -> list[Text]:
        """What is unusual for this size of user; it blocks nothing."""
        found: list[Text] = []
        for name in POSSIBLE:
            value: Decimal | None = getattr(self, name)
            low, high = PLAUSIBLE[name, self.size]
            if value is not None and not low <= value <= high:
                words = {"what": LABELS[name], "value": self.words(name, value), "low": low, "high": high}
                found.append(_("%(what)s %(value)s is unusual: mostly %(low)s to %(high)s cm.") % words)
        return found


def checked(device_type: DeviceType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The specification as it is kept, of what was given: numbers, text of numbers, keys of choices, or nothing.

    Raises Refused ("invalid", `field` is the name) for an unknown name or choice, what is no number, an impossible
    number, and for a device that has no seat.
    """
    known = {name: value for name, value in given.items() if value not in (None, "")}
    if known and device_type.device_class not in SEATED:
        refuse(_("Only wheelchairs, tricycles and seats have a specification."), code="invalid", field="spec")
    for name in known:
        if name not in LABELS:
            refuse(_("This is not part of a specification."), code="invalid", field="spec")
    return Specification(**{name: _checked(name, value) for name, value in known.items()}).stored()


def _checked(name: str, value: Any) -> Any:
    if name in CHOICES:
        if value not in CHOICES[name].values:
            refuse(_("This is not one of the choices."), code="invalid", field=name)
        return value
    low, high = POSSIBLE[name]
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        refuse(_("Enter a number."), code="invalid", field=name)
    if not number.is_finite() or not low <= number <= high:
        words = {"low": low, "high": high}
        refuse(_("This cannot be: it must lie between %(low)s and %(high)s cm.") % words, code="invalid", field=name)
    if number != number.quantize(Decimal("0.1")):
        refuse(_("Give at most one decimal."), code="invalid", field=name)
    return number
