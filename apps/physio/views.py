"""Physiotherapy: the list, a session, a group, and what can be done with them."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.patients import access as patient_access
from apps.patients import search
from apps.patients.actions import services
from apps.patients.models import Episode
from apps.physio import queries
from apps.physio.actions import sessions
from apps.physio.filters import SessionFilter
from apps.physio.forms import ChoosePatientForm, GroupForm, SessionForm, VoidForm, keys
from apps.physio.models import GroupSession, PhysioSession
from apps.physio.tables import SessionTable
from apps.physio.timeline import entry

SHOWN_OF_PATIENT, FOUND_AT_ONCE = 5, 20


@login_required
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """The sessions of one's centres, latest first."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    found = SessionFilter(request.GET, queries.sessions_at(centres), user=request.user, centres=centres)
    table = web.paged(request, SessionTable(found.qs, exclude=("centre",) if len(centres) < 2 else ()))
    today = centres[0].today()
    periods = [(_("Today"), today), (_("This month"), today.replace(day=1))]
    can_log = bool(access.centres_with(request.user, Permission.LOG_PHYSIOTHERAPY))
    return render(
        request,
        "physio/list.html",
        {"filter": found, "table": table, "periods": periods, "today": today, "can_log": can_log},
    )


@login_required
@require_GET
def session_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = queries.load(request.user, pk)
    return render(
        request,
        "physio/detail.html",
        {
            "session": session,
            "entered_on": session.centre.local_date(session.created_at),
            "can_void": access.allows(request.user, Permission.VOID_SERVICE, session.centre),
            "can_log": patient_access.centres_for(request.user, session.patient, Permission.LOG_PHYSIOTHERAPY),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log one person's session."""
    patient = patient_access.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
    centres = patient_access.centres_for(request.user, patient, Permission.LOG_PHYSIOTHERAPY)
    form = SessionForm(request.POST or None, patient=patient, centres=centres, user=request.user)
    if web.carried_out(form, partial(sessions.record, patient=patient, by=request.user)):
        return web.done(request, recorded(form.result), reverse("physio:detail", args=[form.result.pk]))
    return web.show(request, "physio/record.html", form, patient=patient, last=queries.last_session(patient))


@login_required
@require_GET
def record_any(request: HttpRequest) -> HttpResponse:
    """Whose session? The person first: by search, or one of those treated last."""
    centres = access.require_somewhere(request.user, Permission.LOG_PHYSIOTHERAPY)
    q = search.cleaned(request.GET.get("q"))
    form = ChoosePatientForm(initial={"q": q})
    people = queries.people_of(request.user, centres)
    found = list(search.find(people, q)[:FOUND_AT_ONCE]) if q else queries.lately_treated(request.user, centres)
    return render(request, "physio/record_any.html", {"form": form, "q": q, "found": found})


@login_required
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest) -> HttpResponse:
    """Log a group session once for all; `?from=` starts from an earlier one."""
    centres = access.require_somewhere(request.user, Permission.LOG_PHYSIOTHERAPY)
    earlier = [queries.load_group(request.user, key) for key in keys([request.GET.get("from")])]
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
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Void one session: it stays on record and is no longer counted."""
    session = queries.load(request.user, pk, Permission.VOID_SERVICE)
    page, about = reverse("physio:detail", args=[pk]), f"{session.patient.number} · {session.service_date.isoformat()}"
    form = VoidForm(request.POST or None)
    if web.carried_out(form, partial(services.void, service=session, by=request.user, at=clock.now())):
        return web.done(request, _("The session has been voided; it is no longer counted."), page)
    return web.show(request, "physio/void.html", form, back=page, heading=_("Void this session"), about=about)


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


@login_required
@require_GET
def for_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient's latest sessions, as a part of the patient's page."""
    patient, _ended = patient_access.look_at(request.user, pk)
    rows = queries.sessions_of(patient, request.user)
    context: dict[str, Any] = {
        "patient": patient,
        "sessions": rows[:SHOWN_OF_PATIENT],
        "total": rows.filter(voided_at=None, attended=True).count(),
        "can_log": patient_access.centres_for(request.user, patient, Permission.LOG_PHYSIOTHERAPY),
    }
    template = "physio/_for_patient.html" if request.htmx else "physio/for_patient.html"
    return render(request, template, context)


@login_required
@require_GET
def for_episode(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sessions of the days of an episode, as a part of the episode's page."""
    episode = get_object_or_404(Episode.objects.visible_to(request.user).select_related("centre", "patient"), pk=pk)
    patient_access.load(request.user, episode.patient_id)
    entries = [entry(session) for session in queries.sessions_during(episode, request.user)]
    template = "physio/_for_episode.html" if request.htmx else "physio/for_episode.html"
    return render(request, template, {"episode": episode, "entries": entries})


def recorded(session: PhysioSession) -> str:
    """What was done, and that it is late when its month is no longer open."""
    if session.late:
        return _("The session is recorded and marked late: its month is no longer open.")
    if session.service_date < session.centre.today():
        return _("The session of %(date)s is recorded afterwards.") % {"date": session.service_date.isoformat()}
    return _("The session is recorded.")


def group_recorded(event: GroupSession) -> str:
    came = event.sessions.filter(attended=True, voided_at=None).count()
    return ngettext(
        "The group is recorded: %(count)d attended session.",
        "The group is recorded: %(count)d attended sessions.",
        came,
    ) % {"count": came}
