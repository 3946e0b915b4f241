"""Physiotherapy sessions: the list, one of them; logging, correcting and voiding one."""

from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.patients import access as patient_access
from apps.patients import lateness, search
from apps.patients.actions import services
from apps.physio import planning, queries
from apps.physio.actions import plans, sessions
from apps.physio.filters import SessionFilter
from apps.physio.forms.plans import AssignForm
from apps.physio.forms.sessions import ChoosePatientForm, CorrectForm, SessionForm, VoidForm
from apps.physio.models import PhysioSession
from apps.physio.policies import plans as policies
from apps.physio.tables import SessionTable

FOUND_AT_ONCE = 20


@login_required
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """The sessions of one's centres, latest first, with what they come to."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    found = SessionFilter(request.GET, queries.sessions_at(centres), user=request.user, centres=centres)
    table = web.paged(request, SessionTable(found.qs, exclude=("centre",) if len(centres) < 2 else ()))
    context = {
        "filter": found,
        "table": table,
        "totals": None if table.paginator.many else queries.totals(found.qs),
        "periods": periods(centres[0].today()),
        "can_log": bool(access.centres_with(request.user, Permission.LOG_PHYSIOTHERAPY)),
    }
    return render(request, "physio/list.html", context)


@login_required
@require_GET
def session_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = queries.load(request.user, pk)
    held = access.permissions_of(request.user, session.centre)
    logs, stands = Permission.LOG_PHYSIOTHERAPY in held, session.voided_at is None
    return render(
        request,
        "physio/detail.html",
        {
            "session": session,
            "entered_on": session.centre.local_date(session.created_at),
            "can_void": stands and Permission.VOID_SERVICE in held,
            "can_correct": stands and logs and Permission.VOID_SERVICE in held,
            "can_assign": stands and logs and bool(planning.of_session(session)),
            "can_log": patient_access.centres_for(request.user, session.patient, Permission.LOG_PHYSIOTHERAPY),
        },
    )


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
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log one person's session."""
    patient = patient_access.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
    centres = patient_access.centres_for(request.user, patient, Permission.LOG_PHYSIOTHERAPY)
    form = SessionForm(request.POST or None, patient=patient, centres=centres, user=request.user)
    if web.carried_out(form, partial(sessions.record, patient=patient, by=request.user)):
        return web.done(request, recorded(form.result), reverse("physio:detail", args=[form.result.pk]))
    return web.show(request, "physio/record.html", form, patient=patient, last=queries.last_session(patient))


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a session right: the wrong one is voided, the right one recorded."""
    session = queries.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
    access.require(request.user, Permission.VOID_SERVICE, session.centre)
    form = CorrectForm(request.POST or None, session=session, user=request.user)
    if web.carried_out(form, partial(sessions.correct, session=session, by=request.user, voided_at=clock.now())):
        page = reverse("physio:detail", args=[form.result.pk])
        return web.done(request, _("The session has been put right; the wrong one is voided."), page)
    return web.show(request, "physio/correct.html", form, session=session, refusal=policies.standing(session))


@login_required
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say to which plan a session belongs."""
    session = queries.load(request.user, pk, Permission.LOG_PHYSIOTHERAPY)
    form = AssignForm(request.POST or None, record=session, plans=planning.of_session(session))
    if web.carried_out(form, partial(plans.assign, session=session, by=request.user)):
        return web.done(request, _("The plan of the session is changed."), reverse("physio:detail", args=[pk]))
    return web.show(request, "physio/assign.html", form, session=session, refusal=policies.standing(session))


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


def recorded(session: PhysioSession) -> str:
    """What was done, and that it is late when its month is no longer open."""
    if session.late:
        return str(lateness.told(session, ""))
    if session.service_date < session.centre.today():
        return _("The session of %(date)s is recorded afterwards.") % {"date": session.service_date.isoformat()}
    return _("The session is recorded.")


def periods(today: date) -> list[tuple[str, date, date]]:
    """Periods one looks at often: words, first and last day."""
    month = today.replace(day=1)
    month_before = month - timedelta(days=1)
    return [
        (_("Today"), today, today),
        (_("This week"), today - timedelta(days=today.weekday()), today),
        (_("This month"), month, today),
        (_("Last month"), month_before.replace(day=1), month_before),
    ]
