"""A month on its way: submitted, validated, reopened; each page says what will happen, and what stops somebody."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import clock, web
from apps.core.problems import Refused
from apps.reports import checks, policies
from apps.reports.actions import reopening, validation
from apps.reports.forms import ReopenForm, ReopeningForm, SubmitForm, VerdictForm
from apps.reports.indicators import Scope
from apps.reports.models import Reopening, Report, ReportStatus
from apps.reports.pending import reopening_reason
from apps.reports.publishing import exact_of
from apps.reports.revisions import changes
from apps.reports.standing import signatures_of
from apps.reports.views.loading import begun, load_centre


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """What will happen, what was checked, and the button that closes the month."""
    place = load_centre(request, centre, Permission.MAKE_REPORTS)
    begun(month, Scope.of(place))
    form = SubmitForm(_posted(request))
    if web.carried_out(form, partial(validation.submit, centre=place, month=month, by=request.user, at=clock.now())):
        return web.done(request, _("Submitted. Somebody validates it now."), _page(place, month))
    return web.show(request, "reports/submit.html", form, **_before_submitting(request, place, month))


@login_required
@require_POST
def open_again(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Give up a closing that did not come to an end."""
    place = load_centre(request, centre, Permission.MAKE_REPORTS)
    begun(month, Scope.of(place))
    try:
        validation.open_again(centre=place, month=month, by=request.user, at=clock.now())
        messages.success(request, _("The month is open again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_page(place, month))


@login_required
@require_http_methods(["GET", "POST"])
def validate(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Approve the latest revision, or send it back with a comment."""
    place = load_centre(request, centre, Permission.APPROVE_REPORTS)
    report = _latest(request, place, month)
    form = VerdictForm(_posted(request), record=report)
    verb = validation.approve if form.approves else validation.refuse
    if web.carried_out(form, partial(verb, report=report, by=request.user, at=clock.now())):
        words = _("Approved. Its files are being made.") if form.approves else _("Sent back; the month is open again.")
        return web.done(request, words, _page(place, month))
    return web.show(request, "reports/validate.html", form, **_before_validating(request, report))


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Ask for an approved month to be revised."""
    place = load_centre(request, centre, Permission.MAKE_REPORTS)
    report = _latest(request, place, month, status=ReportStatus.APPROVED)
    form = ReopenForm(_posted(request), initial={"reason": _why(request, place, month)})
    if web.carried_out(form, partial(reopening.ask, report=report, by=request.user, at=clock.now())):
        return web.done(request, _("Asked for. Somebody else decides now."), _page(place, month))
    context = {"centre": place, "month": month, "report": report}
    return web.show(request, "reports/reopen.html", form, **context, refusal=reopening.why_not_ask(report))


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reopen the month, or do not, with an answer."""
    asked = _load_reopening(request, pk)
    report, centre, by = asked.report, asked.report.places[0], request.user
    form = ReopeningForm(_posted(request))
    verb = reopening.grant if form.grants else reopening.decline
    if web.carried_out(form, partial(verb, reopening=asked, by=by, at=clock.now())):
        words = _("The month is open for a further revision.") if form.grants else _("It is not reopened.")
        return web.done(request, words, _page(centre, report.month))
    context = {"asked": asked, "report": report, "centre": centre, "month": report.month}
    return web.show(request, "reports/reopening.html", form, **context, refusal=policies.decide_reopening(asked, by=by))


def _why(request: HttpRequest, centre: Centre, month: date) -> str:
    """What the records that were chosen on the page of what waits would change, to begin the reason with."""
    rows, of = request.GET.getlist("row"), request.GET.get("of", "")
    return reopening_reason(centre, month, rows, of=of) if request.method == "GET" and (rows or of) else ""


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(centre: Centre, month: date) -> str:
    return reverse("reports:month", args=[centre.code, month])


def _latest(request: HttpRequest, centre: Centre, month: date, status: str = "") -> Report:
    """The month's latest revision, or the one with the status where there is any; 404 while there is none."""
    revisions = Report.objects.visible_to(request.user).monthly().filter(centre=centre, month=month)
    known = revisions.select_related("centre", "seal__snapshot", "submitted_by", "approved_by").defer("seal__rows")
    found = known.filter(status=status).first() if status else None
    return found or get_object_or_404(known.order_by("-revision")[:1])


def _load_reopening(request: HttpRequest, pk: UUID) -> Reopening:
    visible = Report.objects.visible_to(request.user)
    found = get_object_or_404(Reopening, pk=pk, report__in=visible)
    access.require(request.user, Permission.APPROVE_REPORTS, found.report.places[0])
    return found


def _before_submitting(request: HttpRequest, centre: Centre, month: date) -> dict[str, Any]:
    today = clock.today(centre.zone)
    report = Report.objects.visible_to(request.user).monthly().filter(centre=centre, month=month).first()
    refusal = validation.why_not_submit(centre=centre, month=month, report=report, today=today)
    found = checks.checks_of(centre, month, today)
    return {
        "centre": centre, "month": month, "report": report, "refusal": refusal, "checks": found,
        "stopped": refusal is not None or any(check.stops for check in found),
    }  # fmt: skip


def _before_validating(request: HttpRequest, report: Report) -> dict[str, Any]:
    centre = report.places[0]
    approved = Report.objects.visible_to(request.user).monthly().filter(
        centre=centre, month=report.month, status=ReportStatus.APPROVED
    ).select_related("seal__snapshot").defer("seal__rows").first()  # fmt: skip
    revises = approved is not None and report.status == ReportStatus.TO_VALIDATE
    return {
        "centre": centre, "month": report.month, "report": report, "approved": approved,
        "changes": changes(exact_of(approved), exact_of(report)) if approved is not None and revises else (),
        "closed": policies.send_back(report), "refusal": policies.approve(report, by=request.user),
        "signatures": signatures_of(centre, report.month),
    }  # fmt: skip
