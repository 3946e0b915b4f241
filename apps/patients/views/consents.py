"""What a person agreed to: a part of their page, a form to note it, and one to take it back."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.models import User
from apps.centres.access import Permission
from apps.core import web
from apps.patients import access
from apps.patients.actions import consents
from apps.patients.forms.consents import ConsentForm, WithdrawForm
from apps.patients.models import Consent, ConsentKind, Patient
from apps.patients.views.answers import page, posted

KEEP = Permission.REGISTER_PATIENT
# A person is treated and their data used only with their consent: that nobody asked is worth a word.
ASKED_OF_EVERYBODY = (ConsentKind.TREATMENT, ConsentKind.DATA_USE)


@dataclass(frozen=True)
class Line:
    """A kind of consent and the latest word on it; `missing`: nobody asked, and somebody should."""

    kind: ConsentKind
    last: Consent | None

    @property
    def missing(self) -> bool:
        return self.last is None and self.kind in ASKED_OF_EVERYBODY


@login_required
@require_GET
def consent_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The four kinds with the latest word on each, and everything said before: a part of the patient's page."""
    patient = access.load(request.user, pk)
    said = Consent.objects.visible_to(request.user).of_person(patient)
    rows = list(said.select_related("centre", "recorded_by", "withdrawn_by"))
    last = Consent.last_words(rows)
    context = {
        "patient": patient,
        "lines": [Line(kind, last.get(kind)) for kind in ConsentKind],
        "history": rows,
        "may_record": bool(access.centres_for(request.user, patient, KEEP)),
    }
    template = "patients/_consents.html" if request.htmx else "patients/consents.html"
    return render(request, template, context)


@login_required
@require_http_methods(["GET", "POST"])
def consent_record(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Note that the patient `pk` consents to this kind, or does not."""
    patient = access.load(request.user, pk, KEEP)
    if kind not in ConsentKind.values:
        raise Http404
    centre = access.centres_for(request.user, patient, KEEP)[0]
    form = ConsentForm(posted(request), centre=centre)
    given = partial(recorded, patient=patient, centre=centre, kind=kind, by=request.user)
    if web.carried_out(form, given):
        return web.done(request, _("Saved."), page(pk))
    return web.show(request, "patients/consent.html", form, patient=patient, kind=ConsentKind(kind))


@login_required
@require_http_methods(["GET", "POST"])
def consent_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the consent `pk` back."""
    visible = Consent.objects.visible_to(request.user).select_related("patient__centre", "centre")
    consent = get_object_or_404(visible, pk=pk)
    patient = access.load(request.user, consent.patient_id, KEEP)
    form = WithdrawForm(posted(request), record=consent)
    if web.carried_out(form, partial(consents.withdraw, consent=consent, by=request.user)):
        return web.done(request, _("The consent has been withdrawn."), page(patient.pk))
    return web.show(request, "patients/consent_withdraw.html", form, patient=patient, consent=consent)


def recorded(*, answer: str, patient: Patient, by: User, **said: Any) -> Consent:
    """The verb that the answer stands for."""
    verb = consents.give if answer == "yes" else consents.refuse
    return verb(patient=patient, by=by, **said)
