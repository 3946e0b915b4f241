"""The years of each centre: counted ones, and published totals of years without records."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.reports.forms import SeriesForm
from apps.reports.series import Series, all_series, kinds
from apps.reports.series_chart import drawn
from apps.reports.series_file import MEDIA_TYPES, as_file

CHARTED = ("BEN", "PRO")


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """A table and small charts."""
    form, found = _asked(request)
    parts = [(series, _charts(series)) for series in found]
    context = {"form": form, "parts": parts, "query": request.GET.urlencode()}
    return render(request, "reports/series.html", context)


@login_required
@require_GET
def download(request: HttpRequest, format: str) -> HttpResponse:
    """The same as a file to work on."""
    if format not in MEDIA_TYPES:
        raise Http404
    _form, found = _asked(request)
    response = HttpResponse(as_file(found, format), content_type=MEDIA_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="georeum-series.{format}"'
    return response


def _asked(request: HttpRequest) -> tuple[SeriesForm, list[Series]]:
    """What the address asks for; a choice that does not exist is shown as an error, beside everything."""
    centres = access.require_somewhere(request.user, Permission.VIEW_REPORTS)
    form = SeriesForm(request.GET, centres=centres, kinds=kinds(centres, request.user))
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = [centre for centre in centres if given.get("centre", "") in ("", centre.code)]
    return form, all_series(wanted, request.user, given.get("what", ""))


def _charts(series: Series) -> list[Any]:
    columns = series.columns if len(series.columns) == 1 else [kind for kind in series.columns if kind.key in CHARTED]
    return [chart for kind in columns if (chart := drawn(series, kind))]
