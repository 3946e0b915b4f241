"""Two records that are one person: picked, compared, asked for, decided, undone."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.models import User
from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core import web
from apps.core.clock import now
from apps.patients import access, comparison, matching, policies, search
from apps.patients.actions import merges
from apps.patients.forms.merges import DecisionForm, MergeFilter, MergeForm, UndoForm, WithdrawForm
from apps.patients.models import Merge, MergeState, Patient
from apps.patients.tables.merges import MergeTable
from apps.patients.views.answers import page, posted

P = Permission
SHOWN = 10
WITH = (
    "survivor__centre", "survivor__county", "survivor__merged_into", "loser__centre", "loser__county",
    "loser__merged_into", "requested_by", "decided_by", "undone_by", "centre",
)  # fmt: skip


@login_required
@require_GET
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who else is this person? Those who are alike, or whoever is looked for."""
    patient = access.load(request.user, pk, P.MERGE_PATIENTS)
    question = search.cleaned(request.GET.get("q"))
    centres = roles.centres_with(request.user, P.MERGE_PATIENTS)
    others = Patient.objects.visible_to(request.user).of_centres(centres).exclude(pk=patient.pk)
    context: dict[str, Any] = {"patient": patient, "question": question}
    if question:
        context["hits"] = list(search.find(others.select_related("centre"), question)[:SHOWN])
    else:
        context["likenesses"] = matching.like(others.select_related("centre"), patient)
    return render(request, "patients/merge_pick.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def merge_with(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Both records side by side: what is kept is chosen, and a second person asked to decide."""
    survivor, loser = (access.load(request.user, key, P.MERGE_PATIENTS, itself=True) for key in (pk, other))
    both = {"survivor": survivor, "loser": loser}
    form = MergeForm(posted(request), **both, guarded=sees_guarded(request.user, survivor, loser))
    centre = common_centre(request.user, survivor, loser)
    ask = partial(merges.request, **both, centre=centre, by=request.user, at=now())
    if web.carried_out(form, ask):
        return web.done(request, _("Asked for. Somebody else decides now."), shown_at(form.result))
    refusal = None if form.is_bound else policies.merges.request(survivor, loser)
    found = {"likeness": matching.likeness(survivor, loser), "counts": comparison.counts_of(survivor, loser)}
    return web.show(request, "patients/merge_with.html", form, **both, **found, patient=survivor, refusal=refusal)


@login_required
@require_GET
def merge_list(request: HttpRequest) -> HttpResponse:
    """The merges somebody may see, waiting ones first."""
    roles.require_somewhere(request.user, P.MERGE_PATIENTS)
    rows = Merge.objects.visible_to(request.user)
    found = MergeFilter(request.GET, rows.select_related(*WITH).waiting_first(), user=request.user)
    table = web.paged(request, MergeTable(found.qs))
    context = {"filter": found, "table": table, "waiting": rows.waiting().count()}
    return render(request, "patients/merges.html", context)


@login_required
@require_GET
def merge_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One merge: what is asked, or what was done, and what can be done about it."""
    merge = load(request.user, pk, P.MERGE_PATIENTS)
    return show(request, merge, None)


@login_required
@require_http_methods(["GET", "POST"])
def merge_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Merge, or do not, with a note."""
    merge = load(request.user, pk, P.APPROVE_MERGE)
    form = DecisionForm(posted(request), record=merge, survivor=merge.survivor, loser=merge.loser)
    if web.carried_out(form, partial(merges.decide, merge=merge, by=request.user, at=now())):
        merged = form.result.state == MergeState.APPROVED
        words = _("Merged. The record that was kept is shown below.") if merged else _("The records stay apart.")
        return web.done(request, words, page(merge.survivor_id) if merged else shown_at(merge))
    return show(request, merge, form)


@login_required
@require_POST
def merge_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what one asked for oneself."""
    merge = load(request.user, pk, P.MERGE_PATIENTS)
    if merge.requested_by_id != request.user.pk:
        raise PermissionDenied
    form = WithdrawForm(posted(request), record=merge)
    if web.carried_out(form, partial(merges.withdraw, merge=merge, by=request.user, at=now())):
        return web.done(request, _("Withdrawn."), shown_at(merge))
    return show(request, merge, form)


@login_required
@require_http_methods(["GET", "POST"])
def merge_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make two records of one again."""
    merge = load(request.user, pk, P.APPROVE_MERGE)
    form = UndoForm(posted(request), record=merge)
    if web.carried_out(form, partial(merges.undo, merge=merge, by=request.user, at=now())):
        return web.done(request, _("Undone. They are two records again."), shown_at(merge))
    return web.show(request, "patients/merge_undo.html", form, **told(merge, request.user))


def load(user: User, pk: UUID, permission: Permission) -> Merge:
    """The merge, for somebody with the permission for both people; 404 where one of them is not the user's to see."""
    merge = get_object_or_404(Merge.objects.visible_to(user).select_related(*WITH), pk=pk)
    if not all(access.centres_for(user, standing(person), permission) for person in (merge.survivor, merge.loser)):
        raise PermissionDenied
    return merge


def standing(person: Patient) -> Patient:
    """The record under which the person stands now."""
    return person.merged_into or person


def show(request: HttpRequest, merge: Merge, form: Any) -> HttpResponse:
    """The merge's own page; with a form that was refused, with what was typed."""
    status = 422 if form is not None and form.is_bound else 200
    form = form or DecisionForm(record=merge, survivor=merge.survivor, loser=merge.loser)
    return render(request, "patients/merge.html", {"form": form, **told(merge, request.user)}, status=status)


def told(merge: Merge, user: User) -> dict[str, Any]:
    """What the pages of a merge say."""
    survivor, loser = standing(merge.survivor), standing(merge.loser)
    decides = bool(access.centres_for(user, survivor, P.APPROVE_MERGE))
    guarded = sees_guarded(user, survivor, loser)
    waits = merge.state == MergeState.REQUESTED
    return {
        "merge": merge, "patient": survivor, "survivor": merge.survivor, "loser": merge.loser, "waits": waits,
        "likeness": matching.likeness(merge.survivor, merge.loser) if waits else None,
        "lines": comparison.compare(merge.survivor, merge.loser, guarded=guarded) if waits else [],
        "changes": comparison.changes(merge, guarded=guarded), "counts": comparison.counts(merge),
        "own": merge.requested_by_id == user.pk, "may_decide": decides and merge.requested_by_id != user.pk,
        "may_undo": decides and merge.state == MergeState.APPROVED,
        "refusal": policies.merges.unite(merge.survivor, merge.loser) if waits else None,
        "undo_refusal": policies.merges.undo(merge) if merge.state == MergeState.APPROVED else None,
    }  # fmt: skip


def sees_guarded(user: User, *people: Patient) -> bool:
    return all(access.sees_guarded(user, person) for person in people)


def common_centre(user: User, survivor: Patient, loser: Patient) -> Any:
    """The centre in whose name it is asked: one that sees both, if there is one."""
    first, second = (access.centres_for(user, person, P.MERGE_PATIENTS) for person in (survivor, loser))
    return next((centre for centre in first if centre in second), first[0])


def shown_at(merge: Merge) -> str:
    return reverse("patients:merge_show", args=[merge.pk])
