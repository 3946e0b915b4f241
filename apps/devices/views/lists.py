"""The workshop's list, a person's devices, and the device's own page."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.core import web
from apps.devices import due, making, outstanding, reading
from apps.devices import page as device_page
from apps.devices.filters import DeviceFilter
from apps.devices.models import Device, State
from apps.devices.queries import Records
from apps.devices.tables import DeviceTable
from apps.devices.timeline import of_episode
from apps.devices.views.loading import look_at
from apps.patients.access import look_at as look_at_person
from apps.patients.models import Episode


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
    records = Records(device, request.user)
    checkouts = [reading.checked(row) for row in records.of(device.checkouts, "technician")]
    return render(request, "devices/detail.html", {
        "device": device,
        "kind": device_page.KINDS[State(device.state)],
        "stops": device_page.stops(device),
        "options": device_page.options_for(request.user, device),
        "may_void_in": {centre.pk for centre in access.centres_with(request.user, Permission.VOID_SERVICE)},
        "outstanding": outstanding.of(device),
        "fittings": reading.trials(records.of(device.fittings, "technician")),
        "checkouts": checkouts,
        "deliveries": reading.hand_overs(records.of(device.deliveries, "technician", "voided_by")),
        "repairs": records.of(device.repairs, "technician", "voided_by", "episode"),
        "follow_ups": records.of(device.follow_ups, "seen_by", "voided_by"),
        "steps": records.steps(),
        **making.shown(device, records, request.user),
        "due": due.of(device, device.centre.today()),
        "may_note": device_page.looks_after(request.user, device),
        "later": Device.objects.visible_to(request.user).filter(replaces=device).select_related("device_type"),
    })  # fmt: skip


@login_required
@require_GET
def for_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A fragment for the patient's page: the person's devices."""
    patient, _ended = look_at_person(request.user, pk)
    devices = Device.objects.visible_to(request.user).filter(patient=patient).shown()
    shown = [(device, device_page.KINDS[State(device.state)]) for device in devices]
    upcoming = due.for_patient(patient, patient.centre.today())[:1]
    return render(request, "devices/_for_patient.html", {"devices": shown, "upcoming": upcoming})


@login_required
@require_GET
def for_episode(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A part of the episode's page: the devices ordered in it and what was done with them, and its repairs."""
    episode = get_object_or_404(Episode.objects.visible_to(request.user).select_related("centre", "patient"), pk=pk)
    look_at_person(request.user, episode.patient_id)
    template = "devices/_for_episode.html" if request.htmx else "devices/for_episode.html"
    return render(request, template, {"episode": episode, "entries": of_episode(episode, request.user)})
