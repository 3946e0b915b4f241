"""Transfers between centres: sent, asked for, answered, taken back."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core import web
from apps.patients import access
from apps.patients.actions import transfers
from apps.patients.forms.transfers import AnswerForm, AskForm, CancelForm, SendForm, TransferFilter
from apps.patients.models import Transfer, TransferState
from apps.patients.tables.people import age_text
from apps.patients.tables.transfers import KINDS, TransferTable
from apps.patients.views.answers import page, posted

TRANSFER = Permission.TRANSFER_PATIENT


@login_required
@require_GET
def transfer_list(request: HttpRequest) -> HttpResponse:
    """What waits for an answer here, and what became of the others."""
    centres = roles.require_somewhere(request.user, TRANSFER)
    rows = Transfer.objects.visible_to(request.user).select_related("patient__centre", "from_centre", "to_centre")
    found = TransferFilter(request.GET, rows, centres=centres)
    table = web.paged(request, TransferTable(found.qs, centres=centres))
    return render(request, "patients/transfers.html", {"filter": found, "table": table})


@login_required
@require_http_methods(["GET", "POST"])
def transfer_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the patient `pk` to another centre, which decides."""
    patient = access.load(request.user, pk, TRANSFER)
    centres = access.centres_for(request.user, patient, TRANSFER)
    form = SendForm(posted(request), user=request.user, centres=centres)
    if web.carried_out(form, partial(transfers.request, patient=patient, by=request.user)):
        return web.done(request, _("The other centre has been asked."), page(pk))
    waiting = patient.transfers.waiting().first()
    return web.show(request, "patients/transfer_send.html", form, patient=patient, waiting=waiting)


@login_required
@require_http_methods(["GET", "POST"])
def transfer_ask(request: HttpRequest) -> HttpResponse:
    """Ask for a person whom another centre serves. The answer here is the same whoever is meant."""
    centres = roles.require_somewhere(request.user, TRANSFER)
    form = AskForm(posted(request), user=request.user, centres=centres)
    if web.carried_out(form, partial(transfers.ask, by=request.user)):
        said = _("Passed on. If number and details agree, the centre that serves the person will see your question.")
        return web.done(request, said, reverse("patients:transfers"))
    return web.show(request, "patients/transfer_ask.html", form)


@login_required
@require_http_methods(["GET", "POST"])
def transfer_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One transfer: for the centre that was asked, with the form to answer it."""
    transfer = load(request, pk)
    decides = roles.allows(request.user, TRANSFER, transfer.deciding_centre)
    if request.method == "POST" and not decides:
        raise PermissionDenied
    form = AnswerForm(posted(request), transfer=transfer)
    if web.carried_out(form, partial(transfers.answer, transfer=transfer, by=request.user)):
        return web.done(request, _("Your answer has been recorded."), after_answer(request, form.result))
    return web.show(request, "patients/transfer_answer.html", form, decides=decides, **shown(request, transfer))


@login_required
@require_POST
def transfer_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what was asked."""
    transfer = load(request, pk)
    roles.require(request.user, TRANSFER, transfer.asked_by_centre)
    form = CancelForm(request.POST)
    if web.carried_out(form, partial(transfers.cancel, transfer=transfer, by=request.user)):
        return web.done(request, _("The request has been withdrawn."), reverse("patients:transfers"))
    return web.show(request, "patients/transfer_answer.html", form, decides=False, **shown(request, transfer))


def load(request: HttpRequest, pk: UUID) -> Transfer:
    """A transfer of one of the user's centres; 403 without the role there."""
    rows = Transfer.objects.visible_to(request.user).select_related(
        "patient__centre", "from_centre", "to_centre", "asked_by_centre", "requested_by", "decided_by"
    )
    transfer = get_object_or_404(rows, pk=pk)
    if not any(roles.allows(request.user, TRANSFER, centre) for centre in (transfer.from_centre, transfer.to_centre)):
        raise PermissionDenied
    return transfer


def shown(request: HttpRequest, transfer: Transfer) -> dict[str, object]:
    """What the page of a transfer says. Of a person who is not here yet: name, number, sex and age."""
    mine = roles.centres_with(request.user, TRANSFER)
    return {
        "transfer": transfer,
        "patient": transfer.patient,
        "named": transfer.names_person_to(mine),
        "age": age_text(transfer.patient),
        "kind": KINDS[TransferState(transfer.state)],
        "waits": transfer.state == TransferState.REQUESTED,
        "seen": bool(access.centres_for(request.user, transfer.patient, Permission.VIEW_PATIENTS)),
        "may_cancel": roles.allows(request.user, TRANSFER, transfer.asked_by_centre),
    }


def after_answer(request: HttpRequest, transfer: Transfer) -> str:
    """To the person, where they are served here now; else back to what waits."""
    seen = access.centres_for(request.user, transfer.patient, Permission.VIEW_PATIENTS)
    accepted = transfer.state == TransferState.ACCEPTED
    return page(transfer.patient_id) if accepted and seen else reverse("patients:transfers")
