"""When somebody no longer comes, comes again, or was noted as dead in error."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.centres.access import Permission
from apps.core import web
from apps.patients import access, policies
from apps.patients.actions import care
from apps.patients.forms.care import CareEndForm, ResumeForm, ReviveForm
from apps.patients.views.answers import page, posted

KEEP = Permission.REGISTER_PATIENT


@login_required
@require_http_methods(["GET", "POST"])
def care_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient `pk` is lost to follow-up or has dropped out."""
    patient = access.load(request.user, pk, KEEP)
    form = CareEndForm(posted(request), record=patient)
    if web.carried_out(form, partial(care.end, patient=patient, by=request.user)):
        return web.done(request, _("Saved."), page(pk))
    return web.show(request, "patients/care_end.html", form, patient=patient)


@login_required
@require_http_methods(["GET", "POST"])
def care_resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient `pk` comes again."""
    patient = access.load(request.user, pk, KEEP)
    form = ResumeForm(posted(request), record=patient)
    if web.carried_out(form, partial(care.resume, patient=patient, by=request.user)):
        return web.done(request, _("The person is in care again."), page(pk))
    refusal = None if form.is_bound else policies.care.resume(patient)
    return web.show(request, "patients/care_resume.html", form, patient=patient, refusal=refusal)


@login_required
@require_http_methods(["GET", "POST"])
def death_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The death of the patient `pk` was noted in error."""
    patient = access.load(request.user, pk, KEEP)
    form = ReviveForm(posted(request), record=patient)
    if web.carried_out(form, partial(care.revive, patient=patient, by=request.user)):
        return web.done(request, _("The death has been taken back."), page(pk))
    return web.show(request, "patients/death_undo.html", form, patient=patient)
