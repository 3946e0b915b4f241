"""People who may be one: advice beside the form, and once more when it is saved. It never blocks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core import clock
from apps.patients import access, matching
from apps.patients.forms.patients import LikenessForm, PersonForm
from apps.patients.matching import Verdict
from apps.patients.models import Patient
from apps.patients.models.patient import PatientQuerySet
from apps.patients.views.answers import page

ADVICE = {
    Verdict.PROBABLY: gettext_lazy("This is probably {number}: {reasons}."),
    Verdict.PERHAPS: gettext_lazy("This is perhaps {number}: {reasons}."),
}


@login_required
@require_POST
def duplicates(request: HttpRequest) -> HttpResponse:
    """Who may be the person in the form, and what in it looks odd. Sent by POST, so that no name gets into an address
    or a log; it writes nothing."""
    centre = roles.require_somewhere(request.user, Permission.REGISTER_PATIENT)[0]
    form, today = LikenessForm(request.POST), clock.today(centre.zone)
    form.is_valid()  # half filled, it is not; what could be read is enough
    people = others(request.user).exclude(pk=form.cleaned_data.get("record"))
    found = matching.alike(people, **form.facts(on=today))
    return render(request, "patients/_duplicates.html", {"likenesses": found, "oddities": form.oddities(on=today)})


def advise(request: HttpRequest, patient: Patient, form: PersonForm) -> None:
    """After saving: what looked odd, and the likeliest other record of the person, to be compared. No name is said,
    because messages travel in a cookie."""
    for oddity in form.oddities(on=clock.today(patient.centre.zone)):
        messages.warning(request, oddity)
    for likeness in matching.like(others(request.user), patient)[:1]:
        other = likeness.patient
        reasons = ", ".join(map(str, likeness.reasons))
        link = format_html('<a href="{}">{}</a>', compare_page(request.user, patient, other), _("Compare"))
        said = format_html(str(ADVICE[likeness.verdict]), number=other.number, reasons=reasons)
        messages.warning(request, format_html("{} {}", said, link))


def others(user: User) -> PatientQuerySet:
    """Whom the user may be told of: people of the centres in which they may see patients at all."""
    return Patient.objects.visible_to(user).of_centres(roles.centres_with(user, Permission.VIEW_PATIENTS))


def compare_page(user: User, patient: Patient, other: Patient) -> str:
    """Both records side by side for those who may ask for a merge; for others the other person's page."""
    if access.centres_for(user, patient, Permission.MERGE_PATIENTS):
        return reverse("patients:merge_with", args=[patient.pk, other.pk])
    return page(other.pk)
