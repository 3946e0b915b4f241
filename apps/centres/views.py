"""People and roles, for administrators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.actions import users
from apps.centres import access, policies
from apps.centres.access import Permission
from apps.centres.actions import memberships, people
from apps.centres.forms import PeopleFilter, PersonForm, RoleForm
from apps.centres.models import Centre, Membership
from apps.centres.tables import PeopleTable
from apps.core import clock, web
from apps.core.problems import Refused, refuse_if


@login_required
@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """Everyone with a role in the centres this administrator runs."""
    centres = run_by(request)
    rows = Membership.objects.visible_to(request.user).filter(centre__in=centres).select_related("user", "centre")
    found = PeopleFilter(request.GET, rows, centres=centres)
    table = web.paged(request, PeopleTable(found.qs))
    return render(request, "centres/people.html", {"filter": found, "table": table})


@login_required
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    """A new person, or a role for an existing account. The first password is shown on the answer and nowhere else."""
    form = PersonForm(request.POST or None, centres=run_by(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            membership, password = people.bring_in(**given, on=today(given["centre"]), by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return shown_once(request, membership, password, _("The role has been given."))
    return web.show(request, "centres/person_add.html", form)


@login_required
@require_GET
def membership_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One role of one person, and what can be done with it."""
    return render(request, "centres/membership.html", page_of(request, load(request, pk)))


@login_required
@require_POST
def membership_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give another role in place of this one."""
    membership = load(request, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            membership = memberships.change_role(
                membership=membership, role=form.cleaned_data["role"], on=today(membership.centre), by=request.user
            )
            messages.success(request, _("The role has been changed."))
            return redirect("centres:membership", membership.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))  # the form itself is gone where the role has ended meanwhile
    return render(request, "centres/membership.html", page_of(request, membership, form), status=422)


@login_required
@require_POST
def membership_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the role; the person keeps the account and other roles."""
    membership = load(request, pk)
    try:
        memberships.end(membership=membership, on=today(membership.centre), by=request.user)
        messages.success(request, _("The role has ended."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("centres:membership", membership.pk)


@login_required
@require_POST
def membership_password(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the person a new temporary password, shown on the answer and nowhere else."""
    membership = load(request, pk)
    try:
        refuse_if(policies.why_not_renew_password(membership, list(run_by(request))))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("centres:membership", membership.pk)
    password = users.renew_password(user=membership.user, by=request.user)
    return shown_once(request, membership, password, "")


def run_by(request: HttpRequest) -> Any:
    """The centres whose people this user manages; 403 when there is none."""
    centres = access.require_somewhere(request.user, Permission.MANAGE_PEOPLE)
    return Centre.objects.visible_to(request.user).filter(pk__in=[centre.pk for centre in centres])


def load(request: HttpRequest, pk: UUID) -> Membership:
    """The membership: 404 in another centre, 403 without the role."""
    membership = get_object_or_404(Membership.objects.visible_to(request.user), pk=pk)
    access.require(request.user, Permission.MANAGE_PEOPLE, membership.centre)
    return membership


def today(centre: Centre) -> Any:
    return clock.today(centre.zone)


def page_of(request: HttpRequest, membership: Membership, form: RoleForm | None = None) -> dict[str, Any]:
    return {
        "membership": membership,
        "form": form or RoleForm(initial={"role": membership.role}),
        "why_not_leave": policies.why_not_leave(membership),
        "why_not_renew": policies.why_not_renew_password(membership, list(run_by(request))),
    }


def shown_once(request: HttpRequest, membership: Membership, password: str, message: str) -> HttpResponse:
    """The page with the temporary password; without one, on to the person's page."""
    if not password:
        messages.success(request, message)
        return redirect("centres:membership", membership.pk)
    return render(request, "centres/password_once.html", {"membership": membership, "password": password})
