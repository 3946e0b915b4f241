"""A week of each therapist and technician, and the rows behind each number."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.desk import workload
from apps.desk.forms import WeekForm
from apps.desk.panels import address
from apps.desk.workload import Load, Room, Week

ROWS_A_PAGE = 50


@login_required
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """Everyone's week for whoever leads a centre, one's own for whoever works there."""
    centres = {centre.pk: centre for room in workload.ROOMS for centre in workload.visible(request.user, room)[0]}
    if not centres:
        raise PermissionDenied
    form = WeekForm(request.GET, user=request.user, centres=list(centres.values()))
    shown = Week.of(form.day, form.centres)
    kept = {"centre": form.centres[0].pk} if form.cleaned_data.get("centre") else {}
    rooms = [(room, table(request.user, room, shown, kept)) for room in workload.ROOMS]
    return render(request, "desk/workload.html", {
        "form": form,
        "week": shown,
        "rooms": [(room, lines) for room, lines in rooms if lines],
        "before": address("desk:workload", **kept, week=shown.before.monday),
        "after": address("desk:workload", **kept, week=shown.after.monday),
    })  # fmt: skip


@login_required
@require_GET
def rows(request: HttpRequest, figure: str) -> HttpResponse:
    """What a number was made from. Without `?who=` one's own."""
    found = workload.find(figure)
    if found is None:
        raise Http404
    room, column = found
    centres, alone = workload.visible(request.user, room)
    if not centres:
        raise PermissionDenied
    form = WeekForm(request.GET, user=request.user, centres=centres)
    worker = whose(request.user, form.cleaned_data.get("who"), centres, alone=alone)
    shown = Week.of(form.day, form.centres)
    listed = Paginator(column.behind(shown, worker), ROWS_A_PAGE).get_page(request.GET.get("page"))
    told = {"page_obj": listed, "rows": [column.told(row) for row in listed], "room": room, "figure": column}
    return render(request, "desk/workload_rows.html", {**told, "worker": worker, "week": shown})


def whose(user: User, who: UUID | None, centres: list[Centre], *, alone: bool) -> User:
    """The worker asked for: oneself, or for whoever leads a centre anybody of it."""
    if who is None or who == user.pk:
        return user
    if alone:
        raise PermissionDenied
    found = workload.person(who, centres)
    if found is None:
        raise Http404
    return found


def table(user: User, room: Room, shown: Week, kept: dict[str, Any]) -> list[tuple[Load, list[tuple[int, str]]]]:
    """The room's workers with their numbers, each with the address of its rows; nothing where the user sees none."""
    seen, alone = workload.visible(user, room)
    among = [centre for centre in shown.centres if centre in seen]
    if not among:
        return []
    loads = workload.loads(room, Week(shown.monday, among), only=user if alone else None)
    return [
        (load, [(number, rows_of(room, figure.key, load.user, shown, kept)) for figure, number in load.numbers])
        for load in loads
    ]


def rows_of(room: Room, key: str, user: User, shown: Week, kept: dict[str, Any]) -> str:
    return address("desk:workload_rows", f"{room.key}-{key}", **kept, who=user.pk, week=shown.monday)
