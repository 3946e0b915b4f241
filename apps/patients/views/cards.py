"""The person's card: seen, printed, taken as a file; and what scanning one opens."""

from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from apps.centres.access import Permission
from apps.patients import access
from apps.patients.card import Card, address_of, as_pdf, lay_out
from apps.patients.codes import key_of
from apps.patients.forms.card import CardForm, choice_of
from apps.patients.models import Patient
from apps.patients.views.answers import page


@login_required
@require_GET
def card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card of the patient `pk` as it will be printed, in the size and language chosen by the address."""
    patient = access.load(request.user, pk)
    made = drawn(request, patient)
    context = {"patient": patient, "form": CardForm(made.choice), "card": made, "only_here": only_here(root(request))}
    return render(request, "patients/card.html", context)


@login_required
@require_GET
def card_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card as a PDF of exactly its size."""
    patient = access.load(request.user, pk)
    made = drawn(request, patient)
    name = f"{patient.number}-{made.choice.size.value}-{made.choice.language}.pdf"
    return HttpResponse(as_pdf(made, on=patient.centre.today()), content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store",
    })  # fmt: skip


@login_required
@require_GET
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Go on to the record of a scanned card; of a merged one to the record it was merged into."""
    key = key_of(code)
    people = Patient.objects.visible_to(request.user)
    found = people.filter(Q(pk=key, merged_into=None) | Q(merged_here=key)).first() if key else None
    if found is None:
        return render(request, "patients/card/unknown.html", status=404)
    access.load(request.user, found.pk)
    return redirect(page(found.pk))


def drawn(request: HttpRequest, patient: Patient) -> Card:
    """The card that the address asks for, as the user's centre gives it out today."""
    choice = choice_of(request.GET, language=get_language() or settings.LANGUAGE_CODE)
    centre = access.centres_for(request.user, patient, Permission.VIEW_PATIENTS)[0]
    return lay_out(patient, choice, centre=centre, address=address_of(patient, root(request)), on=centre.today())


def root(request: HttpRequest) -> str:
    """Where codes lead: the installation's public address, else the one at which this page was opened."""
    return settings.PUBLIC_URL or request.build_absolute_uri("/")


def only_here(address: str) -> bool:
    """Whether the address is this computer's own name for itself, which no other device can open."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
