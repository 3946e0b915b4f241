"""Treatment plans: the list, one of them; made, changed, reviewed, ended, opened again."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import web
from apps.physio import planning
from apps.physio.actions import plans
from apps.physio.filters import PlanFilter
from apps.physio.forms.plans import ChangePlanForm, EndPlanForm, PlanForm, PlanReviewForm, ReopenPlanForm
from apps.physio.models import TreatmentPlan
from apps.physio.policies import plans as policies
from apps.physio.tables import PlanTable

P = Permission


@login_required
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """The treatment plans of one's centres, those to be looked at soonest first."""
    centres = access.require_somewhere(request.user, P.VIEW_PATIENTS)
    rows, today = planning.plans_at(centres, request.user), centres[0].today()
    found = PlanFilter(request.GET, rows, user=request.user, centres=centres)
    table = web.paged(request, PlanTable(found.qs, today=today, exclude=("centre",) if len(centres) < 2 else ()))
    context = {"filter": found, "table": table, "views": planning.views(rows, request.user, today)}
    return render(request, "physio/plans.html", context)


@login_required
@require_GET
def plan_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = planning.load(request.user, pk)
    return render(request, "physio/plan.html", planning.page_of(plan, request.user))


@login_required
@require_http_methods(["GET", "POST"])
def plan_make(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a plan for the episode `pk`."""
    episode = planning.load_episode(request.user, pk)
    form = PlanForm(request.POST or None, episode=episode, user=request.user)
    if web.carried_out(form, partial(plans.make, episode=episode, by=request.user)):
        return web.done(request, _("The treatment plan is made."), page(form.result))
    told = {"patient": episode.patient, "episode": episode, "refusal": policies.make(episode)}
    return web.show(request, "physio/plan_make.html", form, **told)


@login_required
@require_http_methods(["GET", "POST"])
def plan_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = planning.load(request.user, pk, P.LOG_PHYSIOTHERAPY)
    form = ChangePlanForm(request.POST or None, record=plan)
    if web.carried_out(form, partial(plans.change, plan=plan, by=request.user)):
        return web.done(request, _("The treatment plan is changed."), page(plan))
    return web.show(request, "physio/plan_change.html", form, plan=plan, refusal=policies.still_open(plan))


@login_required
@require_http_methods(["GET", "POST"])
def plan_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say how the treatment of the plan `pk` goes."""
    plan = planning.load(request.user, pk, P.LOG_PHYSIOTHERAPY)
    form = PlanReviewForm(request.POST or None, record=plan)
    if web.carried_out(form, partial(plans.review, plan=plan, by=request.user)):
        return web.done(request, _("The review is recorded."), page(plan))
    told = {"plan": plan, "standing": planning.standing(plan), "last": plan.reviews.first()}
    return web.show(request, "physio/plan_review.html", form, refusal=policies.still_open(plan), **told)


@login_required
@require_http_methods(["GET", "POST"])
def plan_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = planning.load(request.user, pk, P.LOG_PHYSIOTHERAPY)
    form = EndPlanForm(request.POST or None, record=plan)
    if web.carried_out(form, partial(plans.end, plan=plan, by=request.user)):
        return web.done(request, _("The treatment plan has ended."), page(plan))
    told = {"plan": plan, "standing": planning.standing(plan)}
    return web.show(request, "physio/plan_end.html", form, refusal=policies.still_open(plan), **told)


@login_required
@require_http_methods(["GET", "POST"])
def plan_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a plan again that was ended by mistake."""
    plan = planning.load(request.user, pk, P.LOG_PHYSIOTHERAPY)
    form = ReopenPlanForm(request.POST or None, record=plan)
    if web.carried_out(form, partial(plans.reopen, plan=plan, by=request.user)):
        return web.done(request, _("The treatment plan is open again."), page(plan))
    return web.show(request, "physio/plan_reopen.html", form, plan=plan, refusal=policies.reopen(plan))


def page(plan: TreatmentPlan) -> str:
    """The address of the plan's own page."""
    return reverse("physio:plan", args=[plan.pk])
