"""Tablets: how they are doing, for managers; enrolled, renamed and revoked by administrators."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import clock, qr, web
from apps.sync import policies, queries, tokens
from apps.sync.actions import enrolment as enrolments
from apps.sync.actions import tablets as verbs
from apps.sync.forms import EnrolForm, RenameForm, RevokeForm, TabletFilter, ValidDays
from apps.sync.models import Enrolment, Tablet
from apps.sync.tables import TabletTable
from apps.sync.words import clock_words, error_words, standings

QR_SIDE = 60.0  # millimetres, quiet zone included: read from a hand's breadth away


@login_required
@require_GET
def tablets(request: HttpRequest) -> HttpResponse:
    """The tablets of one's centres and how each is doing."""
    centres = access.require_somewhere(request.user, Permission.VIEW_TABLETS)
    at, mine = clock.now(), Centre.objects.visible_to(request.user).filter(pk__in=[one.pk for one in centres])
    found = TabletFilter(request.GET, queries.listed(request.user, centres), centres=mine, at=at)
    table = web.paged(request, TabletTable(found.qs, at=at))
    manages = bool(access.centres_with(request.user, Permission.MANAGE_TABLETS))
    decides = bool(access.centres_with(request.user, Permission.VIEW_PATIENTS))
    context = {"filter": found, "table": table, "manages": manages, "decides": decides}
    return render(request, "sync/tablets.html", context)


@login_required
@require_GET
def tablet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One tablet: everything that is known of it, and what an administrator can do."""
    found = load(request, pk, Permission.VIEW_TABLETS)
    context = {
        "tablet": found,
        "state": found.state,
        "standings": standings(found, clock.now()),
        "error": error_words(found.state.last_error),
        "clock": clock_words(found.state.clock_offset),
        "heard": bool(found.revoked_at and found.state.last_seen_at and found.state.last_seen_at > found.revoked_at),
        "manages": access.allows(request.user, Permission.MANAGE_TABLETS, found.centre),
        "decides": access.allows(request.user, Permission.VIEW_PATIENTS, found.centre),
        "why_not_signed_in": policies.why_not_signed_in_again(found),
    }
    return render(request, "sync/tablet.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Offer a code for a new tablet."""
    centres = access.require_somewhere(request.user, Permission.MANAGE_TABLETS)
    form = EnrolForm(request.POST or None, holders=queries.holders(centres))
    if web.carried_out(form, partial(enrolments.offer, by=request.user, at=clock.now())):
        return redirect("sync:enrolment", form.result.pk)
    return web.show(request, "sync/enrol.html", form)


@login_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a code for a tablet that is known: it gets a new token and goes on where it was."""
    found = load(request, pk, Permission.MANAGE_TABLETS)
    form = ValidDays(request.POST or None)
    verb = partial(enrolments.offer_again, tablet=found, by=request.user, at=clock.now())
    if web.carried_out(form, verb):
        return redirect("sync:enrolment", form.result.pk)
    return web.show(request, "sync/tablet_sign_in.html", form, tablet=found)


@login_required
@require_GET
def enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The code to show to the tablet while it is good; afterwards what became of it. 204: nothing has changed yet."""
    found = get_object_or_404(Enrolment.objects.visible_to(request.user).select_related("centre", "user"), pk=pk)
    access.require(request.user, Permission.MANAGE_TABLETS, found.centre)
    waiting = found.is_waiting(clock.now())
    if request.htmx and waiting:
        return HttpResponse(status=204)
    context = {"offer": found, "waiting": waiting, **(shown(request, found) if waiting else {})}
    return render(request, "sync/_enrolment.html" if request.htmx else "sync/enrolment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another name."""
    found = load(request, pk, Permission.MANAGE_TABLETS)
    form = RenameForm(request.POST or None, record=found)
    if web.carried_out(form, partial(verbs.rename, tablet=found, by=request.user)):
        return web.done(request, _("The tablet has been renamed."), page_of(found))
    return web.show(request, "sync/tablet_rename.html", form, tablet=found)


@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse the tablet from now on, with the reason and what it shall do."""
    found = load(request, pk, Permission.MANAGE_TABLETS)
    form = RevokeForm(request.POST or None, record=found)
    if web.carried_out(form, partial(verbs.revoke, tablet=found, by=request.user, at=clock.now())):
        return web.done(request, _("The tablet has been revoked."), page_of(found))
    return web.show(request, "sync/tablet_revoke.html", form, tablet=found)


def load(request: HttpRequest, pk: UUID, permission: Permission) -> Tablet:
    """The tablet as the list has it: 404 in another centre, 403 without the role."""
    rows = queries.listed(request.user, Centre.objects.visible_to(request.user))
    found: Tablet = get_object_or_404(rows.select_related("enrolled_by", "revoked_by"), pk=pk)
    access.require(request.user, permission, found.centre)
    return found


def page_of(tablet: Tablet) -> str:
    return reverse("sync:tablet", args=[tablet.pk])


def shown(request: HttpRequest, offer: Enrolment) -> dict[str, Any]:
    """What the tablet has to be told, to be scanned and to be typed."""
    address = (settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")
    code = tokens.code_of(offer.pk)
    content = f"georeum://enrol?{urlencode({'address': address, 'code': code})}"
    title = _("QR code with the address and the code")
    return {"address": address, "code": code, "qr": qr.svg(content, side=QR_SIDE, title=title)}
