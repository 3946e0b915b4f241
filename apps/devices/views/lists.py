"""The workshop's list, a person's devices, and the device's own page."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.core import web
from apps.devices import page as device_page
from apps.devices.filters import DeviceFilter
from apps.devices.models import Device, State
from apps.devices.tables import DeviceTable
from apps.devices.views.loading import load_patient, look_at


@login_required
@require_GET
def device_list(request: HttpRequest) -> HttpResponse:
    """The devices that the user's centres ordered; the open ones unless asked otherwise."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    rows = Device.objects.visible_to(request.user).filter(centre__in=centres).shown()
    found = DeviceFilter(request.GET, rows, user=request.user, centres=centres)
    hidden = ("centre",) if len(centres) == 1 else ()
    table = web.paged(request, DeviceTable(found.qs, today=centres[0].today(), exclude=hidden))
    return render(request, "devices/list.html", {"filter": found, "table": table})


@login_required
@require_GET
def device_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One device: what it is, for whom, where it stands, what may be done, and all that was done."""
    device = look_at(request, pk)
    held = access.permissions_of(request.user, device.centre)
    checkouts = [(row, device_page.failed_points(row)) for row in device.checkouts.select_related("technician")]
    return render(request, "devices/detail.html", {
        "device": device,
        "kind": device_page.KINDS[State(device.state)],
        "stops": device_page.stops(device),
        "options": device_page.options(device, held),
        "may_void_in": {centre.pk for centre in access.centres_with(request.user, Permission.VOID_SERVICE)},
        "fittings": device.fittings.select_related("technician"),
        "checkouts": checkouts,
        "deliveries": device.deliveries.select_related("technician", "voided_by"),
        "repairs": device.repairs.select_related("technician", "voided_by"),
        "follow_ups": device.follow_ups.select_related("seen_by", "voided_by"),
        "steps": device.steps.select_related("by"),
    })  # fmt: skip


@login_required
@require_GET
def for_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A fragment for the patient's page: the person's devices."""
    patient, _centres = load_patient(request, pk, Permission.VIEW_PATIENTS)
    devices = Device.objects.visible_to(request.user).filter(patient=patient).shown()
    shown = [(device, device_page.KINDS[State(device.state)]) for device in devices]
    return render(request, "devices/_for_patient.html", {"devices": shown})
