"""Calling people back: whoever has a device of a type, of a technology, or with a certain part in it.

A part is looked for where it is written down: in the components and the note of a device, and in the parts of its
repairs. With a period, the device must have been handed over or repaired in it; a part that only a repair names must
have been built in by a repair of that period.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from apps.devices.due import IN_HAND, last
from apps.devices.models import DELIVERED_STATES, Delivery, Device, Repair
from apps.devices.models.device import DeviceQuerySet
from apps.patients.models import CountedServiceQuerySet

Services = CountedServiceQuerySet[Any]


def found(
    devices: DeviceQuerySet, *, part: str = "", since: date | None = None, until: date | None = None
) -> DeviceQuerySet:
    """Those of `devices` that were handed over (whatever became of them) and hold the part, each with `delivered_on`
    and `repaired_on`; handed over or repaired from `since` to `until`, both included."""
    repairs = of_device(Repair.objects.all(), since, until)
    served = Q(Exists(of_device(Delivery.objects.all(), since, until))) | Q(Exists(repairs))
    if part:
        named = Q(components__icontains=part) | Q(note__icontains=part)
        served = (named & served) | Q(Exists(repairs.filter(parts__icontains=part)))
    out = devices.filter(served, state__in=DELIVERED_STATES)
    return out.annotate(delivered_on=last(Delivery), repaired_on=last(Repair))


def of_device(rows: Services, since: date | None, until: date | None) -> Services:
    """The services of a device that stand, in the period."""
    standing = rows.filter(device=OuterRef("pk"), voided_at=None)
    if since is not None:
        standing = standing.filter(service_date__gte=since)
    return standing if until is None else standing.filter(service_date__lte=until)


def shown(devices: DeviceQuerySet) -> DeviceQuerySet:
    """With everything a line about the device says."""
    fitted_parts = Repair.objects.filter(voided_at=None).exclude(parts="").order_by("service_date", "created_at")
    return devices.shown().prefetch_related(Prefetch("repairs", fitted_parts, to_attr="with_parts"))


def counts(devices: DeviceQuerySet) -> dict[str, int]:
    """How many devices and people there are, and how many of the devices somebody still has."""
    rows = devices.order_by()
    return {
        "devices": rows.count(),
        "people": rows.values("patient").distinct().count(),
        "in_hand": rows.filter(state__in=IN_HAND).count(),
    }


def parts(device: Device) -> str:
    """What is known to be in the device: its components, then what repairs put in."""
    repairs: list[Repair] = getattr(device, "with_parts", [])
    return "; ".join(part for part in (device.components, *(repair.parts for repair in repairs)) if part)
