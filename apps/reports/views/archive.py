"""The archive of everything ever approved: its list, all of a month or year in one ZIP, and who took what."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock
from apps.reports import archive, bundle, overview
from apps.reports.actions import downloads
from apps.reports.forms import ArchiveForm
from apps.reports.models import Report
from apps.reports.periods import Period, ReportPeriod, one_month
from apps.reports.views.loading import load_centre

REVISIONS_A_PAGE = 10
DOWNLOADS_A_PAGE = 50


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Every approved revision of the centres whose reports the user may see; of one centre or year when asked."""
    centres = access.require_somewhere(request.user, Permission.VIEW_REPORTS)
    today = max(clock.today(centre.zone) for centre in centres)
    form = ArchiveForm(request.GET, centres=centres, first_year=overview.first_year(centres, today), today=today)
    places, year = form.chosen(centres)
    rows = archive.settled(request.user, places, year=year)
    page = Paginator(rows, REVISIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "entries": archive.told(list(page.object_list)),
        "packs": archive.packs(rows, year),
        "supervised": access.centres_with(request.user, Permission.APPROVE_REPORTS),
    }
    return render(request, "reports/archive.html", context)


@login_required
@require_GET
def month(request: HttpRequest, centre: str, month: date) -> HttpResponseBase:
    """Every approved revision of a month in one ZIP."""
    return _packed(request, centre, one_month(month), f"{month:%Y-%m}")


@login_required
@require_GET
def period(request: HttpRequest, centre: str, period: ReportPeriod) -> HttpResponseBase:
    """Every approved revision of the months of a year, or a quarter, in one ZIP."""
    return _packed(request, centre, period.period, str(period))


def _packed(request: HttpRequest, centre: str, months: Period, name: str) -> HttpResponseBase:
    """The ZIP, sent while it is made; 404 when nothing was approved."""
    place = load_centre(request, centre)
    rows = archive.settled(request.user, [place]).filter(month__in=months.months).order_by("month", "revision")
    if not rows:
        raise Http404
    downloads.note_archive(reports=rows, language=request.user.language, by=request.user, at=clock.now())
    response = StreamingHttpResponse(bundle.packed(list(rows)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="georeum-{place.code}-{name}-archive.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_GET
def takers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who took which edition of a report and when; for those who approve reports."""
    report = get_object_or_404(Report.objects.visible_to(request.user).select_related("centre"), pk=pk)
    for centre in report.places:
        access.require(request.user, Permission.APPROVE_REPORTS, centre)
    taken = report.downloads.select_related("by")
    page = Paginator(taken, DOWNLOADS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/takers.html", {"report": report, "page_obj": page, "zone": report.places[0].zone})
