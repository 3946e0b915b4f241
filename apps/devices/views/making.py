"""Before a device is made: its measurement card, its specification, its serial number; and chairs that came back."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import web
from apps.devices import policies, queries
from apps.devices.actions import measurements, serials, specifications
from apps.devices.actions.pairs import together
from apps.devices.forms.making import MeasureForm, SerialForm, SpecificationForm
from apps.devices.models import MeasurementKind
from apps.devices.specification import Specification
from apps.devices.views.loading import job, load, page


@login_required
@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill in the card, beside the last one; `?from=last` begins with its numbers. Of a pair both at once."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    other, from_last = queries.other_of_pair(device, request.user), request.GET.get("from") == "last"
    form = MeasureForm(request.POST or None, record=device, other=other, user=request.user, from_last=from_last)
    if web.carried_out(form, partial(together, measurements.record, device=device, by=request.user)):
        return web.done(request, _("The card has been saved."), page(device))
    refusals = [policies.measure(device, kind=kind) for kind in MeasurementKind]
    refusal, template = None if None in refusals else refusals[0], "devices/measure.html"
    title, submit = _("Measure or cast"), _("Save all the same") if form.questioned else _("Save the card")
    return job(request, form, device, title=title, submit=submit, refusal=refusal, template=template)


@login_required
@require_http_methods(["GET", "POST"])
def specify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct what a chair is to be like."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    form = SpecificationForm(request.POST or None, record=device)
    if web.carried_out(form, partial(specifications.correct, device=device, by=request.user)):
        for advice in Specification.of(form.result).advice():
            messages.warning(request, advice)
        return web.done(request, _("The specification has been saved."), page(device))
    title, refusal = _("Specification"), policies.specify(device)
    return job(request, form, device, title=title, submit=_("Save the specification"), refusal=refusal)


@login_required
@require_http_methods(["GET", "POST"])
def serial_number(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a serial number, typed or drawn."""
    device = load(request, pk, Permission.PRESCRIBE_DEVICE)
    form = SerialForm(request.POST or None, record=device)
    if web.carried_out(form, partial(serials.give, device=device, by=request.user)):
        message = _("The serial number is %(number)s.") % {"number": form.result.serial_number}
        return web.done(request, message, page(device))
    title, refusal = _("Serial number"), policies.serial_number(device)
    return job(request, form, device, title=title, submit=_("Save the serial number"), refusal=refusal)


@login_required
@require_GET
def returned(request: HttpRequest) -> HttpResponse:
    """Wheelchairs, tricycles and seats that came back and can go to another person (IND-29)."""
    centres = access.require_somewhere(request.user, Permission.PRESCRIBE_DEVICE)
    chairs = queries.returned(centres, request.user).select_related("device_type", "centre")[: queries.MANY]
    shown = [(chair, Specification.of(chair).facts()) for chair in chairs]
    return render(request, "devices/returned.html", {"chairs": shown, "several": len(centres) > 1})
