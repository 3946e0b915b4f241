"""The timeline of a person: a part of the patient's page, and a page of its own without JavaScript."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.desk.timeline import entries
from apps.patients import access


@login_required
@require_GET
def timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that happened to the patient `pk`, latest first."""
    patient = access.load(request.user, pk)
    template = "desk/_timeline.html" if request.htmx else "desk/timeline.html"
    return render(request, template, {"patient": patient, "entries": entries(patient, request.user)})
