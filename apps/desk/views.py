"""The page everyone starts from, and the rows behind its counts of what is missing or late."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.desk import gaps as records
from apps.desk import today as desk
from apps.desk.context import Shell

ROWS_A_PAGE = 25


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What matters today, for each of the person's roles."""
    shell = Shell(request)
    day = shell.centres[0].today() if shell.centres else None
    return render(request, "desk/today.html", {"panels": desk.panels(request.user, shell.roles), "day": day})


@login_required
@require_GET
def gaps(request: HttpRequest, kind: str) -> HttpResponse:
    """The records in which something is missing, or that came late; each line opens the record."""
    centres = access.require_somewhere(request.user, Permission.VIEW_GUARDED)
    gap = records.GAPS.get(kind)
    if gap is None:
        raise Http404
    chosen = [centre for centre in centres if str(centre.pk) == request.GET.get("centre")]
    page = Paginator(gap.rows(chosen or centres), ROWS_A_PAGE).get_page(request.GET.get("page"))
    lines = [gap.line(row) for row in page.object_list]
    return render(request, "desk/gaps.html", {"gap": gap, "page_obj": page, "lines": lines})
