"""The board of the workshop, moving an order on it with one press, and how long people wait."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from apps.centres import access
from apps.centres.access import Permission
from apps.core import web
from apps.core.ids import new_id
from apps.devices import board as workshop
from apps.devices import waiting
from apps.devices.actions import devices
from apps.devices.forms import AdvanceForm, StepForm
from apps.devices.forms.board import BoardFilter, PeriodForm
from apps.devices.models import Device, DeviceClass, State
from apps.devices.views.loading import load

ROWS_A_PAGE = 50


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The open orders of the user's centres by state."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    rows = Device.objects.visible_to(request.user).filter(centre__in=centres)
    found = BoardFilter(request.GET, rows, user=request.user, centres=centres)
    today, working = centres[0].today(), access.centres_with(request.user, Permission.PRESCRIBE_DEVICE)
    columns = workshop.columns(found.qs, today=today, may_work_in=working)
    listed = [(column, f"{reverse('devices:list')}?{query(found, state=column.state)}") for column in columns]
    told = {"filter": found, "columns": listed, "several": len(centres) > 1, "today": today, "new_id": new_id}
    return render(request, "devices/board.html", told)


@login_required
@require_POST
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A step that needs nothing but a press, from the board: resume, or begin fabrication; then the board again."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    resumes = device.state == State.ON_HOLD
    form, verb = (StepForm, devices.resume) if resumes else (AdvanceForm, devices.advance)
    sent = form(request.POST, record=device)
    if web.carried_out(sent, partial(verb, device=device, by=request.user)):
        return web.done(request, _("%(device)s: the step has been noted.") % {"device": device.label}, back(request))
    for reasons in sent.errors.values():
        messages.error(request, " ".join(reasons))
    return redirect(back(request))


@login_required
@require_GET
def waits(request: HttpRequest) -> HttpResponse:
    """Median and 90th percentile of the days from prescription to delivery, by class."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    form = PeriodForm(request.GET, user=request.user, centres=centres)
    rows = waiting.deliveries(form.among, *form.period)
    tracks = [
        (_("Made for the person"), waiting.MADE, waiting.waits(rows, waiting.MADE)),
        (_("Fast track: from the shelf"), waiting.SHELF, waiting.waits(rows, waiting.SHELF)),
    ]
    kept = urlencode({name: form[name].value() for name in form.fields if form[name].value()})
    return render(request, "devices/waiting.html", {"form": form, "tracks": tracks, "kept": kept})


@login_required
@require_GET
def waits_rows(request: HttpRequest, track: str, device_class: str) -> HttpResponse:
    """The deliveries behind a waiting time, the longest wait first."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    if track not in (waiting.MADE, waiting.SHELF) or device_class not in DeviceClass.values:
        raise Http404
    form = PeriodForm(request.GET, user=request.user, centres=centres)
    rows = waiting.deliveries(form.among, *form.period)
    told = {
        "page_obj": Paginator(waiting.behind(rows, track=track, device_class=device_class), ROWS_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "wait": next((one for one in waiting.waits(rows, track) if one.device_class == device_class), None),
        "label": DeviceClass(device_class).label,
        "since": form.period[0],
        "until": form.period[1],
        "kept": request.GET.urlencode(),
    }
    return render(request, "devices/waiting_rows.html", told)


def query(found: BoardFilter, **more: str) -> str:
    """The board's filters as the list takes them."""
    return str(urlencode({**found.kept, **more}))


def back(request: HttpRequest) -> str:
    """The board as it was looked at."""
    came_from = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return came_from if safe else reverse("devices:board")
