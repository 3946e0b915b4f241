"""The one loader of each noun: what the user may not see is 404, what the role does not allow is 403."""

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.centres.access import Permission, allows
from apps.centres.models import Centre
from apps.core import web
from apps.core.problems import Text
from apps.core.web import VerbForm
from apps.devices import access
from apps.devices.models import Delivery, Device, FollowUp, Repair
from apps.patients.access import centres_for
from apps.patients.access import load as load_person
from apps.patients.models import Patient

S = TypeVar("S", Delivery, Repair, FollowUp)
SERVICES = {"repair": Repair, "follow-up": FollowUp}


def load(request: HttpRequest, pk: UUID, permission: Permission) -> Device:
    """The device, to do something with it: the permission is asked in the device's own centre, which must still
    serve the person."""
    return access.load(request.user, pk, permission)


def load_in_use(request: HttpRequest, pk: UUID) -> tuple[Device, Centre]:
    """The device and the centre where it is looked after: its own one, or, once the person has left that, the one
    that serves the person now."""
    return access.load_in_use(request.user, pk)


def load_to_end(request: HttpRequest, pk: UUID) -> Device:
    """The device, to end its life. An open order is its own centre's to end, even when the person has left."""
    return access.load_to_end(request.user, pk)


def look_at(request: HttpRequest, pk: UUID) -> Device:
    """The device, to look at it: from its own centre, or from one that has access to its patient."""
    device = get_object_or_404(Device.objects.visible_to(request.user).shown(), pk=pk)
    here = allows(request.user, Permission.VIEW_PATIENTS, device.centre)
    if not here and not centres_for(request.user, device.patient, Permission.VIEW_PATIENTS):
        raise PermissionDenied
    return device


def load_patient(request: HttpRequest, pk: UUID, permission: Permission) -> tuple[Patient, list[Centre]]:
    """The patient, and the user's centres with access to them in which the user holds the permission."""
    patient = load_person(request.user, pk, permission)
    return patient, centres_for(request.user, patient, permission)


def load_service(request: HttpRequest, rows: QuerySet[S], pk: UUID) -> S:
    """A counted service of a device, to void it: the permission is asked where the service took place."""
    return access.load_service(request.user, rows, pk)


def page(device: Device) -> str:
    """The device's own page."""
    return reverse("devices:detail", args=[device.pk])


def job(
    request: HttpRequest, form: VerbForm, device: Device, *, title: Text, submit: Text, refusal: Text | None = None,
    template: str = "devices/job.html",
) -> HttpResponse:  # fmt: skip
    """The page of one thing to do with a device; opened in the wrong state it says why, instead of the form."""
    return web.show(
        request, template, form, device=device, job=title, submit=submit,
        refusal=None if form.is_bound else refusal, cancel=page(device),
    )  # fmt: skip
