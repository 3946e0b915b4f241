"""What replaced what, and why: the devices a person had one after the other, each with its lifetime and repairs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.devices.models import Delivery, Device, DeviceStep, Repair, State

MONTHS = 12


@dataclass(frozen=True)
class Link:
    """One device of the chain. `why`: for what reason it replaced the one before it. `delivered_on` is None while it
    is being made; `today` is the last day of its life so far."""

    device: Device
    why: str
    delivered_on: date | None
    today: date
    repairs: tuple[Repair, ...]

    @property
    def lifetime(self) -> str:
        """How long the person has it or had it, in words; "" before it was handed over."""
        if self.delivered_on is None:
            return ""
        return in_words(self.delivered_on, max(self.delivered_on, self.device.ended_on or self.today))

    @property
    def minutes(self) -> int:
        """The work of all its repairs, as far as it was noted."""
        return sum(repair.minutes or 0 for repair in self.repairs)


def of(device: Device, user: User, *, today: date) -> list[Link]:
    """The chain that the device stands in, newest first, as far as the user may see it; a device that nobody received
    yet and that replaces none has no chain."""
    theirs = Device.objects.visible_to(user).filter(patient=device.patient_id).select_related("device_type")
    chained = sorted(joined(device, theirs), key=lambda row: (row.prescribed_on, row.created_at), reverse=True)
    if len(chained) == 1 and not device.is_delivered:
        return []
    first = DeviceStep.objects.filter(device__in=chained, from_state="", to_state=State.PRESCRIBED)
    why = {step.device_id: step.reason_words for step in first}
    handed = Delivery.objects.visible_to(user).filter(device__in=chained, voided_at=None)
    delivered = dict(handed.values_list("device", "service_date"))
    repairs: dict[object, list[Repair]] = {}
    for repair in Repair.objects.visible_to(user).filter(device__in=chained, voided_at=None).order_by("service_date"):
        repairs.setdefault(repair.device_id, []).append(repair)
    return [
        Link(row, why.get(row.pk, ""), delivered.get(row.pk), today, tuple(repairs.get(row.pk, ()))) for row in chained
    ]


def joined(device: Device, devices: Iterable[Device]) -> list[Device]:
    """Those of the devices that the device replaces, directly or over others, that replace it, and itself."""
    known = {row.pk: row for row in devices} | {device.pk: device}
    after: dict[object, list[Device]] = {}
    for row in known.values():
        after.setdefault(row.replaces_id, []).append(row)
    first = device
    while first.replaces_id in known and known[first.replaces_id] is not device:
        first = known[first.replaces_id]
    found = [first]
    for row in found:  # grows while it is read
        found += [later for later in after.get(row.pk, ()) if later not in found]
    return found


def in_words(begun: date, ended: date) -> str:
    """A span in years and months; days while it is shorter than a month."""
    months = (ended.year - begun.year) * MONTHS + ended.month - begun.month - (ended.day < begun.day)
    if months < 1:
        days = (ended - begun).days
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    years, rest = divmod(months, MONTHS)
    parts = [
        ngettext("%(years)d year", "%(years)d years", years) % {"years": years} if years else "",
        ngettext("%(months)d month", "%(months)d months", rest) % {"months": rest} if rest else "",
    ]
    return " ".join(part for part in parts if part)
