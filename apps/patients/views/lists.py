"""Finding people: the list, the hits while typing, and people who may be the one being registered."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import clock, web
from apps.patients import matching, search
from apps.patients.forms.filters import PatientFilter
from apps.patients.forms.patients import LikenessForm
from apps.patients.models import Patient
from apps.patients.models.patient import PatientQuerySet
from apps.patients.tables import PatientTable

SUGGESTED, COUNTED = 8, 200


@login_required
@require_GET
def patient_list(request: HttpRequest) -> HttpResponse:
    """Everyone the user's centres see; searched, narrowed, sorted, by pages."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    choice = Centre.objects.visible_to(request.user).filter(pk__in=[centre.pk for centre in centres])
    newest_first = seen_by(request).select_related("centre").order_by("-pk")
    found = PatientFilter(request.GET, newest_first, centres=choice)
    table = web.paged(request, PatientTable(found.qs))
    return render(request, "patients/list.html", {"filter": found, "table": table, **asked(request)})


@login_required
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """The first hits while somebody types into the header, as plain links; nothing for an empty question."""
    people, context = seen_by(request), asked(request)
    if context["question"]:
        found = search.find(people, context["question"])
        context["hits"] = list(found.select_related("centre")[:SUGGESTED])
        total = found[: COUNTED + 1].count()
        context |= {"more": max(min(total, COUNTED) - SUGGESTED, 0), "many": total > COUNTED}
    return render(request, "patients/_suggest.html", context)


@login_required
@require_POST
def duplicates(request: HttpRequest) -> HttpResponse:
    """People who may be the one being registered: advice beside the form. Sent by POST, so that no name gets into an
    address or a log; it writes nothing."""
    centre = access.require_somewhere(request.user, Permission.REGISTER_PATIENT)[0]
    likeness = LikenessForm(request.POST).values(today=clock.today(centre.zone))
    found = matching.alike(seen_by(request).select_related("centre"), **likeness)
    return render(request, "patients/_duplicates.html", {"likenesses": found})


def seen_by(request: HttpRequest) -> PatientQuerySet:
    """Patients of the centres in which the user may see patients at all; 403 when there is none."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    return Patient.objects.visible_to(request.user).of_centres(centres)


def asked(request: HttpRequest) -> dict[str, object]:
    """What was looked for, and whether this user may register somebody who is not found."""
    return {
        "question": search.cleaned(request.GET.get("q")),
        "may_register": bool(access.centres_with(request.user, Permission.REGISTER_PATIENT)),
    }
