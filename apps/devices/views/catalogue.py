"""The catalogue's pages. Whoever sees patients or keeps the catalogue somewhere reads it; its keepers change it."""

from functools import partial
from typing import Any
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
from apps.core.problems import Text
from apps.core.web import VerbForm
from apps.devices import catalogue
from apps.devices.actions import catalogue as verbs
from apps.devices.forms import catalogue as forms
from apps.devices.models import TermKind

POSTED = ["GET", "POST"]


@login_required
@require_GET
def types(request: HttpRequest) -> HttpResponse:
    """Every type of device, by class."""
    context = reading(request)
    found = forms.TypeFilter(request.GET, catalogue.types())
    shown = [(kind.label, rows) for kind, rows in catalogue.by_class(found.qs)]
    return render(request, "catalogue/types.html", {**context, "filter": found, "classes": shown})


@login_required
@require_http_methods(POSTED)
def type_add(request: HttpRequest) -> HttpResponse:
    keeping(request)
    form = forms.NewTypeForm(request.POST or None, initial={"device_class": request.GET.get("class")})
    if web.carried_out(form, partial(verbs.add_type, by=request.user)):
        return web.done(request, _("It has been added."), reverse("devices:catalogue"))
    return page(request, form, title=_("Add a type of device"), back="devices:catalogue")


@login_required
@require_http_methods(POSTED)
def type_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    keeping(request)
    device_type = get_object_or_404(catalogue.types(), pk=pk)
    form = forms.TypeForm(request.POST or None, record=device_type)
    if web.carried_out(form, partial(verbs.change_type, device_type=device_type, by=request.user)):
        return web.done(request, _("Saved."), reverse("devices:catalogue"))
    return page(
        request, form, title=device_type.name, back="devices:catalogue", key=device_type.key, stays=form.stays,
        device_type=device_type,
    )  # fmt: skip


@login_required
@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """The words of one kind; technologies unless another kind is asked for."""
    context = reading(request)
    asked = request.GET.get("kind", "")
    kind = TermKind(asked) if asked in TermKind.values else TermKind.TECHNOLOGY
    rows = catalogue.words().filter(kind=kind)
    return render(request, "catalogue/words.html", {**context, "kinds": TermKind, "kind": kind, "words": rows})


@login_required
@require_http_methods(POSTED)
def word_add(request: HttpRequest) -> HttpResponse:
    keeping(request)
    form = forms.NewWordForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if web.carried_out(form, partial(verbs.add_word, by=request.user)):
        return web.done(request, _("It has been added."), of_kind(form.result.kind))
    return page(request, form, title=_("Add a word"), back="devices:catalogue_words")


@login_required
@require_http_methods(POSTED)
def word_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    keeping(request)
    word = get_object_or_404(catalogue.words(), pk=pk)
    form = forms.WordForm(request.POST or None, record=word)
    if web.carried_out(form, partial(verbs.change_word, word=word, by=request.user)):
        return web.done(request, _("Saved."), of_kind(word.kind))
    return page(request, form, title=word.name, back="devices:catalogue_words", key=word.key)


@login_required
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """The lines of one measurement card, and which types are measured by it."""
    context = reading(request)
    known = catalogue.cards()
    card = request.GET.get("card", "")
    card = card if card in known else next(iter(known), "")
    rows, of_it = catalogue.measures().filter(card=card), catalogue.types().filter(card=card)
    shown = {"cards": known, "card": card, "measures": rows, "types": of_it}
    return render(request, "catalogue/cards.html", {**context, **shown})


@login_required
@require_http_methods(POSTED)
def measure_add(request: HttpRequest) -> HttpResponse:
    keeping(request)
    form = forms.NewMeasureForm(request.POST or None, initial={"card": request.GET.get("card"), "unit": "cm"})
    if web.carried_out(form, partial(verbs.add_measure, by=request.user)):
        return web.done(request, _("It has been added."), of_card(form.result.card))
    return page(request, form, title=_("Add a measure"), back="devices:catalogue_cards")


@login_required
@require_http_methods(POSTED)
def measure_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    keeping(request)
    measure = get_object_or_404(catalogue.measures(), pk=pk)
    form = forms.MeasureForm(request.POST or None, record=measure)
    if web.carried_out(form, partial(verbs.change_measure, measure=measure, by=request.user)):
        return web.done(request, _("Saved."), of_card(measure.card))
    key = f"{measure.card} · {measure.key}"
    return page(request, form, title=measure.name, back="devices:catalogue_cards", key=key)


@login_required
@require_GET
def intervals(request: HttpRequest) -> HttpResponse:
    """After how many months devices are due: each class, then the types that have their own."""
    context = reading(request)
    shown = [(kind.label, rows) for kind, rows in catalogue.by_class(catalogue.intervals())]
    return render(request, "catalogue/intervals.html", {**context, "classes": shown})


@login_required
@require_http_methods(POSTED)
def interval_add(request: HttpRequest) -> HttpResponse:
    keeping(request)
    form = forms.NewIntervalForm(request.POST or None)
    if web.carried_out(form, partial(verbs.add_interval, by=request.user)):
        return web.done(request, _("It has been added."), reverse("devices:catalogue_intervals"))
    return page(request, form, title=_("Add an interval for a type"), back="devices:catalogue_intervals")


@login_required
@require_http_methods(POSTED)
def interval_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    keeping(request)
    interval = get_object_or_404(catalogue.intervals(), pk=pk)
    form = forms.IntervalForm(request.POST or None, record=interval)
    if web.carried_out(form, partial(verbs.change_interval, interval=interval, by=request.user)):
        return web.done(request, _("Saved. Every due date follows."), reverse("devices:catalogue_intervals"))
    drop = reverse("devices:catalogue_interval_drop", args=[pk]) if interval.device_type else ""
    return page(request, form, title=catalogue.named(interval), back="devices:catalogue_intervals", drop=drop)


@login_required
@require_http_methods(POSTED)
def interval_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a type's own interval back; gone already, there is nothing more to do."""
    keeping(request)
    interval = catalogue.intervals().filter(pk=pk).first()
    form = VerbForm(request.POST if request.method == "POST" else None)
    if interval is None or web.carried_out(form, partial(verbs.drop_interval, interval=interval, by=request.user)):
        return web.done(request, _("The interval of the class holds again."), reverse("devices:catalogue_intervals"))
    return web.show(request, "catalogue/interval_drop.html", form, interval=interval, title=catalogue.named(interval))


def reading(request: HttpRequest) -> dict[str, Any]:
    """For readers: whether they may change things too. Raises PermissionDenied."""
    access.require_one_of(request.user, Permission.VIEW_PATIENTS, Permission.MANAGE_CATALOGUE)
    return {"may_keep": bool(access.centres_with(request.user, Permission.MANAGE_CATALOGUE))}


def keeping(request: HttpRequest) -> None:
    """Raises PermissionDenied unless the user keeps the catalogue, which belongs to all centres alike."""
    access.require_somewhere(request.user, Permission.MANAGE_CATALOGUE)


def page(request: HttpRequest, form: VerbForm, *, title: Text, back: str, **context: Any) -> HttpResponse:
    return web.show(request, "catalogue/form.html", form, title=title, back=reverse(back), **context)


def of_kind(kind: str) -> str:
    return f"{reverse('devices:catalogue_words')}?kind={kind}"


def of_card(card: str) -> str:
    return f"{reverse('devices:catalogue_cards')}?card={card}"
