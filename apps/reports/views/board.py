"""Where people begin with reports: which months are in, and a month to go to."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock
from apps.reports import board, overview
from apps.reports.forms import TOGETHER, MonthForm
from apps.reports.lately import lately


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Choose a centre and month; the board of the last year, or of the year asked for (`of`), with main figures."""
    centres = access.require_somewhere(request.user, Permission.VIEW_REPORTS)
    today = max(clock.today(centre.zone) for centre in centres)
    years = list(range(today.year, overview.first_year(centres, today) - 1, -1))
    form = MonthForm(
        request.GET if "year" in request.GET else None, centres=centres, first_year=years[-1], today=today,
        initial={"centre": centres[0].code, "year": today.year, "month": today.month},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        if chosen["centre"] == TOGETHER:
            return redirect("reports:together", chosen["first_day"])
        return redirect("reports:month", chosen["centre"], chosen["first_day"])
    year = next((one for one in years if str(one) == request.GET.get("of")), None)
    found = board.board(centres, board.months_shown(today, year), request.user)
    recent = [lately(centre, found.of(centre), request.user) for centre in centres]
    spans = board.spans(centres, year or today.year, today)
    context = {"form": form, "board": found, "recent": recent, "years": years, "year": year, "spans": spans}
    return render(request, "reports/home.html", context)
