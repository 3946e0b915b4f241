"""Two reports beside each other."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock
from apps.reports import overview
from apps.reports.comparing import CompareForm, Comparison, moves

MOVES_A_PAGE = 100


@login_required
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Any two of: revisions of a month, months, quarters and years, centres or all together."""
    centres = access.require_somewhere(request.user, Permission.VIEW_REPORTS)
    today = max(clock.today(centre.zone) for centre in centres)
    form = CompareForm(
        request.GET or None, centres=centres, first_year=overview.first_year(centres, today), today=today
    )
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        context["comparison"] = Comparison(*(given[name] for name in ("a", "b", "column", "parts", "differs")))
        if context["comparison"].of_one_month:
            context["moves"] = moves(given["a"], given["b"], request.user)
            context["page_obj"] = Paginator(context["moves"].moves, MOVES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/compare.html", context)
