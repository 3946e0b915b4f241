"""Adding to a device: a fitting, a check-out, a repair, a follow-up."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.centres.access import Permission
from apps.core import web
from apps.core.problems import Text
from apps.devices import outstanding, policies
from apps.devices.actions import aftercare, deliveries, fittings
from apps.devices.forms import CheckOutForm, FittingForm, FollowUpForm, RepairForm
from apps.devices.models import Device
from apps.devices.views.loading import job, load, load_in_use, page
from apps.patients import lateness


@login_required
@require_http_methods(["GET", "POST"])
def fitting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log one trial, with the last one beside the form; `?again=yes` begins with its words."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    again = request.GET.get("again") == "yes"
    form = FittingForm(request.POST or None, device=device, user=request.user, again=again)
    if web.carried_out(form, partial(fittings.record, device=device, by=request.user)):
        return web.done(request, _("The fitting has been logged."), page(device))
    title, submit, template = _("Log a fitting"), _("Save the fitting"), "devices/fitting.html"
    return job(request, form, device, title=title, submit=submit, refusal=policies.fit(device), template=template)


@login_required
@require_http_methods(["GET", "POST"])
def check_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go through the check-out list; `?all=yes` begins with every point passed."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    form = CheckOutForm(request.POST or None, device=device, all_yes=request.GET.get("all") == "yes")
    if web.carried_out(form, partial(deliveries.check_out, device=device, by=request.user)):
        return web.done(request, *checked_out(form, device))
    title, refusal, template = form.checklist.title, policies.check_out(device), "devices/check_out.html"
    return job(request, form, device, title=title, submit=_("Save the list"), refusal=refusal, template=template)


def checked_out(form: CheckOutForm, device: Device) -> tuple[Text, str]:
    """What is said after a check-out, and where it goes on: with a failed point back to fitting, or to the cast."""
    if form.result.allows_delivery:
        return _("Checked out: it can be delivered."), page(device)
    if form.casts_again:
        return _("Points failed: cast or measure the device again."), outstanding.recast_of(device)
    return _("Points failed: the device stays in fitting."), page(device)


@login_required
@require_http_methods(["GET", "POST"])
def repair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a completed repair, adjustment or socket replacement."""
    device, centre = load_in_use(request, pk)
    form = RepairForm(request.POST or None, device=device, centre=centre, user=request.user)
    if web.carried_out(form, partial(aftercare.repair, device=device, centre=centre, by=request.user)):
        said = lateness.told(form.result, _("The repair has been recorded and is counted."))
        return web.done(request, said, page(device))
    title, submit, template = _("Repair or adjust"), _("Save the repair"), "devices/repair.html"
    refusal = policies.service_delivered(device)
    return job(request, form, device, title=title, submit=submit, refusal=refusal, template=template)


@login_required
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a review of a delivered device without repair."""
    device, centre = load_in_use(request, pk)
    form = FollowUpForm(request.POST or None, device=device, centre=centre)
    if web.carried_out(form, partial(aftercare.follow_up, device=device, centre=centre, by=request.user)):
        return web.done(request, lateness.told(form.result, _("The follow-up has been recorded.")), page(device))
    refusal = policies.service_delivered(device)
    return job(request, form, device, title=_("Follow-up"), submit=_("Save the follow-up"), refusal=refusal)
