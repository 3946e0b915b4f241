"""The page everyone starts from."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.desk import today as desk
from apps.desk.context import Shell


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What matters today, for each of the person's roles."""
    shell = Shell(request)
    day = shell.centres[0].today() if shell.centres else None
    return render(request, "desk/today.html", {"panels": desk.panels(request.user, shell.roles), "day": day})
