"""The report on screen: which months there are, one month, quarter or year in full, and the rows behind a figure."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.core import clock
from apps.reports import overview
from apps.reports.indicators import Scope
from apps.reports.opened import Opened
from apps.reports.pending.notice import notice
from apps.reports.periods import ReportPeriod
from apps.reports.screen import Screen
from apps.reports.shelf import Shelf
from apps.reports.standing import standing
from apps.reports.subject import Subject
from apps.reports.views.loading import load_centre, load_subject, load_together


@login_required
@require_GET
def month(request: HttpRequest, centre: str, month: date, revision: int | None = None) -> HttpResponse:
    """One month of one centre, in its newest revision or the one asked for."""
    scope = Scope.of(load_centre(request, centre))
    return _page(request, load_subject(scope, ReportPeriod(month), revision))


@login_required
@require_GET
def period(request: HttpRequest, centre: str, period: ReportPeriod) -> HttpResponse:
    """A quarter or year of one centre."""
    return _page(request, load_subject(Scope.of(load_centre(request, centre)), period))


@login_required
@require_GET
def together(request: HttpRequest, month: date) -> HttpResponse:
    """One month of all the user's centres: persons counted once, with the overlap."""
    return _page(request, load_subject(load_together(request), ReportPeriod(month)))


@login_required
@require_GET
def together_period(request: HttpRequest, period: ReportPeriod) -> HttpResponse:
    """A quarter or year of all the user's centres."""
    return _page(request, load_subject(load_together(request), period))


@login_required
@require_GET
def rows(request: HttpRequest, centre: str, month: date, code: str, revision: int | None = None) -> HttpResponse:
    """The rows behind one figure of a month."""
    scope = Scope.of(load_centre(request, centre))
    return _rows(request, load_subject(scope, ReportPeriod(month), revision), code)


@login_required
@require_GET
def rows_period(request: HttpRequest, centre: str, period: ReportPeriod, code: str) -> HttpResponse:
    """The rows behind one figure of a quarter or year."""
    return _rows(request, load_subject(Scope.of(load_centre(request, centre)), period), code)


@login_required
@require_GET
def rows_together(request: HttpRequest, month: date, code: str) -> HttpResponse:
    """The rows behind one figure of all the user's centres."""
    return _rows(request, load_subject(load_together(request), ReportPeriod(month)), code)


@login_required
@require_GET
def rows_together_period(request: HttpRequest, period: ReportPeriod, code: str) -> HttpResponse:
    """The rows behind one figure of a quarter or year of all the user's centres."""
    return _rows(request, load_subject(load_together(request), period), code)


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    screen = Screen(subject, request.user, str(request.csp_nonce))
    return render(request, "reports/month.html", screen.context() | _beside(request, subject))


def _beside(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """What stands on the page beside the figures: where the report is in its life, what waits, its words and files."""
    shelf = Shelf(subject, request.user)
    context = {"shelf": shelf, "may_write": shelf.may_make}
    if not subject.has_revisions:
        return context
    (centre,), month, row = subject.scope.centres, subject.of.month, subject.row
    return context | {
        "standing": standing(row, centre, month, request.user, clock.today(centre.zone)),
        "pending": notice(row, centre, month, request.user),
        "may_file": shelf.may_make and overview.can_be_filed(centre, month),
    }


def _rows(request: HttpRequest, subject: Subject, code: str) -> HttpResponse:
    try:
        context = Opened(subject, code, request.user, request.GET).context()
    except ValueError:
        raise Http404 from None
    return render(request, "reports/rows.html", context)
