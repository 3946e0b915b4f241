"""What an empty search box offers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock
from apps.desk import at_hand as people


@login_required
@require_GET
def at_hand(request: HttpRequest) -> HttpResponse:
    """Whom the user saw lately, and who is due today; a fragment below the search box."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    context = {
        "seen": people.recently_seen(request.user, centres, at=clock.now()),
        "due": people.due(request.user, centres),
    }
    return render(request, "desk/_at_hand.html", context)
