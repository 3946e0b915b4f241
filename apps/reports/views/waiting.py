"""What waits on a month: seen by whoever reads its report, decided by whoever makes it."""

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.reports.actions import decisions
from apps.reports.indicators import Scope
from apps.reports.indicators.relation import SERVICES, model_name
from apps.reports.models import Report
from apps.reports.pending.forms import ChoosingForm, TakingForm
from apps.reports.pending.late import decision_on
from apps.reports.pending.month import MonthPending
from apps.reports.pending.page import WaitingPage
from apps.reports.views.loading import begun, load_centre

IN_AN_ADDRESS = 40  # records that can be named in one


@login_required
@require_GET
def waiting(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """The late records and the changes of a month, each with its effect."""
    return _shown(request, _load(request, centre, month, Permission.VIEW_REPORTS))


@login_required
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Take late records into the revision that is being drafted."""
    pending = _load(request, centre, month)
    form = TakingForm.of_late(_posted(request), pending)
    verb = partial(decisions.take, centre=pending.centre, month=month, by=request.user, at=clock.now())
    if web.carried_out(form, verb):
        words = ngettext("%(count)d record counts in this month now.", "%(count)d records count in this month now.",
                         len(form.result))  # fmt: skip
        return web.done(request, words % {"count": len(form.result)}, _page(pending))
    return _shown(request, pending, late=form)


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Leave late records out, with a reason."""
    pending = _load(request, centre, month)
    form = ChoosingForm.of_late(_posted(request), pending)
    verb = partial(decisions.decline, centre=pending.centre, month=month, by=request.user, at=clock.now())
    if web.carried_out(form, verb):
        return web.done(request, _("Left out, with the reason. It counts nowhere."), _page(pending))
    return _shown(request, pending, late=form)


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """Leave the sealed figures as they are although records have changed, with a reason."""
    pending = _load(request, centre, month)
    sealed = get_object_or_404(Report.objects.visible_to(request.user), pk=pending.sealed and pending.sealed.pk)
    form = ChoosingForm.of_changed(_posted(request), pending)
    if web.carried_out(form, partial(decisions.leave, report=sealed, by=request.user, at=clock.now())):
        return web.done(request, _("The figures stay as they are, with the reason."), _page(pending))
    return _shown(request, pending, changed=form)


@login_required
@require_http_methods(["GET", "POST"])
def ask_to_reopen(request: HttpRequest, centre: str, month: date) -> HttpResponse:
    """On to the request for reopening, whose reason begins with what the chosen records would change."""
    pending = _load(request, centre, month)
    data, of_changed = _posted(request), request.GET.get("of") == "changed"
    form = (ChoosingForm.of_changed if of_changed else ChoosingForm.of_late)(data, pending)
    if form.is_bound and form.is_valid():
        chosen = [("row", name) for name in form.named(form.cleaned_data)]
        query = chosen if len(chosen) <= IN_AN_ADDRESS else [("of", form.prefix)]
        return redirect(f"{reverse('reports:reopen', args=[centre, month])}?{urlencode(query)}")
    return _shown(request, pending, **{"changed" if of_changed else "late": form})


@login_required
@require_GET
def mark(request: HttpRequest, model: str, pk: UUID) -> HttpResponse:
    """What became of a late record, for the pages of devices, sessions and people; a fragment."""
    access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    kind = next((one for one in SERVICES if model_name(one) == model), None)
    if kind is None:
        raise Http404
    row = get_object_or_404(kind._default_manager.visible_to(request.user), pk=pk, late=True)
    return render(request, "reports/_late_mark.html", {"service": row, "decision": decision_on((model, row.pk))})


def _load(
    request: HttpRequest, centre: str, month: date, permission: Permission = Permission.MAKE_REPORTS
) -> MonthPending:
    place = load_centre(request, centre, permission)
    return MonthPending(place, begun(month, Scope.of(place)))


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(pending: MonthPending) -> str:
    return reverse("reports:waiting", args=[pending.centre.code, pending.month])


def _shown(request: HttpRequest, pending: MonthPending, **forms: ChoosingForm) -> HttpResponse:
    """The page; 422 with what was chosen and typed when it was refused."""
    pages = {name: request.GET.get(name, "1") for name in ("late_page", "changed_page")}
    refused = any(form.is_bound for form in forms.values())
    context = WaitingPage(pending, request.user, **pages).context(**forms)
    return render(request, "reports/waiting.html", context, status=422 if refused else 200)
