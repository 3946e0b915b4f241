"""What was done on a person's record, by whom; and who looked at it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.centres.access import Permission
from apps.core.web import ROWS_A_PAGE
from apps.patients import access
from apps.patients import history as trail


@login_required
@require_GET
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every change of the record, latest first."""
    patient = access.load(request.user, pk, Permission.VIEW_HISTORY)
    page = Paginator(trail.moments(patient), ROWS_A_PAGE).get_page(request.GET.get("page"))
    guarded = access.sees_guarded(request.user, patient)
    acts = trail.acts(patient, page.object_list, viewer=request.user, guarded=guarded)
    return render(request, "patients/history.html", {"patient": patient, "acts": acts, "page_obj": page})


@login_required
@require_GET
def viewing_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everyone who opened the person's page, latest first."""
    patient = access.load(request.user, pk, Permission.VIEW_HISTORY)
    page = Paginator(trail.looks(patient), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "patients/viewings.html", {"patient": patient, "page_obj": page})
