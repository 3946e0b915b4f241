"""What came from tablets and waits for a person: conflicts to decide, and what was refused, to be read."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import clock, web
from apps.patients.models import Patient
from apps.sync import queries
from apps.sync.actions import conflicts as verbs
from apps.sync.forms import ConflictFilter, DecideForm
from apps.sync.models import Conflict
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.sides import sides
from apps.sync.tables import ConflictTable, RejectedTable, what
from apps.sync.words import refusal_words


@login_required
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """What a person has to decide, in the centres whose people one sees."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    mine = Centre.objects.visible_to(request.user).filter(pk__in=[one.pk for one in centres])
    rows = queries.conflicts(request.user, centres)
    found = ConflictFilter(request.GET, rows, centres=mine)
    table = web.paged(request, ConflictTable(found.qs))
    return render(request, "sync/conflicts.html", {"filter": found, "table": table})


@login_required
@require_http_methods(["GET", "POST"])
def conflict(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Both sides, who and when; one press keeps what is here or takes what the tablet says."""
    found = load(request, pk)
    receives = RECEIVES[found.operation.type, found.operation.action]
    form = DecideForm(request.POST or None, record=found)
    if request.method == "POST":
        access.require(request.user, receives.permission, found.centre)
        verb = verbs.take if "take" in request.POST else verbs.keep
        if web.carried_out(form, partial(verb, conflict=found, by=request.user, at=clock.now())):
            return web.done(request, _("The conflict has been decided."), reverse("sync:conflicts"))
    return web.show(request, "sync/conflict.html", form, **_shown(request, found, receives.permission))


@login_required
@require_GET
def refused(request: HttpRequest) -> HttpResponse:
    """What was refused for good, as it came: nothing of it was recorded, and nothing of it is lost."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    table = web.paged(request, RejectedTable(queries.refused(request.user, centres)))
    return render(request, "sync/refused.html", {"table": table})


@login_required
@require_GET
def rejected(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One refused operation, whole."""
    operation = get_object_or_404(queries.refused(request.user, Centre.objects.visible_to(request.user)), pk=pk)
    centre = operation.tablet.centre
    access.require(request.user, Permission.VIEW_PATIENTS, centre)
    guarded = access.allows(request.user, Permission.VIEW_GUARDED, centre)
    why = [(refusal_words(one), one["field"]) for one in operation.result.get("errors", ())]
    context = {"operation": operation, "why": why, "said": queries.said_in(operation, guarded=guarded)}
    return render(request, "sync/rejected.html", context)


def load(request: HttpRequest, pk: UUID) -> Conflict:
    """404 in another centre, 403 for whoever sees no people."""
    rows = queries.conflicts(request.user, Centre.objects.visible_to(request.user))
    found: Conflict = get_object_or_404(rows, pk=pk)
    access.require(request.user, Permission.VIEW_PATIENTS, found.centre)
    return found


def _shown(request: HttpRequest, found: Conflict, permission: Permission) -> dict[str, Any]:
    seen = Patient.objects.visible_to(request.user).filter(pk=found.patient_id).first()
    return {
        "conflict": found,
        "what": what(found),
        "patient": seen,
        "sides": sides(found, guarded=access.allows(request.user, Permission.VIEW_GUARDED, found.centre)),
        "may_decide": found.resolved_at is None and access.allows(request.user, permission, found.centre),
    }
