"""Taking a list out of the system: asking with a reason, watching it being made, taking the file, and looking back."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.core.problems import Refused
from apps.desk.actions import exports as verbs
from apps.desk.filters import ExportFilter
from apps.desk.forms import ExportForm
from apps.desk.listings import CENTRE, LISTINGS, Asked
from apps.desk.models import Export, ExportFormat
from apps.desk.origin import left_out_words
from apps.desk.tables import ExportTable
from apps.desk.views.saved import described_as
from apps.desk.words import KINDS, error_words, state_words

TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, listing: str) -> HttpResponse:
    """Ask for the list as it is filtered: what will be in it, the format, the centres, the reason."""
    described = described_as(listing)
    centres = access.require_somewhere(request.user, Permission.EXPORT_PATIENTS)
    asked = Asked(described, query=request.GET.urlencode(), user=request.user, centres=centres)
    sees_guarded = set(centres) <= set(access.centres_with(request.user, Permission.VIEW_GUARDED))
    form = ExportForm(request.POST or None, asked=asked, may_guarded=sees_guarded)
    verb = partial(verbs.request, listing=listing, query=asked.kept(), by=request.user, at=clock.now())
    if web.carried_out(form, verb):
        return redirect("desk:export", form.result.pk)
    return web.show(request, "desk/export_ask.html", form, **contents(asked, guarded=sees_guarded))


@login_required
@require_GET
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is; once it is made, the file, what is in it and who took it."""
    found = load(request, pk)
    asked = Asked(
        LISTINGS[found.listing], query=found.query, user=found.asker, centres=list(found.centres.all())
    )  # fmt: skip
    context = {
        "export": found,
        "listing": asked.listing,
        "mine": found.asked_by_id == request.user.pk,
        "words": asked.in_words(without=[CENTRE]),
        "left_out": left_out_words(found.left_out),
        "error": error_words(found),
        "state": state_words(found),
        "kind": KINDS.get(found.state, ""),
        "downloads": found.downloads.select_related("by"),
    }
    return render(request, "desk/_export.html" if request.htmx else "desk/export.html", context)


@login_required
@require_POST
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file, for whoever asked for it. Its name says list, centres and day, and nothing of any person."""
    found = load(request, pk)
    if found.asked_by_id != request.user.pk:
        raise PermissionDenied
    try:
        content = verbs.hand_out(export=found, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:export", pk)
    return as_file(content, found)


@login_required
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """One's own exports, and those that others took out of the same centres."""
    access.require_somewhere(request.user, Permission.EXPORT_PATIENTS)
    rows = Export.objects.visible_to(request.user).listed()
    found = ExportFilter(request.GET, rows, user=request.user)
    table = web.paged(request, ExportTable(found.qs))
    return render(request, "desk/exports.html", {"filter": found, "table": table, "listings": LISTINGS.values()})


def load(request: HttpRequest, pk: UUID) -> Export:
    """An export of centres of which one may take lists out: 403 where one may nowhere, 404 where it is of another."""
    access.require_somewhere(request.user, Permission.EXPORT_PATIENTS)
    return get_object_or_404(Export.objects.visible_to(request.user).listed(), pk=pk)


def contents(asked: Asked, *, guarded: bool) -> dict[str, Any]:
    """What the list would contain, centre by centre, before anybody has asked for it."""
    places = [(centre, asked.at(centre)) for centre in asked.centres]
    columns = asked.listing.columns_for(guarded=guarded)
    return {
        "listing": asked.listing,
        "query": asked.kept(),
        "words": asked.in_words(without=[CENTRE]),
        "places": [(centre, one.exportable.count(), left_out_words(one.left_out)) for centre, one in places],
        "columns": [column.label for column in columns if not column.guarded],
        "guarded_columns": [column.label for column in columns if column.guarded],
    }


def as_file(content: bytes, export: Export) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[ExportFormat(export.file_format)])
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["Cache-Control"] = "private, no-store"
    return response
