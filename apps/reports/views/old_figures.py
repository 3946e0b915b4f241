"""Published totals of years without records: listed, entered, opened with their source, corrected, withdrawn."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.reports import policies
from apps.reports.actions import old_figures as verbs
from apps.reports.forms import CorrectFigureForm, OldFigureForm, WithdrawFigureForm
from apps.reports.models import OldFigure
from apps.reports.published import Told, history

P = Permission


@login_required
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every figure that the user's centres keep; those that were withdrawn below the others."""
    centres = access.require_somewhere(request.user, P.VIEW_REPORTS)
    kept = OldFigure.objects.visible_to(request.user).filter(centre__in=centres).select_related("centre", "entered_by")
    context = {
        "standing": [Told(figure) for figure in kept.standing()],
        "withdrawn": [Told(figure) for figure in kept.exclude(withdrawn_at=None)],
        "may_enter": bool(access.centres_with(request.user, P.MAKE_REPORTS)),
    }
    return render(request, "reports/old_figures.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a total that was published."""
    centres = access.require_somewhere(request.user, P.MAKE_REPORTS)
    form = OldFigureForm(request.POST or None, user=request.user, centres=centres)
    if web.carried_out(form, partial(verbs.enter, by=request.user, at=clock.now())):
        return web.done(request, _("The figure is entered."), page_of(form.result))
    return web.show(request, "reports/old_figure_enter.html", form)


@login_required
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One figure: its source, who entered it, what it was before."""
    figure = load(request, pk, P.VIEW_REPORTS)
    may_change = access.allows(request.user, P.MAKE_REPORTS, figure.centre) and not figure.withdrawn_at
    context = {"told": Told(figure), "history": history(figure), "may_change": may_change}
    return render(request, "reports/old_figure.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put right what was read or typed wrongly."""
    figure = load(request, pk, P.MAKE_REPORTS)
    form = CorrectFigureForm(request.POST or None, record=figure)
    if web.carried_out(form, partial(verbs.correct, figure=figure, by=request.user)):
        return web.done(request, _("The figure is corrected."), page_of(figure))
    told = {"told": Told(figure), "refusal": policies.still_stands(figure)}
    return web.show(request, "reports/old_figure_correct.html", form, **told)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a figure out of the series."""
    figure = load(request, pk, P.MAKE_REPORTS)
    form = WithdrawFigureForm(request.POST or None, record=figure)
    if web.carried_out(form, partial(verbs.withdraw, figure=figure, by=request.user, at=clock.now())):
        return web.done(request, _("The figure is withdrawn. It stays on record."), page_of(figure))
    told = {"told": Told(figure), "refusal": policies.still_stands(figure)}
    return web.show(request, "reports/old_figure_withdraw.html", form, **told)


def load(request: HttpRequest, pk: UUID, permission: Permission) -> OldFigure:
    """The figure, where the user holds the permission in the centre that keeps it."""
    seen = OldFigure.objects.visible_to(request.user).select_related("centre", "entered_by")
    figure = get_object_or_404(seen, pk=pk)
    access.require(request.user, permission, figure.centre)
    return figure


def page_of(figure: OldFigure) -> str:
    return reverse("reports:old_figure", args=[figure.pk])
