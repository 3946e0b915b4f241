"""Appointments: the day, booking, moving, and what became of them."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core import clock, web
from apps.core.problems import Refused, Text
from apps.patients import access, policies, schedule, search
from apps.patients.actions import appointments
from apps.patients.forms.appointments import (
    BookForm,
    ChangeAppointmentForm,
    DayForm,
    FindForm,
    MissedFilter,
    NoteForm,
)
from apps.patients.models import Appointment, Patient
from apps.patients.views.answers import posted
from apps.patients.views.appointment_page import back, day_of, lines, load, look_at, of_day

BOOK, VIEW = Permission.BOOK_APPOINTMENTS, Permission.VIEW_PATIENTS
MOST_OF_A_DAY, MOST_ON_A_PAGE, MOST_OF_A_PERSON, FOUND_AT_ONCE = 200, 50, 12, 20
# What can be noted with one press: the verb, and what is said then.
NOTES: dict[str, tuple[Any, Text]] = {
    "came": (appointments.note_arrival, _("Noted: the person came.")),
    "missed": (appointments.note_missed, _("Noted: the person did not come.")),
    "cancel": (appointments.cancel, _("The appointment is cancelled.")),
    "undo": (appointments.take_back, _("Taken back: the appointment is booked again.")),
}


@login_required
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """A centre's day, and the counts of its week."""
    centres = roles.require_somewhere(request.user, VIEW)
    form = DayForm(request.GET, user=request.user, centres=centres)
    rows = form.narrow(schedule.during(Appointment.objects.visible_to(request.user), form.chosen, form.on))
    page = Paginator(rows.shown(), MOST_OF_A_DAY).get_page(request.GET.get("page"))
    told = {"form": form, "page_obj": page, "lines": lines(page, request.user), **of_day(form)}
    told["may_book"] = roles.allows(request.user, BOOK, form.chosen)
    return render(request, "patients/appointments.html", told)


@login_required
@require_GET
def missed(request: HttpRequest) -> HttpResponse:
    """Who is to be asked about, and who is to be called."""
    centres = roles.require_somewhere(request.user, VIEW)
    here = Appointment.objects.visible_to(request.user).filter(centre__in=centres)
    rows = schedule.with_next(here.shown()).order_by("-starts_at", "pk")
    found = MissedFilter(request.GET, rows, user=request.user, centres=centres)
    page = Paginator(found.qs, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"filter": found, "page_obj": page, "lines": lines(page, request.user), "what": found.shows}
    return render(request, "patients/appointments_missed.html", told)


@login_required
@require_GET
def book_any(request: HttpRequest) -> HttpResponse:
    """Who is to be booked? The person first; the day that was looked at goes along."""
    centres = roles.require_somewhere(request.user, BOOK)
    q = search.cleaned(request.GET.get("q"))
    people = Patient.objects.visible_to(request.user, within=centres).select_related("centre")
    found = list(search.find(people, q)[:FOUND_AT_ONCE]) if q else []
    told = {"form": FindForm(initial={"q": q}), "q": q, "found": found, "day": request.GET.get("day", "")}
    return render(request, "patients/appointment_book_any.html", told)


@login_required
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Book the patient `pk`; `?day=`, `?time=`, `?kind=`, `?provider=` and `?again=` fill the form in."""
    patient = access.load(request.user, pk, BOOK)
    centres = access.centres_for(request.user, patient, BOOK)
    form = BookForm(posted(request), patient=patient, user=request.user, centres=centres, starts=request.GET)
    if web.carried_out(form, partial(appointments.book, patient=patient, by=request.user)):
        return web.done(request, _("The appointment is booked."), day_of(form.result))
    refusal = None if form.is_bound else policies.appointments.book(patient, centre=centres[0])
    booked = schedule.to_come(patient, today=patient.centre.today())
    return web.show(request, "patients/appointment_book.html", form, patient=patient, refusal=refusal, booked=booked)


@login_required
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One appointment: how it stands, and, while it is still to come, the form to move it."""
    found = load(request, pk) if request.method == "POST" else look_at(request, pk)
    (line,) = lines([found], request.user)
    form = ChangeAppointmentForm(posted(request), record=found, user=request.user)
    if web.carried_out(form, partial(appointments.change, appointment=found, by=request.user)):
        return web.done(request, _("The appointment has been changed."), day_of(form.result))
    refusal = None if form.is_bound else policies.appointments.change(found)
    told = {"line": line, "patient": found.patient, "refusal": refusal, "day": day_of(found)}
    return web.show(request, "patients/appointment.html", form, **told)


@login_required
@require_POST
def note(request: HttpRequest, pk: UUID, deed: str) -> HttpResponse:
    """Note with one press what became of an appointment, or take a wrong note back."""
    if deed not in NOTES:
        raise Http404
    found, (verb, said) = load(request, pk), NOTES[deed]
    form = NoteForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    try:
        verb(appointment=found, by=request.user, at=clock.now(), version=version)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back(request, found))
    return web.done(request, said, back(request, found))


@login_required
@require_GET
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A part of the person's page: what is to come, and how it went so far."""
    patient, _ended = access.look_at(request.user, pk)
    rows = Appointment.objects.visible_to(request.user).filter(patient=patient).shown().order_by("-starts_at", "pk")
    told = {"patient": patient, "lines": lines(rows[:MOST_OF_A_PERSON], request.user), "total": rows.count()}
    told["may_book"] = patient.deceased_on is None and bool(access.centres_for(request.user, patient, BOOK))
    template = "patients/_appointments.html" if request.htmx else "patients/appointments_of.html"
    return render(request, template, told)
