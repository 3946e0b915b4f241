"""The one way to a scope and its month: another centre is 404, a missing role 403, a month to come 404."""

from datetime import date

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import clock
from apps.reports.indicators import Scope


def load_centre(request: HttpRequest, code: str, permission: Permission = Permission.VIEW_REPORTS) -> Centre:
    """The centre with this code in which the user holds the permission."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), code=code)
    access.require(request.user, permission, centre)
    return centre


def load_together(request: HttpRequest) -> Scope:
    """All centres whose reports the user may see; 404 with fewer than two."""
    centres = access.require_somewhere(request.user, Permission.VIEW_REPORTS)
    if len(centres) < 2:
        raise Http404
    return Scope.all(centres)


def begun(month: date, scope: Scope) -> date:
    """The month, when it has begun somewhere in the scope."""
    if month > max(clock.today(centre.zone) for centre in scope.centres):
        raise Http404
    return month
