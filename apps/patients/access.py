"""One way to reach a patient: of another centre's there is nothing to see (404), without the role nothing to do (403).

Two centres may see one person; what somebody may do follows from the role in one of those centres.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.patients.models import Patient


def load(user: User, pk: UUID, permission: Permission = Permission.VIEW_PATIENTS) -> Patient:
    """The patient, for somebody with the permission in a centre that sees the person.

    Raises Http404 when no centre of the user sees the patient, PermissionDenied without the role there.
    """
    patient = get_object_or_404(Patient.objects.visible_to(user).select_related("centre"), pk=pk)
    if not centres_for(user, patient, permission):
        raise PermissionDenied
    return patient


def centres_for(user: User, patient: Patient, permission: Permission) -> list[Centre]:
    """The centres that see the patient and in which the user holds the permission; the registering one first."""
    seeing = set(patient.accesses.filter(active=True).values_list("centre", flat=True))
    held = [centre for centre in access.centres_with(user, permission) if centre.pk in seeing]
    return sorted(held, key=lambda centre: (centre.pk != patient.centre_id, centre.code))


def permissions_for(user: User, patient: Patient) -> frozenset[Permission]:
    """Everything the user may do for this patient, in whichever of the centres that see the person."""
    seeing = Centre.objects.visible_to(user).filter(patient_accesses__patient=patient, patient_accesses__active=True)
    return frozenset().union(*(access.permissions_of(user, centre) for centre in seeing.distinct()))


def sees_guarded(user: User, patient: Patient) -> bool:
    """Whether category and cause of this patient are shown to the user."""
    return Permission.VIEW_GUARDED in permissions_for(user, patient)
