"""What the workshop prints, and what scanning a label opens."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.devices import papers
from apps.devices.filters import DeviceFilter
from apps.devices.models import Device
from apps.devices.models.device import DeviceQuerySet
from apps.devices.papers import Paper
from apps.devices.queries import Records
from apps.devices.views.loading import look_at, page
from apps.patients.codes import key_of
from apps.patients.views.cards import only_here, root

ROWS = 60  # that can be chosen from at once
MOST = 4 * papers.LABELS_A_SHEET  # labels in one file


@login_required
@require_GET
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet that goes home with a delivered device."""
    device = look_at(request, pk)
    delivery = device.standing_delivery
    if delivery is None:
        raise Http404
    today = device.centre.today()
    return as_file(papers.hand_over_sheet(delivery, on=today), on=today)


@login_required
@require_GET
def card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The device's card: all that was done with it, as far as the user may read it."""
    device = look_at(request, pk)
    today = device.centre.today()
    made = papers.card(Records(device, request.user), root=root(request), centre=device.centre, on=today)
    return as_file(made, on=today)


@login_required
@require_GET
def label(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The label of a device; `?pair=yes` those of both devices that were prescribed together."""
    device = look_at(request, pk)
    both = [device]
    if device.pair is not None and request.GET.get("pair") == "yes":
        both = list(Device.objects.visible_to(request.user).shown().filter(pair=device.pair).order_by("side"))
    return as_file(papers.labels(both, root=root(request)), on=device.centre.today())


@login_required
@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """Choose the devices whose labels are printed: the open ones unless asked otherwise."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    found = DeviceFilter(request.GET, of_mine(request), user=request.user, centres=centres)
    context = {"filter": found, "devices": found.qs[:ROWS], "rows": ROWS, "only_here": only_here(root(request))}
    return render(request, "devices/labels.html", context)


@login_required
@require_GET
def labels_pdf(request: HttpRequest) -> HttpResponse:
    """The labels of the devices chosen by the address, each on a page of its size, or on sheets (`?paper=a4`)."""
    chosen = papers.chosen(of_mine(request), request.GET.getlist("device")[:MOST])
    if not chosen:
        messages.warning(request, _("Choose at least one device."))
        return redirect("devices:labels")
    made = papers.labels(chosen, root=root(request), a4=request.GET.get("paper") == "a4")
    return as_file(made, on=chosen[0].centre.today())


@login_required
@require_GET
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Go on to the device whose label was scanned."""
    key = key_of(code)
    if key is None or not Device.objects.visible_to(request.user).filter(pk=key).exists():
        return render(request, "devices/unknown_label.html", status=404)
    return redirect(page(look_at(request, key)))


def of_mine(request: HttpRequest) -> DeviceQuerySet:
    """Devices that the user's centres ordered."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    return Device.objects.visible_to(request.user).filter(centre__in=centres).shown()


def as_file(paper: Paper, *, on: date) -> HttpResponse:
    return HttpResponse(papers.as_pdf(paper, on=on), content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="{paper.file_name}"', "Cache-Control": "private, no-store",
    })  # fmt: skip
