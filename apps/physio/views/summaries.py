"""The physiotherapy summary: seen, printed, taken as a file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from apps.centres.access import Permission
from apps.patients import access
from apps.patients.models import Episode, Patient
from apps.physio import queries
from apps.physio.summary import Summary, as_pdf, lay_out, summarise


@login_required
@require_GET
def summary(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The summary as it will be printed; `?episode=` of one episode alone."""
    patient = access.load(request.user, pk)
    made = asked_for(request, patient)
    episodes = Episode.objects.visible_to(request.user).filter(patient=patient).newest_first()
    context = {"patient": patient, "summary": made, "sheet": lay_out(made), "episodes": list(episodes)}
    return render(request, "physio/summary.html", context)


@login_required
@require_GET
def summary_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as a PDF on A4, in the language of the page."""
    made = asked_for(request, access.load(request.user, pk))
    name = f"{made.patient.number}-physio-{made.on.isoformat()}-{get_language()}.pdf"
    return HttpResponse(as_pdf(made), content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store",
    })  # fmt: skip


def asked_for(request: HttpRequest, patient: Patient) -> Summary:
    """The summary that the address asks for; an episode that is not the person's narrows nothing."""
    centre = access.centres_for(request.user, patient, Permission.VIEW_PATIENTS)[0]
    own = Episode.objects.visible_to(request.user).filter(patient=patient).select_related("centre")
    episode = own.filter(pk__in=queries.keys([request.GET.get("episode")])).first()
    return summarise(patient, request.user, centre=centre, on=centre.today(), episode=episode)
