"""What physiotherapy shows on other rooms' pages: a person's and an episode's."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from apps.centres.access import Permission
from apps.patients import access as patient_access
from apps.patients.models import Episode
from apps.physio import planning, queries
from apps.physio.timeline import entry

SHOWN_OF_PATIENT = 5


@login_required
@require_GET
def for_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient's plans and latest sessions, as a part of the patient's page."""
    patient, _ended = patient_access.look_at(request.user, pk)
    rows = queries.sessions_of(patient, request.user)
    centres = patient_access.centres_for(request.user, patient, Permission.LOG_PHYSIOTHERAPY)
    context: dict[str, Any] = {
        "patient": patient,
        "plans": planning.lines(planning.plans_of(patient, request.user), centres),
        "to_plan": planning.to_plan(patient, centres),
        "sessions": rows[:SHOWN_OF_PATIENT],
        "total": rows.filter(voided_at=None, attended=True).count(),
        "can_log": centres,
    }
    template = "physio/_for_patient.html" if request.htmx else "physio/for_patient.html"
    return render(request, template, context)


@login_required
@require_GET
def for_episode(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plans of an episode and the sessions of its days, as a part of the episode's page."""
    episode = get_object_or_404(Episode.objects.visible_to(request.user).select_related("centre", "patient"), pk=pk)
    patient = patient_access.load(request.user, episode.patient_id)
    centres = patient_access.centres_for(request.user, patient, Permission.LOG_PHYSIOTHERAPY)
    context = {
        "episode": episode,
        "plans": planning.lines(planning.plans_of(patient, request.user).filter(episode=episode), centres),
        "may_plan": episode in planning.to_plan(patient, centres),
        "entries": [entry(session) for session in queries.sessions_during(episode, request.user)],
    }
    template = "physio/_for_episode.html" if request.htmx else "physio/for_episode.html"
    return render(request, template, context)
