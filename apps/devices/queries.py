"""What the pages of the workshop read besides a device itself."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from apps.accounts.models import User
from apps.centres.access import Permission
from apps.centres.models import Centre, Role
from apps.devices import policies
from apps.devices.models import DELIVERED_STATES, ENDED_STATES, Device, DeviceType, Measurement, State
from apps.devices.models.device import DeviceQuerySet
from apps.patients.access import centres_for
from apps.patients.models import Patient

MANY = 200  # lines of a list that is not paged


def technicians(centres: Iterable[Centre], *, besides: User | None = None) -> QuerySet[User]:
    """The orthopaedic technicians of the centres, and `besides` when that person is none."""
    held = Q(memberships__centre__in=centres, memberships__role=Role.TECHNICIAN, memberships__ended_on=None)
    chosen = User.objects.filter(held | Q(pk=besides.pk) if besides is not None else held)
    return chosen.distinct().order_by("name", "username")


def last_device(patient: Patient, *, prefabricated: bool) -> Device | None:
    """The device a repeat visit starts from: the latest one the patient received, else the latest ordered."""
    devices = Device.objects.filter(patient=patient, device_type__prefabricated=prefabricated)
    devices = devices.exclude(state__in=(State.CANCELLED, State.CLOSED)).select_related("device_type")
    return devices.filter(state__in=DELIVERED_STATES).first() or devices.first()


def replaceable(patient: Patient) -> DeviceQuerySet:
    """Devices the patient received, which a new one may replace."""
    return Device.objects.filter(patient=patient, state__in=DELIVERED_STATES).select_related("device_type")


def open_orders(patient: Patient, user: User) -> DeviceQuerySet:
    """What is being made for the patient already, so that nobody orders it twice."""
    return Device.objects.visible_to(user).open().filter(patient=patient).select_related("device_type")


def other_of_pair(device: Device, user: User) -> Device | None:
    """The other one of a bilateral fitting while both are open, or both are out: they may take a step together."""
    if device.pair is None:
        return None
    pair = Device.objects.visible_to(user).filter(pair=device.pair, patient=device.patient_id, centre=device.centre_id)
    other = pair.exclude(pk=device.pk).exclude(state__in=ENDED_STATES).shown().first()
    return other if other is not None and other.is_open == device.is_open else None


def last_card(device: Device, user: User) -> Measurement | None:
    """The card a visit starts from: the device's own last one, else that of the device it replaces, else of the same
    limb, else of the same side; always on the card of today. Types without a card compare notes of their own."""
    kind = device.device_type
    alike = {"card": kind.card} if kind.card else {"card": "", "device__device_type": kind}
    beside = {"device__patient": device.patient_id, "device__side": device.side}
    nearest: list[dict[str, Any]] = [{"device": device.pk}]
    if device.replaces_id:
        nearest.append({"device": device.replaces_id})
    if device.impairment_id:
        nearest.append({**beside, "device__impairment": device.impairment_id})
    cards = Measurement.objects.visible_to(user).filter(**alike).select_related("device__device_type")
    found = (cards.filter(**where).first() for where in (*nearest, beside))
    return next((card for card in found if card is not None), None)


def returned(centres: Iterable[Centre], user: User) -> DeviceQuerySet:
    """Chairs that came back to these centres and can go to another person, the longest waiting first (IND-29)."""
    gone = Device.objects.filter(reissue_of=OuterRef("pk")).exclude(state__in=policies.NEVER_OUT)
    back = (
        Device.objects.visible_to(user)
        .filter(centre__in=centres, state=State.RETIRED, device_type__device_class__in=policies.SEATED)
        .exclude(end_reason__in=policies.GONE)
    )
    return back.filter(~Exists(gone)).order_by("ended_on", "created_at")


class Records:
    """What was done with a device, as far as the user may read it: a centre that the person has left reads its own
    work, and the steps up to that day."""

    def __init__(self, device: Device, user: User) -> None:
        self.device = device
        self.whole = bool(centres_for(user, device.patient, Permission.VIEW_PATIENTS))

    def of(self, rows: Any, *related: str) -> Any:
        """Those of the device's rows (fittings, deliveries …), with what a line about each names."""
        found = rows.select_related(*related)
        return found if self.whole else found.filter(centre=self.device.centre)

    def steps(self) -> Any:
        found = self.device.steps.select_related("by")
        if self.whole:
            return found
        ended = self.device.patient.accesses.filter(centre=self.device.centre, active=False)
        return found.filter(on__lte=Subquery(ended.values("until")[:1]))


def offered(*, prefabricated: bool = False) -> QuerySet[DeviceType]:
    """Types that can be ordered today, by class."""
    return DeviceType.objects.prefabricated() if prefabricated else DeviceType.objects.offered()
