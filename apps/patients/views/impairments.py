"""Impairments: one limb or body part at a time."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.centres.access import Permission
from apps.core import web
from apps.patients import access
from apps.patients.actions import impairments
from apps.patients.forms.impairments import CorrectImpairmentForm, ImpairmentForm
from apps.patients.models import Impairment
from apps.patients.views.answers import page, posted


@login_required
@require_http_methods(["GET", "POST"])
def impairment_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what is wrong with one limb of the patient `pk`."""
    patient = access.load(request.user, pk, Permission.RECORD_IMPAIRMENT)
    form = ImpairmentForm(posted(request), patient=patient, guarded=access.sees_guarded(request.user, patient))
    if web.carried_out(form, partial(impairments.record, patient=patient, by=request.user)):
        return web.done(request, _("Saved."), page(pk))
    return web.show(request, "patients/impairment.html", form, patient=patient)


@login_required
@require_POST
def impairment_fields(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The fields that suit the kind just chosen, with what was typed so far. Sent by POST, so that nothing of it gets
    into an address or a log; it writes nothing."""
    patient = access.load(request.user, pk, Permission.RECORD_IMPAIRMENT)
    guarded = access.sees_guarded(request.user, patient)
    form = ImpairmentForm(typed=request.POST, patient=patient, guarded=guarded)
    return render(request, "patients/_suitable.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def impairment_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct the impairment `pk`."""
    impairment = get_object_or_404(Impairment.objects.visible_to(request.user), pk=pk)
    patient = access.load(request.user, impairment.patient_id, Permission.RECORD_IMPAIRMENT)
    guarded = access.sees_guarded(request.user, patient)
    form = CorrectImpairmentForm(posted(request), record=impairment, patient=patient, guarded=guarded)
    if web.carried_out(form, partial(impairments.correct, impairment=impairment, by=request.user)):
        return web.done(request, _("Saved."), page(patient.pk))
    return web.show(request, "patients/impairment.html", form, patient=patient, impairment=impairment)
