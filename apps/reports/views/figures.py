"""The figures of a report as a file to work on: workbook, table, JSON, exchange; in one edition and language."""

import logging
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.models import Language
from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock
from apps.core.problems import Text
from apps.reports.actions import downloads, snapshots
from apps.reports.formats import FORMATS, file_name, rendered
from apps.reports.formats.exchange import NotExchangeable
from apps.reports.indicators import Scope
from apps.reports.models import Edition, Report, ReportStatus
from apps.reports.periods import ReportPeriod
from apps.reports.publishing import edition_of, origin_of, why_not
from apps.reports.shelf import subject_of
from apps.reports.views.loading import begun, load_centre, load_together

log = logging.getLogger(__name__)


@login_required
@require_GET
def figures(request: HttpRequest, pk: UUID, edition: str, format: str) -> HttpResponse:
    """A stored report: frozen figures of a revision that was submitted, live ones of a draft."""
    rows = Report.objects.visible_to(request.user).select_related("centre", "seal__snapshot").defer("seal__rows")
    row = get_object_or_404(rows, pk=pk)
    for centre in row.places:
        access.require(request.user, Permission.VIEW_REPORTS, centre)
    return _taken(request, row, edition, format)


@login_required
@require_GET
def figures_now(request: HttpRequest, centre: str, month: date, edition: str, format: str) -> HttpResponse:
    """The current revision of a month, of which nothing may be stored yet; its first draft then is."""
    return _live(request, Scope.of(load_centre(request, centre)), ReportPeriod(month), edition, format)


@login_required
@require_GET
def figures_now_period(
    request: HttpRequest, centre: str, period: ReportPeriod, edition: str, format: str
) -> HttpResponse:
    """The same of a quarter or year."""
    return _live(request, Scope.of(load_centre(request, centre)), period, edition, format)


@login_required
@require_GET
def figures_now_together(request: HttpRequest, month: date, edition: str, format: str) -> HttpResponse:
    """The same of all the user's centres together."""
    return _live(request, load_together(request), ReportPeriod(month), edition, format)


@login_required
@require_GET
def figures_now_together_period(request: HttpRequest, period: ReportPeriod, edition: str, format: str) -> HttpResponse:
    """The same of all the user's centres together in a quarter or year."""
    return _live(request, load_together(request), period, edition, format)


def _live(request: HttpRequest, scope: Scope, of: ReportPeriod, edition: str, format: str) -> HttpResponse:
    begun(of.month, scope)
    _known(edition, format)
    row = snapshots.of(centres=scope.centres, together=scope.together, month=of.month, months=of.months)
    return _taken(request, row, edition, format)


def _taken(request: HttpRequest, row: Report, edition: str, format: str) -> HttpResponse:
    _known(edition, format)
    refusal = why_not(row, edition)
    if refusal is not None:
        return _sent_back(request, row, refusal)
    language = request.GET.get("language", "")
    language = language if language in Language.values else request.user.language
    try:
        with snapshots.one_state_of_the_rows():
            report = edition_of(row, edition)
        content = rendered(report, format, language, origin_of(row, reader=str(request.user)))
    except NotExchangeable as reason:
        return _not_exchangeable(request, row, reason)
    downloads.note(report=row, edition=edition, format=format, language=language, by=request.user, at=clock.now())
    response = HttpResponse(content, content_type=FORMATS[format].media_type)
    draft = "draft-" if row.status == ReportStatus.DRAFT else ""
    response["Content-Disposition"] = f'attachment; filename="{draft}{file_name(report, format, language)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _known(edition: str, format: str) -> None:
    if edition not in Edition.values or format not in FORMATS:
        raise Http404


def _not_exchangeable(request: HttpRequest, row: Report, reason: NotExchangeable) -> HttpResponse:
    """The mapping is the administrator's: the log says what it lacks, the page what to do."""
    log.warning("no exchange of %s: %s", row.name, reason)
    return _sent_back(
        request, row,
        _("The exchange file cannot be made: the mapping to the donor's system has no name for something in this "
          "report, or cannot be read. Tell the administrator; the other formats are not concerned."),
    )  # fmt: skip


def _sent_back(request: HttpRequest, row: Report, reason: Text) -> HttpResponse:
    """To the report's page, which says why there is no file."""
    messages.error(request, str(reason))
    return redirect(subject_of(row).url)
