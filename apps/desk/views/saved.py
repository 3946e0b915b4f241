"""A person's own views of a list, as chips above it and as a page; keeping, renaming and deleting them."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import web
from apps.desk.actions import saved_views
from apps.desk.forms import RenameForm, ViewForm
from apps.desk.listings import LISTINGS, SEARCH, Asked, Listing
from apps.desk.models import SavedView


@login_required
@require_GET
def views(request: HttpRequest, listing: str) -> HttpResponse:
    """The person's views of a list, and what else can be done with the list as it is filtered now."""
    asked = asked_for(request, listing)
    kept = asked.kept(without=[SEARCH])
    context = {
        "listing": asked.listing,
        "views": SavedView.objects.visible_to(request.user).filter(listing=listing),
        "kept": kept,
        "whole": asked.kept(),
        "may_export": bool(access.centres_with(request.user, Permission.EXPORT_PATIENTS)),
    }
    return render(request, "desk/_views.html" if request.htmx else "desk/views.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, listing: str) -> HttpResponse:
    """Keep the filters and the order of the list under a name."""
    asked = asked_for(request, listing)
    query = asked.kept(without=[SEARCH])
    form = ViewForm(request.POST or None)
    if web.carried_out(form, partial(saved_views.keep, listing=listing, query=query, by=request.user)):
        return web.done(request, _("The view is kept."), f"{asked.listing.url}?{query}")
    context = {"listing": asked.listing, "words": asked.in_words(without=[SEARCH]), "query": query}
    return web.show(request, "desk/view_keep.html", form, searched=asked.kept() != query, **context)


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one's view another name."""
    view = load(request, pk)
    form = RenameForm(request.POST or None, record=view)
    if web.carried_out(form, partial(saved_views.rename, view=view, by=request.user)):
        return web.done(request, _("The view has a new name."), page_of(view))
    return web.show(request, "desk/view_rename.html", form, view=view, listing=LISTINGS[view.listing])


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete one's view, after asking."""
    view = load(request, pk)
    if request.method == "POST":
        saved_views.drop(view=view, by=request.user)
        return web.done(request, _("The view is deleted; the list itself is untouched."), page_of(view))
    return render(request, "desk/view_drop.html", {"view": view, "listing": LISTINGS[view.listing]})


def asked_for(request: HttpRequest, listing: str) -> Asked:
    """The list with the filters of the address. Raises Http404 for no list of ours, PermissionDenied."""
    described = described_as(listing)
    centres = access.require_somewhere(request.user, described.permission)
    return Asked(described, query=request.GET.urlencode(), user=request.user, centres=centres)


def described_as(listing: str) -> Listing:
    if listing not in LISTINGS:
        raise Http404
    return LISTINGS[listing]


def load(request: HttpRequest, pk: UUID) -> SavedView:
    """One's own view (404) of a list one may still see (403)."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk, listing__in=LISTINGS)
    access.require_somewhere(request.user, LISTINGS[view.listing].permission)
    return view


def page_of(view: SavedView) -> str:
    return LISTINGS[view.listing].views_url
