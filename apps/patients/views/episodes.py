"""Episodes of service: opened, assessed, closed."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.centres import access as roles
from apps.centres.access import Permission
from apps.patients import access
from apps.patients.actions import episodes
from apps.patients.forms.episodes import AssessmentForm, CloseForm, EpisodeForm
from apps.patients.models import Episode
from apps.patients.views.answers import posted


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def episode_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open an episode for the patient `pk`."""
    patient = access.load(request.user, pk, Permission.REGISTER_PATIENT)
    centres = access.centres_for(request.user, patient, Permission.REGISTER_PATIENT)
    form = EpisodeForm(posted(request), user=request.user, centres=centres)
    if form.is_valid() and form.attempt(episodes.open_episode, patient=patient, by=request.user, **form.values()):
        messages.success(request, _("The episode is open."))
        return redirect("patients:detail", patient.pk)
    return patient_form(request, "patients/episode_open.html", form, patient)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a completed assessment of the episode `pk`."""
    episode = load(request, pk)
    form = AssessmentForm(posted(request), episode=episode)
    if form.is_valid() and form.attempt(episodes.assess, episode=episode, by=request.user, **form.values()):
        messages.success(request, _("The assessment is recorded."))
        return redirect("patients:detail", episode.patient_id)
    return patient_form(request, "patients/assess.html", form, episode.patient, episode=episode)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def episode_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the episode `pk` with its outcome."""
    episode = load(request, pk)
    form = CloseForm(posted(request), record=episode)
    if form.is_valid() and form.attempt(episodes.close, episode=episode, by=request.user, **form.cleaned_data):
        messages.success(request, _("The episode is closed."))
        return redirect("patients:detail", episode.patient_id)
    return patient_form(request, "patients/episode_close.html", form, episode.patient, episode=episode)


def load(request: HttpRequest, pk: UUID) -> Episode:
    """The episode, for somebody who assesses in its centre; 404 in another centre, 403 without the role."""
    visible = Episode.objects.visible_to(request.user).select_related("patient__centre", "centre")
    episode = get_object_or_404(visible, pk=pk)
    roles.require(request.user, Permission.RECORD_IMPAIRMENT, episode.centre)
    return episode
