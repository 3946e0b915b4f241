"""Episodes of service: opened, assessed, closed."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core import web
from apps.patients import access
from apps.patients.actions import episodes
from apps.patients.forms.episodes import AssessmentForm, CloseForm, EpisodeForm
from apps.patients.models import Episode
from apps.patients.views.answers import page, posted


@login_required
@require_http_methods(["GET", "POST"])
def episode_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open an episode for the patient `pk`."""
    patient = access.load(request.user, pk, Permission.REGISTER_PATIENT)
    centres = access.centres_for(request.user, patient, Permission.REGISTER_PATIENT)
    form = EpisodeForm(posted(request), user=request.user, centres=centres)
    if web.carried_out(form, partial(episodes.open_episode, patient=patient, by=request.user)):
        return web.done(request, _("The episode is open."), page(pk))
    return web.show(request, "patients/episode_open.html", form, patient=patient)


@login_required
@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a completed assessment of the episode `pk`."""
    episode = load(request, pk)
    form = AssessmentForm(posted(request), episode=episode)
    if web.carried_out(form, partial(episodes.assess, episode=episode, by=request.user)):
        return web.done(request, _("The assessment is recorded."), page(episode.patient_id))
    return web.show(request, "patients/assess.html", form, patient=episode.patient, episode=episode)


@login_required
@require_http_methods(["GET", "POST"])
def episode_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the episode `pk` with its outcome."""
    episode = load(request, pk)
    form = CloseForm(posted(request), record=episode)
    if web.carried_out(form, partial(episodes.close, episode=episode, by=request.user)):
        return web.done(request, _("The episode is closed."), page(episode.patient_id))
    return web.show(request, "patients/episode_close.html", form, patient=episode.patient, episode=episode)


def load(request: HttpRequest, pk: UUID) -> Episode:
    """The episode, for somebody who assesses in its centre; 404 in another centre, 403 without the role."""
    visible = Episode.objects.visible_to(request.user).select_related("patient__centre", "centre")
    episode = get_object_or_404(visible, pk=pk)
    roles.require(request.user, Permission.RECORD_IMPAIRMENT, episode.centre)
    return episode
