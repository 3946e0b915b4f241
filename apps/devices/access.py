"""The one way to each noun of the workshop: what the user may not see is 404, what the role does not allow is 403."""

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.devices.models import Delivery, Device, FollowUp, Repair
from apps.patients.access import centres_for, permissions_at, serves

S = TypeVar("S", Delivery, Repair, FollowUp)


def load(user: User, pk: UUID, permission: Permission) -> Device:
    """The device, to do something with it: the permission is asked in the device's own centre, which must still
    serve the person. Raises Http404, PermissionDenied, as everything here does."""
    device = get_object_or_404(Device.objects.visible_to(user).shown(), pk=pk)
    if permission not in permissions_at(user, device.patient, device.centre):
        raise PermissionDenied
    return device


def load_in_use(user: User, pk: UUID) -> tuple[Device, Centre]:
    """The device and the centre where it is looked after: its own one, or, once the person has left that, the one
    that serves the person now."""
    device = get_object_or_404(Device.objects.visible_to(user).shown(), pk=pk)
    if Permission.PRESCRIBE_DEVICE in permissions_at(user, device.patient, device.centre):
        return device, device.centre
    now_at = centres_for(user, device.patient, Permission.PRESCRIBE_DEVICE)
    if serves(device.centre, device.patient) or not now_at:
        raise PermissionDenied
    return device, now_at[0]


def looks_after(centre: Centre, device: Device) -> bool:
    """Whether a device that is out is looked after in this centre, which sees the person: in its own one, or, once the
    person has left that, where the person goes now."""
    return device.centre_id == centre.pk or not serves(device.centre, device.patient)


def load_to_end(user: User, pk: UUID) -> Device:
    """The device, to end its life. An open order is its own centre's to end, even when the person has left."""
    device = get_object_or_404(Device.objects.visible_to(user).shown(), pk=pk)
    if not device.is_open:
        return load_in_use(user, pk)[0]
    access.require(user, Permission.PRESCRIBE_DEVICE, device.centre)
    return device


def load_returned(user: User, pk: UUID) -> tuple[Device, Centre]:
    """A device that came back, and the centre that gives it out again: its own one, whatever has become of the person
    who had it, or the one that looked after the device last."""
    device = get_object_or_404(Device.objects.visible_to(user).shown(), pk=pk)
    if access.allows(user, Permission.PRESCRIBE_DEVICE, device.centre):
        return device, device.centre
    return load_in_use(user, pk)


def load_service(user: User, rows: QuerySet[S], pk: UUID) -> S:
    """A counted service of a device, to void it: the permission is asked where the service took place."""
    found = rows.select_related("centre", "device__device_type", "device__centre", "device__patient")
    service = get_object_or_404(found, pk=pk)
    access.require(user, Permission.VOID_SERVICE, service.centre)
    return service
