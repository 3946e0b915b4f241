"""The rows behind one check of a month."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.reports.checks import BY_KEY, RuleRows
from apps.reports.indicators import Scope
from apps.reports.listing import told
from apps.reports.periods import one_month
from apps.reports.views.loading import begun, load_centre

ROWS_A_PAGE = 50


@login_required
@require_GET
def check(request: HttpRequest, centre: str, month: date, key: str) -> HttpResponse:
    """The records of the month that break one rule, as they are now."""
    place = load_centre(request, centre)
    rule = BY_KEY.get(key)
    if rule is None:
        raise Http404
    rows = RuleRows(rule, place, one_month(begun(month, Scope.of(place))))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "centre": place,
        "month": month,
        "persons": rule.persons,
        "sentence": rule.said(page.paginator.count),
        "page_obj": page,
        "lines": told(list(page.object_list), reader=request.user, centres=[place]),
    }
    return render(request, "reports/check.html", context)
