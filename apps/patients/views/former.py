"""People who have left for another centre: their list, and what of their page is still to be read here."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core import web
from apps.patients import search, whereabouts
from apps.patients.models import Patient, PatientAccess
from apps.patients.tables.former import FormerTable
from apps.patients.views.page import Section, address


@login_required
@require_GET
def former_list(request: HttpRequest) -> HttpResponse:
    """The people whose care here ended with a transfer: found by name or number, and by nothing newer."""
    centres = roles.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    question = search.cleaned(request.GET.get("q"))
    table = web.paged(request, FormerTable(whereabouts.former_people(centres, question)))
    return render(request, "patients/former_list.html", {"table": table, "question": question})


def former_page(patient: Patient, ended: list[PatientAccess]) -> dict[str, Any]:
    """What the centres whose access ended still read: who it was, when they served the person, and their own work.

    Devices, sessions and documents come by their own addresses, which know the same rule. No address, phone, caregiver,
    impairment, consent, category or anything another centre did.
    """
    centres = [access.centre_id for access in ended]
    rooms = (
        ("devices:for_patient", _("Devices"), True),
        ("physio:for_patient", _("Physiotherapy"), False),
        ("patients:documents", _("Documents and photos"), True),
    )
    episodes = patient.episodes.filter(centre__in=centres).prefetch_related("assessments")
    return {
        "patient": patient,
        "ended": ended,
        "numbers": patient.other_numbers.filter(centre__in=centres).select_related("centre"),
        "sections": [Section(address(name, patient), title, bare) for name, title, bare in rooms],
        "episodes": episodes,
    }
