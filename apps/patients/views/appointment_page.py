"""What the pages of appointments share: the way to one, and what a line about it shows and offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from apps.accounts.models import User
from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core import clock
from apps.core.problems import Text
from apps.patients import access, policies, schedule
from apps.patients.forms.appointments import DayForm
from apps.patients.models import Appointment, AppointmentState

S = AppointmentState
# How a state's badge looks, and what can be noted with one press; the words beside it say the same.
KINDS = {S.BOOKED: "", S.ARRIVED: "good", S.MISSED: "bad", S.CANCELLED: "warn"}
DEEDS = {S.ARRIVED: "came", S.MISSED: "missed", S.CANCELLED: "cancel", S.BOOKED: "undo"}


@dataclass(frozen=True)
class Line:
    """One appointment: how it stands, what speaks against it, and what this user may note about it now."""

    appointment: Appointment
    kind: str
    flag: Text | None
    deeds: frozenset[str]
    may_book: bool


def load(request: HttpRequest, pk: UUID) -> Appointment:
    """The appointment, to note or change something: the permission is asked in its own centre, which keeps it even
    when the person has left."""
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user).shown(), pk=pk)
    roles.require(request.user, Permission.BOOK_APPOINTMENTS, appointment.centre)
    return appointment


def look_at(request: HttpRequest, pk: UUID) -> Appointment:
    """The appointment, to read it: from its own centre, or from one that sees the person."""
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user).shown(), pk=pk)
    here = roles.allows(request.user, Permission.VIEW_PATIENTS, appointment.centre)
    if not here and not access.centres_for(request.user, appointment.patient, Permission.VIEW_PATIENTS):
        raise PermissionDenied
    return appointment


def lines(rows: Iterable[Appointment], user: User) -> list[Line]:
    """Each row of `shown` as this user sees it."""
    at = clock.now()
    booking = {centre.pk for centre in roles.centres_with(user, Permission.BOOK_APPOINTMENTS)}
    return [line(row, at, may_book=row.centre_id in booking) for row in rows]


def line(row: Appointment, at: datetime, *, may_book: bool) -> Line:
    flag = schedule.flag(row) if row.state == S.BOOKED else None
    deeds = [deed for to, deed in DEEDS.items() if policies.appointments.note(row, to=to, at=at) is None]
    return Line(row, KINDS[S(row.state)], flag, frozenset(deeds if may_book else ()), may_book)


def of_day(form: DayForm) -> dict[str, Any]:
    """Where the day lies: the days beside it, and the addresses of all of them with the same filters."""

    def at(day: date) -> str:
        return f"{reverse('patients:appointments')}?{urlencode({**form.kept, 'day': day.isoformat()})}"

    seen = form.narrow(Appointment.objects.visible_to(form.user))
    week = [(day, at(day.on)) for day in schedule.week(seen, form.chosen, form.on)]
    return {
        "centre": form.chosen,
        "on": form.on,
        "today": form.chosen.today(),
        "before": at(form.on - timedelta(days=1)),
        "after": at(form.on + timedelta(days=1)),
        "now": at(form.chosen.today()),
        "week": week,
        "week_before": at(form.on - timedelta(days=7)),
        "week_after": at(form.on + timedelta(days=7)),
    }


def day_of(appointment: Appointment) -> str:
    """The address of the appointment's day, at its line."""
    query = urlencode({"day": appointment.on.isoformat(), "centre": appointment.centre_id})
    return f"{reverse('patients:appointments')}?{query}#{anchor(appointment)}"


def back(request: HttpRequest, appointment: Appointment) -> str:
    """Where the note was made, at the same line; the appointment's day when that is not told or not ours."""
    came_from = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return f"{came_from.split('#')[0]}#{anchor(appointment)}" if safe else day_of(appointment)


def anchor(appointment: Appointment) -> str:
    return f"appointment-{appointment.pk}"
