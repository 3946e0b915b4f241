"""Beginning a device's life: prescribe, hand out from the shelf, give out again."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.centres.access import Permission
from apps.core import web
from apps.devices import access, policies, queries
from apps.devices.actions import aftercare, deliveries, devices
from apps.devices.forms import HandOutForm, PrescribeForm, ReissueForm
from apps.devices.views.loading import job, load_patient, page
from apps.patients import lateness


@login_required
@require_http_methods(["GET", "POST"])
def prescribe(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Prescribe a device for one limb, or for both sides at once. htmx asks for the part the type decides."""
    patient, centres = load_patient(request, pk, Permission.PRESCRIBE_DEVICE)
    chosen = request.GET.dict()
    form = PrescribeForm(request.POST or None, patient=patient, centres=centres, user=request.user, chosen=chosen)
    if web.carried_out(form, partial(devices.prescribe_each, patient=patient, by=request.user)):
        for advice in form.all_advice:
            messages.warning(request, advice)
        count = len(form.result)
        message = ngettext("The device has been prescribed.", "%(count)d devices have been prescribed.", count)
        return web.done(request, message % {"count": count}, page(form.result[0]))
    if request.htmx and not form.is_bound:
        return render(request, "devices/_suitable.html", {"form": form})
    orders = queries.open_orders(patient, request.user)
    return web.show(request, "devices/prescribe.html", form, patient=patient, orders=orders)


@login_required
@require_http_methods(["GET", "POST"])
def hand_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The fast track: crutches in units, sticks, frames and standard wheelchairs. htmx asks for the type's words."""
    patient, centres = load_patient(request, pk, Permission.DELIVER_PREFABRICATED)
    chosen = request.GET.get("device_type")
    form = HandOutForm(request.POST or None, patient=patient, centres=centres, user=request.user, chosen=chosen)
    if web.carried_out(form, partial(deliveries.hand_out, patient=patient, by=request.user)):
        said = lateness.told(form.result, _("It has been handed out and is counted."))
        return web.done(request, said, page(form.result.device))
    if request.htmx and not form.is_bound:
        return render(request, "devices/_training.html", {"form": form})
    return web.show(request, "devices/hand_out.html", form, patient=patient)


@login_required
@require_http_methods(["GET", "POST"])
def reissue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a wheelchair or tricycle that came back to a person again."""
    device, centre = access.load_returned(request.user, pk)
    form = ReissueForm(request.POST or None, device=device, centre=centre, user=request.user)
    if web.carried_out(form, partial(aftercare.reissue, device=device, centre=centre, by=request.user)):
        said = lateness.told(form.result, _("It has been given out again."))
        return web.done(request, said, page(form.result.device))
    refusal = policies.reissue(device)
    return job(request, form, device, title=_("Give out again"), submit=_("Give out"), refusal=refusal)
