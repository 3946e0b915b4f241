"""Who works on an episode together: a colleague joins, leaves, signs an assessment."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core import clock, web
from apps.patients import policies
from apps.patients.actions import signatures, teams
from apps.patients.forms.teams import JoinForm, LeaveForm, SignForm
from apps.patients.views.answers import posted
from apps.patients.views.episode_page import load, load_assessment, load_member, page


@login_required
@require_http_methods(["GET", "POST"])
def team_join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a colleague to the team of the episode `pk`."""
    episode = load(request, pk)
    form = JoinForm(posted(request), episode=episode)
    if web.carried_out(form, partial(teams.join, episode=episode, by=request.user)):
        return web.done(request, _("The colleague belongs to the team."), page(episode))
    told = {"patient": episode.patient, "episode": episode, "refusal": policies.episodes.still_open(episode)}
    return web.show(request, "patients/team_join.html", form, **told)


@login_required
@require_http_methods(["GET", "POST"])
def team_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the seat `pk` in a team; what was signed stays signed."""
    member = load_member(request, pk)
    form = LeaveForm(posted(request), record=member)
    if web.carried_out(form, partial(teams.leave, member=member, by=request.user)):
        return web.done(request, _("The colleague has left the team."), page(member.episode))
    told = {"patient": member.patient, "episode": member.episode, "member": member}
    return web.show(request, "patients/team_leave.html", form, **told)


@login_required
@require_http_methods(["GET", "POST"])
def assessment_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the assessment `pk` for oneself."""
    assessment = load_assessment(request, pk)
    form = SignForm(posted(request), assessment=assessment, user=request.user)
    if web.carried_out(form, partial(signatures.sign, assessment=assessment, by=request.user, at=clock.now())):
        return web.done(request, _("You have signed the assessment."), page(assessment.episode))
    told = {"patient": assessment.patient, "episode": assessment.episode, "assessment": assessment}
    refusal = policies.episodes.sign(assessment)
    return web.show(request, "patients/assessment_sign.html", form, refusal=refusal, **told)
