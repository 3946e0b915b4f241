"""Impairments: one limb or body part at a time."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.centres.access import Permission
from apps.patients import access
from apps.patients.actions import impairments
from apps.patients.forms.impairments import CorrectImpairmentForm, ImpairmentForm
from apps.patients.models import Impairment
from apps.patients.views.answers import posted


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def impairment_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what is wrong with one limb of the patient `pk`."""
    patient = access.load(request.user, pk, Permission.RECORD_IMPAIRMENT)
    form = ImpairmentForm(posted(request), guarded=access.sees_guarded(request.user, patient))
    if form.is_valid() and form.attempt(
        impairments.record, patient=patient, by=request.user, id=form.cleaned_data["record_id"], **form.values()
    ):
        messages.success(request, _("Saved."))
        return redirect("patients:detail", patient.pk)
    return patient_form(request, "patients/impairment.html", form, patient)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def impairment_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct the impairment `pk`."""
    impairment = get_object_or_404(Impairment.objects.visible_to(request.user), pk=pk)
    patient = access.load(request.user, impairment.patient_id, Permission.RECORD_IMPAIRMENT)
    form = CorrectImpairmentForm(posted(request), record=impairment, guarded=access.sees_guarded(request.user, patient))
    if form.is_valid() and form.attempt(
        impairments.correct,
        impairment=impairment,
        by=request.user,
        version=form.cleaned_data["version"],
        **form.values(),
    ):
        messages.success(request, _("Saved."))
        return redirect("patients:detail", patient.pk)
    return patient_form(request, "patients/impairment.html", form, patient, impairment=impairment)
