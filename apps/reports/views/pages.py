"""The report on screen: which months there are, one month in full, and the rows behind each of its figures."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import clock
from apps.reports import overview
from apps.reports.forms import TOGETHER, AskForm, MonthForm
from apps.reports.indicators import BY_CODE, CellRows, Scope
from apps.reports.layout import number
from apps.reports.listing import told
from apps.reports.screen import Screen
from apps.reports.snapshot import MONTH, periods_of
from apps.reports.views.loading import begun, load_centre, load_together
from apps.reports.words import column_name, span_words

ROWS_A_PAGE = 50


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Choose a centre and month; the months of the last year with what exists of each."""
    centres = access.require_somewhere(request.user, Permission.VIEW_REPORTS)
    today = max(clock.today(centre.zone) for centre in centres)
    form = MonthForm(
        request.GET if "year" in request.GET else None, centres=centres, first_year=overview.first_year(centres, today),
        today=today, initial={"centre": centres[0].code, "year": today.year, "month": today.month},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        if chosen["centre"] == TOGETHER:
            return redirect("reports:together", chosen["first_day"])
        return redirect("reports:month", chosen["centre"], chosen["first_day"])
    recent = [overview.recent(centre, clock.today(centre.zone), request.user) for centre in centres]
    return render(request, "reports/home.html", {"form": form, "recent": recent})


@login_required
@require_GET
def month(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """One month of one centre."""
    place = load_centre(request, centre)
    screen = Screen(Scope.of(place), begun(month, Scope.of(place)), str(request.csp_nonce))
    return render(request, "reports/month.html", screen.context() | _what_can_be_done(request, place, month))


@login_required
@require_GET
def together(request: HttpRequest, month: date) -> HttpResponse:
    """One month of all the user's centres: persons counted once, with the overlap."""
    scope = load_together(request)
    return render(request, "reports/month.html", Screen(scope, begun(month, scope), str(request.csp_nonce)).context())


@login_required
@require_GET
def rows(request: HttpRequest, centre: str, month: date, code: str) -> HttpResponse:
    """The rows behind one figure of a centre."""
    return _rows(request, Scope.of(load_centre(request, centre)), month, code)


@login_required
@require_GET
def rows_together(request: HttpRequest, month: date, code: str) -> HttpResponse:
    """The rows behind one figure of all the user's centres."""
    return _rows(request, load_together(request), month, code)


def _rows(request: HttpRequest, scope: Scope, month: date, code: str) -> HttpResponse:
    asked = request.GET
    column = asked.get("column", "total")
    try:
        period = periods_of(begun(month, scope))[asked.get("period", MONTH)]
        cell = CellRows(scope, period, code, column, asked.get("part", "")[:40].replace("\0", ""))
    except (KeyError, ValueError):
        raise Http404 from None
    page = Paginator(cell, ROWS_A_PAGE).get_page(asked.get("page"))
    found, units, persons = cell.totals()
    return render(
        request,
        "reports/rows.html",
        {
            "screen": Screen(scope, month, ""),
            "indicator": BY_CODE[code],
            "column": column_name(column),
            "period": span_words(period),
            "page_obj": page,
            "lines": told(list(page.object_list), reader=request.user, centres=scope.centres),
            "found": found,
            "figure": number(cell.figure(units, persons)),
        },
    )


def _what_can_be_done(request: HttpRequest, centre: Centre, month: date) -> dict[str, Any]:
    may_make = access.allows(request.user, Permission.MAKE_REPORTS, centre)
    return {
        "may_make": may_make,
        "ask": AskForm(initial={"language": request.user.language}),
        "may_file": may_make and overview.can_be_filed(centre, month),
        "files": overview.files(centre, month, request.user),
        "jobs": overview.jobs(centre, month, request.user),
    }
