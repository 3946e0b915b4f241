"""Asking for a report's PDF, watching it being made, taking it; and filing the month."""

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
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
from apps.centres.models import Centre
from apps.core import clock
from apps.core.problems import Refused
from apps.reports.actions import downloads, jobs, months, snapshots
from apps.reports.forms import AskForm
from apps.reports.indicators import Scope
from apps.reports.models import JobStep, Report, ReportFile, ReportJob, ReportStatus
from apps.reports.overview import STEPS, error_words
from apps.reports.periods import ReportPeriod
from apps.reports.shelf import subject_of
from apps.reports.subject import Subject
from apps.reports.views.loading import begun, load_centre, load_subject, load_together


@login_required
@require_POST
def ask(request: HttpRequest, centre: str, month: date, revision: int | None = None) -> HttpResponse:
    """Ask for a month's PDF in a language and edition: of its newest revision, or of the one named."""
    scope = Scope.of(load_centre(request, centre, Permission.MAKE_REPORTS))
    return _ask(request, load_subject(scope, ReportPeriod(month), revision))


@login_required
@require_POST
def ask_period(request: HttpRequest, centre: str, period: ReportPeriod) -> HttpResponse:
    """The same of a quarter or year."""
    return _ask(request, load_subject(Scope.of(load_centre(request, centre, Permission.MAKE_REPORTS)), period))


@login_required
@require_POST
def ask_together(request: HttpRequest, month: date) -> HttpResponse:
    """The same of all the user's centres together."""
    return _ask(request, load_subject(load_together(request), ReportPeriod(month)))


@login_required
@require_POST
def ask_together_period(request: HttpRequest, period: ReportPeriod) -> HttpResponse:
    """The same of all the user's centres together in a quarter or year."""
    return _ask(request, load_subject(load_together(request), period))


def _ask(request: HttpRequest, subject: Subject) -> HttpResponse:
    _require(request, Permission.MAKE_REPORTS, subject.scope.centres)
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such file. Choose a language and an edition."))
        return redirect(subject.url)
    try:
        job = jobs.request(report=_report(subject), by=request.user, at=clock.now(), **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(subject.url)
    return redirect("reports:job", job.pk)


def _report(subject: Subject) -> Report:
    """The revision that is shown; the first one where nothing was stored yet."""
    scope, of = subject.scope, subject.of
    return subject.row or snapshots.of(centres=scope.centres, together=scope.together, month=of.month, months=of.months)


def _require(request: HttpRequest, permission: Permission, centres: Iterable[Centre]) -> None:
    for centre in centres:
        access.require(request.user, permission, centre)


@login_required
@require_GET
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a file is; the page asks again by itself until it is ready."""
    found = get_object_or_404(ReportJob.objects.visible_to(request.user).with_file(), pk=pk)
    _require(request, Permission.VIEW_REPORTS, found.report.places)
    template = "reports/_job.html" if request.htmx else "reports/job.html"
    context = {
        "job": found, "subject": subject_of(found.report), "percent": STEPS[JobStep(found.step)],
        "error": error_words(found.error),
    }  # fmt: skip
    return render(request, template, context)


@login_required
@require_GET
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The PDF, which is noted. Its name says centre, period, revision, edition and language, nothing of any person."""
    file = get_object_or_404(ReportFile.objects.visible_to(request.user).with_report(), pk=pk)
    report, made = file.job.report, file.job
    _require(request, Permission.VIEW_REPORTS, report.places)
    response = HttpResponse(bytes(file.content), content_type="application/pdf")
    draft = "draft-" if made.status == ReportStatus.DRAFT else ""
    response["Content-Disposition"] = f'attachment; filename="{draft}{file.name}"'
    response["ETag"] = f'"{file.sha256}"'
    response["Cache-Control"] = "private, no-cache"
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    if answer.status_code == HTTPStatus.OK:
        told = {"edition": made.edition, "language": made.language, "format": "pdf"}
        downloads.note(report=report, by=request.user, at=clock.now(), **told)
    return answer


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
