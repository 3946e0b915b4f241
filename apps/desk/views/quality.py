"""Data quality: how much there is to mend at a centre, how that went over the year, and the records themselves."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import clock, web
from apps.desk import gaps as records
from apps.desk.actions import quality as counting
from apps.desk.forms import GapFilterForm
from apps.desk.models import QualityCount
from apps.desk.panels import address
from apps.desk.trends import trends


@login_required
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """What there is to mend at one centre, by kind, as it was counted last."""
    centres = access.require_somewhere(request.user, Permission.VIEW_GUARDED)
    centre = (chosen(request, centres) or centres)[0]
    form = GapFilterForm(request.GET, centres=centres)
    counts = QualityCount.objects.visible_to(request.user).filter(centre=centre)
    found = trends(counts, kinds=records.GAPS, today=centre.today())
    last = counts.order_by("-on").first()
    context = {
        "centre": centre,
        "centres": centres,
        "form": form,
        "counted_on": last.on if last else None,
        "lines": [(gap, found[gap.kind]) for gap in form.narrowed(records.ALL, found)],
        "nothing": bool(last) and not any(trend.now for trend in found.values()),
    }
    return render(request, "desk/quality.html", context)


@login_required
@require_POST
def count_now(request: HttpRequest, centre: str) -> HttpResponse:
    """Count once more, today: what was mended since this morning is gone."""
    centres = access.require_somewhere(request.user, Permission.VIEW_GUARDED)
    place = next((one for one in centres if one.code == centre), None)
    if place is None:
        raise Http404
    counting.count(centre=place, at=clock.now())
    return web.done(request, _("Counted."), address("desk:quality", centre=place.pk))


@login_required
@require_GET
def gaps(request: HttpRequest, kind: str) -> HttpResponse:
    """The records in which something is missing or wrong, or that came late; each line opens the record."""
    centres = access.require_somewhere(request.user, Permission.VIEW_GUARDED)
    gap = records.GAPS.get(kind)
    if gap is None:
        raise Http404
    places = chosen(request, centres) or centres
    page = Paginator(gap.rows(places, places[0].today()), web.ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"gap": gap, "page_obj": page, "lines": [gap.line(row) for row in page.object_list], "centres": centres}
    if len(places) == 1:
        counts = QualityCount.objects.visible_to(request.user).filter(centre=places[0], kind=kind)
        context |= {"centre": places[0], "trend": trends(counts, kinds=[kind], today=places[0].today())[kind]}
    return render(request, "desk/gaps.html", context)


def chosen(request: HttpRequest, centres: Sequence[Centre]) -> list[Centre]:
    """The centre that the address names, when it is one of these."""
    return [centre for centre in centres if str(centre.pk) == request.GET.get("centre")]
