"""One person: registered, shown, corrected; a paper number or a death noted."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core import web
from apps.core.clock import now
from apps.patients import access
from apps.patients.actions import patients, viewings
from apps.patients.forms.patients import CorrectForm, DeathForm, PaperNumberForm, RegisterForm
from apps.patients.views.answers import page, posted
from apps.patients.views.former import former_page
from apps.patients.views.likenesses import advise
from apps.patients.views.page import page_of


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A new person. What was looked for in vain comes along as `?q=`."""
    centres = roles.require_somewhere(request.user, Permission.REGISTER_PATIENT)
    form = RegisterForm(posted(request), user=request.user, centres=centres, question=request.GET.get("q", ""))
    if web.carried_out(form, partial(patients.register, by=request.user)):
        advise(request, form.result, form)
        return web.done(request, _("Registered."), page(form.result.pk))
    return web.show(request, "patients/register.html", form)


@login_required
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about one person on one page; other rooms' sections come by their own addresses."""
    patient, ended = access.look_at(request.user, pk)
    if ended:
        return render(request, "patients/former.html", former_page(patient, ended))
    if patient.pk != pk:
        messages.info(request, _("That record was merged into this one."))
        return redirect("patients:detail", patient.pk)
    viewings.note(patient=patient, by=request.user, at=now())
    return render(request, "patients/detail.html", page_of(patient, request.user))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct what is known of the person."""
    patient = access.load(request.user, pk, Permission.REGISTER_PATIENT, itself=True)
    form = CorrectForm(posted(request), record=patient, guarded=access.sees_guarded(request.user, patient))
    if web.carried_out(form, partial(patients.correct, patient=patient, by=request.user)):
        advise(request, form.result, form)
        return web.done(request, _("Saved."), page(pk))
    return web.show(request, "patients/edit.html", form, patient=patient)


@login_required
@require_http_methods(["GET", "POST"])
def paper_number(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note a number of the paper register, by which the person can be found."""
    patient = access.load(request.user, pk, Permission.REGISTER_PATIENT)
    centre = access.centres_for(request.user, patient, Permission.REGISTER_PATIENT)[0]
    form = PaperNumberForm(posted(request))
    if web.carried_out(form, partial(patients.note_paper_number, patient=patient, centre=centre, by=request.user)):
        return web.done(request, _("Saved."), page(pk))
    return web.show(request, "patients/paper_number.html", form, patient=patient)


@login_required
@require_http_methods(["GET", "POST"])
def death(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note the day of death. What was done for the person stays counted."""
    patient = access.load(request.user, pk, Permission.REGISTER_PATIENT, itself=True)
    form = DeathForm(posted(request), record=patient)
    if web.carried_out(form, partial(patients.note_death, patient=patient, by=request.user)):
        return web.done(request, _("Saved."), page(pk))
    return web.show(request, "patients/death.html", form, patient=patient)
