"""The catalogue of outcome measures: read by whoever sees patients, changed by its keepers."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import web
from apps.core.web import VerbForm
from apps.physio import catalogue
from apps.physio.actions import catalogue as verbs
from apps.physio.forms.catalogue import InstrumentForm, NewThresholdForm, ThresholdForm
from apps.physio.models import Threshold

POSTED = ["GET", "POST"]


@login_required
@require_GET
def instruments(request: HttpRequest) -> HttpResponse:
    """Every measure, with its unit, direction and thresholds."""
    context = {"instruments": catalogue.instruments(), "may_keep": reading(request)}
    return render(request, "catalogue/instruments.html", context)


@login_required
@require_GET
def instrument(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One measure: what it is, its items as they come with the product, its thresholds."""
    may_keep = reading(request)
    found = get_object_or_404(catalogue.instruments().prefetch_related("items"), pk=pk)
    return render(request, "catalogue/instrument.html", {"instrument": found, "may_keep": may_keep})


@login_required
@require_http_methods(POSTED)
def instrument_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    keeping(request)
    found = get_object_or_404(catalogue.instruments(), pk=pk)
    form = InstrumentForm(request.POST or None, record=found)
    if web.carried_out(form, partial(verbs.change_instrument, instrument=found, by=request.user)):
        return web.done(request, _("Saved."), page_of(pk))
    return web.show(request, "catalogue/form.html", form, title=found.name, back=page_of(pk), key=found.key)


@login_required
@require_http_methods(POSTED)
def threshold_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    keeping(request)
    found = get_object_or_404(catalogue.instruments(), pk=pk)
    form = NewThresholdForm(request.POST or None)
    if web.carried_out(form, partial(verbs.add_threshold, instrument=found, by=request.user)):
        return web.done(request, _("It has been added."), page_of(pk))
    title = _("Add a threshold: %(name)s") % {"name": found.name}
    return web.show(request, "catalogue/form.html", form, title=title, back=page_of(pk))


@login_required
@require_http_methods(POSTED)
def threshold_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    keeping(request)
    threshold = get_object_or_404(catalogue.thresholds(), pk=pk)
    back = page_of(threshold.instrument_id)
    form = ThresholdForm(request.POST or None, record=threshold)
    if web.carried_out(form, partial(verbs.change_threshold, threshold=threshold, by=request.user)):
        return web.done(request, _("Saved."), back)
    context = {"title": said(threshold), "back": back, "drop_threshold": threshold}
    return web.show(request, "catalogue/form.html", form, **context)


@login_required
@require_http_methods(POSTED)
def threshold_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a threshold back; gone already, there is nothing more to do."""
    keeping(request)
    threshold = catalogue.thresholds().filter(pk=pk).first()
    if threshold is None:
        return web.done(request, _("The threshold is gone."), reverse("physio:catalogue"))
    form = VerbForm(request.POST if request.method == "POST" else None)
    if web.carried_out(form, partial(verbs.drop_threshold, threshold=threshold, by=request.user)):
        return web.done(request, _("The threshold is gone."), page_of(threshold.instrument_id))
    context = {"threshold": threshold, "title": said(threshold)}
    return web.show(request, "catalogue/threshold_drop.html", form, **context)


def said(threshold: Threshold) -> str:
    """Of which measure, of which kind, for whom."""
    name = threshold.instrument.short
    return f"{name} · {threshold.get_kind_display()} · {threshold.get_population_display()}"


def page_of(pk: UUID) -> str:
    return reverse("physio:catalogue_instrument", args=[pk])


def reading(request: HttpRequest) -> bool:
    """For readers: whether they may change things too. Raises PermissionDenied."""
    access.require_one_of(request.user, Permission.VIEW_PATIENTS, Permission.MANAGE_CATALOGUE)
    return bool(access.centres_with(request.user, Permission.MANAGE_CATALOGUE))


def keeping(request: HttpRequest) -> None:
    """Raises PermissionDenied unless the user keeps the catalogue, which belongs to all centres alike."""
    access.require_somewhere(request.user, Permission.MANAGE_CATALOGUE)
