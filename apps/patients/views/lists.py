"""Finding people: the list, and the hits while typing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core import web
from apps.patients import search
from apps.patients.forms.filters import PatientFilter
from apps.patients.models import Patient
from apps.patients.models.patient import PatientQuerySet
from apps.patients.tables.people import PatientTable
from apps.patients.views.answers import page


@login_required
@require_GET
def patient_list(request: HttpRequest) -> HttpResponse:
    """Everyone the user's centres see; searched, narrowed, sorted, by pages."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    if label := search.label_in(request.GET.get("q")):
        return redirect("devices:scan", label)
    if scanned := scanned_person(request):
        return redirect(page(scanned.pk))
    choice = Centre.objects.visible_to(request.user).filter(pk__in=[centre.pk for centre in centres])
    newest_first = seen_by(request).select_related("centre", "county").order_by("-pk")
    found = PatientFilter(request.GET, newest_first, centres=choice)
    table = web.paged(request, PatientTable(found.qs))
    may_import = bool(access.centres_with(request.user, Permission.IMPORT_REGISTER))
    context = {"filter": found, "table": table, "may_import": may_import, **asked(request)}
    return render(request, "patients/list.html", context)


@login_required
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Names and people while somebody types into the header; nothing for an empty question."""
    people, context = seen_by(request), asked(request)
    if context["question"]:
        context["found"] = search.suggest(people, request.GET.get("q", ""))
    return render(request, "patients/_suggest.html", context)


def scanned_person(request: HttpRequest) -> Patient | None:
    """Who is meant when a card was scanned, or an address pasted, into the search box."""
    question = request.GET.get("q", "")
    return search.find(seen_by(request), question).first() if search.key_in(question) else None


def seen_by(request: HttpRequest) -> PatientQuerySet:
    """Patients of the centres in which the user may see patients at all; 403 when there is none."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    return Patient.objects.visible_to(request.user, within=centres)


def asked(request: HttpRequest) -> dict[str, object]:
    """What was looked for, and whether this user may register somebody who is not found."""
    return {
        "question": search.cleaned(request.GET.get("q")),
        "may_register": bool(access.centres_with(request.user, Permission.REGISTER_PATIENT)),
    }
