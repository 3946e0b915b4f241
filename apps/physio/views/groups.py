"""Group sessions: logged once for all, shown, voided."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.patients import lateness
from apps.physio import queries
from apps.physio.actions import sessions
from apps.physio.forms.groups import GroupForm
from apps.physio.forms.sessions import VoidForm
from apps.physio.models import GroupSession


@login_required
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest) -> HttpResponse:
    """Log a group session once for all; `?from=` starts from an earlier one."""
    centres = access.require_somewhere(request.user, Permission.LOG_PHYSIOTHERAPY)
    earlier = [queries.load_group(request.user, key) for key in queries.keys([request.GET.get("from")])]
    form = GroupForm(request.POST or None, user=request.user, centres=centres, repeat=next(iter(earlier), None))
    if web.carried_out(form, partial(sessions.record_group, by=request.user)):
        return web.done(request, group_recorded(form.result), reverse("physio:group_detail", args=[form.result.pk]))
    recent = queries.groups_to_repeat(request.user, centres) if not form.people else ()
    return web.show(request, "physio/group.html", form, recent=recent)


@login_required
@require_GET
def group_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    event = queries.load_group(request.user, pk)
    rows = list(queries.attendance(event))
    standing = [row for row in rows if row.voided_at is None]
    context = {
        "group": event,
        "rows": rows,
        "came": sum(row.attended for row in standing),
        "expected": len(standing),
        "first": rows[0] if rows else None,
        "entered_on": event.centre.local_date(event.created_at),
        "can_void": bool(standing) and access.allows(request.user, Permission.VOID_SERVICE, event.centre),
        "can_log": access.allows(request.user, Permission.LOG_PHYSIOTHERAPY, event.centre),
    }
    return render(request, "physio/group_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def group_void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Void a whole group session: every row of it."""
    event = queries.load_group(request.user, pk, Permission.VOID_SERVICE)
    page, about = reverse("physio:group_detail", args=[pk]), f"{event.title} · {event.service_date.isoformat()}"
    form = VoidForm(request.POST or None)
    if web.carried_out(form, partial(sessions.void_group, group=event, by=request.user, at=clock.now())):
        return web.done(request, _("The group session has been voided; nobody in it is counted."), page)
    return web.show(
        request, "physio/void.html", form, back=page, heading=_("Void the whole group session"), about=about
    )


def group_recorded(event: GroupSession) -> str:
    came = event.sessions.filter(attended=True, voided_at=None).count()
    done = ngettext(
        "The group is recorded: %(count)d attended session.",
        "The group is recorded: %(count)d attended sessions.",
        came,
    ) % {"count": came}
    one = event.sessions.select_related("centre").first()
    return done if one is None else str(lateness.told(one, done))
