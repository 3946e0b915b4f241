"""The paragraphs beside a report's figures: written while it is a draft."""

from datetime import date
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.reports import policies
from apps.reports.actions import narratives
from apps.reports.forms import WordsForm
from apps.reports.indicators import Scope
from apps.reports.models import Report
from apps.reports.periods import ReportPeriod
from apps.reports.subject import Subject
from apps.reports.views.loading import load_centre, load_subject, load_together


@login_required
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Of a month of one centre."""
    return _words(request, Scope.of(load_centre(request, centre, Permission.MAKE_REPORTS)), ReportPeriod(month))


@login_required
@require_http_methods(["GET", "POST"])
def words_period(request: HttpRequest, centre: str, period: ReportPeriod) -> HttpResponse:
    """Of a quarter or year of one centre."""
    return _words(request, Scope.of(load_centre(request, centre, Permission.MAKE_REPORTS)), period)


@login_required
@require_http_methods(["GET", "POST"])
def words_together(request: HttpRequest, month: date) -> HttpResponse:
    """Of a month of all the user's centres."""
    return _words(request, _writable(request), ReportPeriod(month))


@login_required
@require_http_methods(["GET", "POST"])
def words_together_period(request: HttpRequest, period: ReportPeriod) -> HttpResponse:
    """Of a quarter or year of all the user's centres."""
    return _words(request, _writable(request), period)


def _writable(request: HttpRequest) -> Scope:
    scope = load_together(request)
    for centre in scope.centres:
        access.require(request.user, Permission.MAKE_REPORTS, centre)
    return scope


def _words(request: HttpRequest, scope: Scope, of: ReportPeriod) -> HttpResponse:
    subject = load_subject(scope, of)
    report = subject.row or _blank(subject)
    form = WordsForm(request.POST or None, record=report)
    if web.carried_out(form, partial(narratives.write, scope=scope, of=of, by=request.user, at=clock.now())):
        return web.done(request, _("The words are saved."), subject.url)
    return web.show(request, "reports/words.html", form, subject=subject, refusal=policies.write_words(report))


def _blank(subject: Subject) -> Report:
    """What the form starts from while nothing is stored: the first draft as it will be."""
    return Report(month=subject.of.month, months=subject.of.months)
