"""Asking for the month's PDF, watching it being made, taking it; and filing the month."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock
from apps.core.problems import Refused
from apps.reports.actions import jobs, months
from apps.reports.forms import AskForm
from apps.reports.indicators import Scope
from apps.reports.models import JobStep, ReportFile, ReportJob
from apps.reports.overview import STEPS, error_words
from apps.reports.views.loading import begun, load_centre


@login_required
@require_POST
def ask(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Ask for the month's PDF in a language."""
    place = load_centre(request, centre, Permission.MAKE_REPORTS)
    begun(month, Scope.of(place))
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            language = form.cleaned_data["language"]
            job = jobs.request(centre=place, month=month, language=language, by=request.user, at=clock.now())
            return redirect("reports:job", job.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("reports:month", centre, month)


@login_required
@require_GET
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a file is; the page asks again by itself until it is ready."""
    found = get_object_or_404(ReportJob.objects.visible_to(request.user).with_file(), pk=pk)
    access.require(request.user, Permission.VIEW_REPORTS, found.report.centre)
    template = "reports/_job.html" if request.htmx else "reports/job.html"
    context = {"job": found, "percent": STEPS[JobStep(found.step)], "error": error_words(found.error)}
    return render(request, template, context)


@login_required
@require_GET
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The PDF. Its name says centre, month, revision and language, and nothing of any person."""
    file = get_object_or_404(ReportFile.objects.visible_to(request.user).with_report(), pk=pk)
    access.require(request.user, Permission.VIEW_REPORTS, file.job.report.centre)
    response = HttpResponse(bytes(file.content), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["ETag"] = f'"{file.sha256}"'
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@login_required
@require_http_methods(["GET", "POST"])
def file_month(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Declare the month complete, after being asked whether it is."""
    place = load_centre(request, centre, Permission.MAKE_REPORTS)
    begun(month, Scope.of(place))
    refusal = months.why_not_file(centre=place, month=month, today=clock.today(place.zone))
    if request.method == "GET":
        return render(request, "reports/file_month.html", {"centre": place, "month": month, "refusal": refusal})
    try:
        months.file(centre=place, month=month, by=request.user, at=clock.now())
        messages.success(request, _("The month is filed: from now on what was not recorded in it counts as 0."))
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect("reports:month", centre, month)
