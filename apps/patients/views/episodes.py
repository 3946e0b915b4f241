"""Episodes of service: opened, shown, assessed, closed, opened again."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres.access import Permission
from apps.core import clock, web
from apps.patients import access, lateness, policies
from apps.patients.actions import episodes, services
from apps.patients.forms.episodes import AssessmentForm, CloseForm, EpisodeForm, ReopenForm, VoidAssessmentForm
from apps.patients.views.answers import posted
from apps.patients.views.episode_page import load, load_assessment, look_at, page, page_of


@login_required
@require_http_methods(["GET", "POST"])
def episode_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open an episode for the patient `pk`."""
    patient = access.load(request.user, pk, Permission.REGISTER_PATIENT)
    centres = access.centres_for(request.user, patient, Permission.REGISTER_PATIENT)
    form = EpisodeForm(posted(request), user=request.user, centres=centres)
    if web.carried_out(form, partial(episodes.open_episode, patient=patient, by=request.user)):
        return web.done(request, _("The episode is open."), page(form.result))
    return web.show(request, "patients/episode_open.html", form, patient=patient)


@login_required
@require_GET
def episode(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about one episode; what other rooms did in it comes by their own addresses."""
    return render(request, "patients/episode.html", page_of(look_at(request, pk), request.user))


@login_required
@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a completed assessment of the episode `pk`."""
    episode = load(request, pk)
    form = AssessmentForm(posted(request), episode=episode, user=request.user)
    if web.carried_out(form, partial(episodes.assess, episode=episode, by=request.user)):
        return web.done(request, lateness.told(form.result, _("The assessment is recorded.")), page(episode))
    refusal = policies.episodes.still_open(episode)
    return web.show(request, "patients/assess.html", form, patient=episode.patient, episode=episode, refusal=refusal)


@login_required
@require_http_methods(["GET", "POST"])
def assessment_void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Void the assessment `pk`: it stays on record and is no longer counted."""
    assessment = load_assessment(request, pk, Permission.VOID_SERVICE)
    form = VoidAssessmentForm(posted(request), assessment=assessment)
    verb = partial(services.void, service=assessment, by=request.user, at=clock.now())
    if web.carried_out(form, verb):
        return web.done(request, _("It has been voided and is not counted any more."), page(assessment.episode))
    told = {"episode": assessment.episode, "patient": assessment.patient, "assessment": assessment}
    refusal = policies.episodes.void_assessment(assessment)
    return web.show(request, "patients/assessment_void.html", form, refusal=refusal, **told)


@login_required
@require_http_methods(["GET", "POST"])
def episode_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the episode `pk` with its outcome."""
    episode = load(request, pk)
    form = CloseForm(posted(request), record=episode)
    if web.carried_out(form, partial(episodes.close, episode=episode, by=request.user)):
        return web.done(request, _("The episode is closed."), page(episode))
    refusal = policies.episodes.still_open(episode)
    told = {"patient": episode.patient, "episode": episode, "refusal": refusal}
    return web.show(request, "patients/episode_close.html", form, **told)


@login_required
@require_http_methods(["GET", "POST"])
def episode_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the closed episode `pk` again."""
    episode = load(request, pk)
    form = ReopenForm(posted(request), record=episode)
    if web.carried_out(form, partial(episodes.reopen, episode=episode, by=request.user)):
        return web.done(request, _("The episode is open again."), page(episode))
    refusal = policies.episodes.reopen(episode)
    told = {"patient": episode.patient, "episode": episode, "refusal": refusal}
    return web.show(request, "patients/episode_reopen.html", form, **told)
