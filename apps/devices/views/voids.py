"""Taking back what was counted: it stays on record, struck out, with the reason."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.core import clock, web
from apps.devices import policies
from apps.devices.actions import deliveries
from apps.devices.forms import VoidForm
from apps.devices.models import Delivery
from apps.devices.views.loading import SERVICES, job, load_service, page
from apps.patients.actions import services


@login_required
@require_http_methods(["GET", "POST"])
def void_delivery(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Void a delivery: the device goes back to where it was."""
    delivery = load_service(request, Delivery.objects.visible_to(request.user), pk)
    form = VoidForm(request.POST or None, service=delivery)
    verb = partial(deliveries.void, delivery=delivery, by=request.user, at=clock.now())
    if web.carried_out(form, verb):
        return web.done(request, _("The delivery has been voided."), page(delivery.device))
    refusal = policies.not_voided(delivery) or policies.void_delivery(delivery.device)
    title, template = _("Void the delivery"), "devices/void.html"
    return job(request, form, delivery.device, title=title, submit=title, refusal=refusal, template=template)


@login_required
@require_http_methods(["GET", "POST"])
def void_service(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Void a repair or a follow-up."""
    if kind not in SERVICES:
        raise Http404
    service = load_service(request, SERVICES[kind].objects.visible_to(request.user), pk)
    form = VoidForm(request.POST or None, service=service)
    if web.carried_out(form, partial(services.void, service=service, by=request.user, at=clock.now())):
        return web.done(request, _("It has been voided and is not counted any more."), page(service.device))
    title, refusal, template = _("Void this entry"), policies.not_voided(service), "devices/void.html"
    return job(request, form, service.device, title=title, submit=title, refusal=refusal, template=template)
