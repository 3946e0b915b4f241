"""Taking over an old register: bring a file, look at what was found, decide, have it entered."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.patients.actions import imports
from apps.patients.forms.imports import BringForm, DecideForm, SayForm
from apps.patients.importing import page
from apps.patients.importing.template import template
from apps.patients.models import ImportRow, RegisterImport
from apps.patients.views.answers import posted

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Files brought so far, and bringing another."""
    centres = access.require_somewhere(request.user, Permission.IMPORT_REGISTER)
    form = BringForm(posted(request), request.FILES or None, user=request.user, centres=centres)
    if web.carried_out(form, partial(imports.bring, by=request.user, at=clock.now())):
        return redirect("patients:import", form.result.pk)
    table = web.paged(request, page.files(request.user, centres))
    return web.show(request, "patients/imports.html", form, table=table)


@login_required
@require_GET
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty table, with its headings in the language of the page."""
    access.require_somewhere(request.user, Permission.IMPORT_REGISTER)
    headers = {"Content-Disposition": 'attachment; filename="georeum-register.xlsx"'}
    return HttpResponse(template(), content_type=XLSX, headers=headers)


@login_required
@require_GET
def import_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the file is and what was found in it, line by line."""
    brought = load(request, pk)
    context = page.detail(request, brought)
    if request.htmx and request.GET.get("part") == "progress":
        return render(request, "patients/_import_progress.html", context)
    return render(request, "patients/import.html", context)


@login_required
@require_POST
def import_line(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide on one doubtful line."""
    row = get_object_or_404(ImportRow.objects.visible_to(request.user).select_related("register_import__centre"), pk=pk)
    access.require(request.user, Permission.IMPORT_REGISTER, row.register_import.centre)
    form = DecideForm(request.POST, row=row, user=request.user)
    if web.carried_out(form, partial(imports.decide_line, row=row, by=request.user)):
        messages.success(request, _("Noted."))
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect(page.back(request, row.register_import))


@login_required
@require_POST
def import_commit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have the lines that are ready entered."""
    brought = load(request, pk)
    verb = partial(imports.commit, register_import=brought, by=request.user, at=clock.now())
    return said(request, brought, verb)


@login_required
@require_POST
def import_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter nothing of this file."""
    brought = load(request, pk)
    verb = partial(imports.discard, register_import=brought, by=request.user, at=clock.now())
    return said(request, brought, verb)


def said(request: HttpRequest, brought: RegisterImport, verb: partial[RegisterImport]) -> HttpResponse:
    """Do what the button says, and go back to the file with a word about it."""
    form = SayForm(request.POST, record=brought)
    if web.carried_out(form, verb):
        messages.success(request, form.result.get_phase_display())
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect(reverse("patients:import", args=[brought.pk]))


def load(request: HttpRequest, pk: UUID) -> RegisterImport:
    """The import, for somebody who takes over registers in its centre; 404 in another centre, 403 without the role."""
    visible = RegisterImport.objects.visible_to(request.user).select_related("centre", "asked_by", "decided_by")
    brought = get_object_or_404(visible.defer("content"), pk=pk)
    access.require(request.user, Permission.IMPORT_REGISTER, brought.centre)
    return brought
