"""Taking a device through its life: one short page for each step."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.centres.access import Permission
from apps.core import web
from apps.devices import page as device_page
from apps.devices import policies, queries
from apps.devices.actions import deliveries, devices
from apps.devices.actions.pairs import together
from apps.devices.forms import AdvanceForm, DeliverForm, EndForm, HoldForm, StepForm
from apps.devices.models import State
from apps.devices.views.loading import job, load, load_in_use, load_to_end, page
from apps.patients import lateness


@login_required
@require_http_methods(["GET", "POST"])
def advance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A step of the workshop: measured without a card, or in fabrication."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    other = queries.other_of_pair(device, request.user)
    form = AdvanceForm(request.POST or None, record=device, other=other, to=request.GET.get("to"))
    if web.carried_out(form, partial(together, devices.advance, device=device, by=request.user)):
        return web.done(request, _("The step has been noted."), page(device))
    refusals = [policies.step(device, to=step) for step in policies.WORKSHOP_STEPS]
    refusal = None if None in refusals else refusals[0]
    return job(request, form, device, title=_("Next step in the workshop"), submit=_("Note the step"), refusal=refusal)


@login_required
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put an open device on hold."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    form = HoldForm(request.POST or None, record=device, other=queries.other_of_pair(device, request.user))
    if web.carried_out(form, partial(together, devices.hold, device=device, by=request.user)):
        return web.done(request, _("The device is on hold."), page(device))
    refusal = policies.move(device, to=State.ON_HOLD)
    return job(request, form, device, title=_("Put on hold"), submit=_("Put on hold"), refusal=refusal)


@login_required
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a device off hold, back to where it was."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    form = StepForm(request.POST or None, record=device, other=queries.other_of_pair(device, request.user))
    if web.carried_out(form, partial(together, devices.resume, device=device, by=request.user)):
        return web.done(request, _("The work on the device goes on."), page(device))
    return job(request, form, device, title=_("Resume"), submit=_("Resume"), refusal=policies.resume(device))


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel or close an open device, or retire a delivered one."""
    device = load_to_end(request, pk)
    form = EndForm(request.POST or None, record=device, other=queries.other_of_pair(device, request.user))
    if web.carried_out(form, partial(together, devices.end, device=device, by=request.user)):
        return web.done(request, _("The device's life has ended."), page(device))
    title, refusal = device_page.ending(device), device_page.no_ending(device)
    return job(request, form, device, title=title, submit=_("Save"), refusal=refusal)


@login_required
@require_http_methods(["GET", "POST"])
def begin_use(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that a delivered device is in regular use."""
    device, _centre = load_in_use(request, pk)
    form = StepForm(request.POST or None, record=device, other=queries.other_of_pair(device, request.user))
    if web.carried_out(form, partial(together, devices.begin_use, device=device, by=request.user)):
        return web.done(request, _("The device is in regular use."), page(device))
    refusal = policies.work(device, to=State.IN_USE)
    return job(request, form, device, title=_("In regular use"), submit=_("Save"), refusal=refusal)


@login_required
@require_http_methods(["GET", "POST"])
def deliver(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand the device over."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    form = DeliverForm(request.POST or None, record=device)
    if web.carried_out(form, partial(deliveries.deliver, device=device, by=request.user)):
        said = lateness.told(form.result, _("The device has been delivered and is counted."))
        return web.done(request, said, page(device))
    refusal = policies.deliver(device)
    return job(request, form, device, title=_("Deliver"), submit=_("Deliver"), refusal=refusal)
