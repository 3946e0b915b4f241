"""The one way to a report: another centre is 404, a missing role 403, a month to come or no such revision 404."""

from datetime import date

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import clock
from apps.reports.indicators import Scope
from apps.reports.periods import ReportPeriod
from apps.reports.subject import Subject, stored


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


def load_subject(scope: Scope, of: ReportPeriod, revision: int | None = None) -> Subject:
    """The report of the scope: the newest revision, or the one asked for by its number; 404 when there is none."""
    begun(of.month, scope)
    revisions = stored(scope, of)
    row = revisions.first() if revision is None else revisions.filter(revision=revision).first()
    if row is None and revision is not None:
        raise Http404
    return Subject(scope, of, row, pinned=revision is not None)
