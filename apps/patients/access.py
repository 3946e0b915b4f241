"""One way to reach a patient: of another centre's there is nothing to see (404), without the role nothing to do (403).

Two centres may see one person; what somebody may do follows from the role in one of those centres. A centre that the
person has left reads what it did itself, corrects its own counts, and no more.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.patients.models import Patient, PatientAccess

# What a role still allows in a centre that the person has left.
KEPT = frozenset({Permission.VIEW_PATIENTS, Permission.VOID_SERVICE})


def load(user: User, pk: UUID, permission: Permission = Permission.VIEW_PATIENTS, *, itself: bool = False) -> Patient:
    """The patient, for somebody with the permission in a centre that sees the person. The address of a record that was
    merged leads to the one it was merged into, unless the record `itself` is to be changed.

    Raises Http404 when no centre of the user sees the patient, PermissionDenied without the role there.
    """
    everybody = Patient.objects.select_related("centre")
    patient = everybody.filter(pk=pk).first()
    if patient is None or not sees(user, patient):
        patient = get_object_or_404(everybody.none() if itself else everybody.visible_to(user), merged_here=pk)
    if not centres_for(user, patient, permission):
        raise PermissionDenied
    return patient


def look_at(user: User, pk: UUID) -> tuple[Patient, list[PatientAccess]]:
    """The patient to read about; beside a former patient the ended accesses of the user's centres, else nothing.

    Raises Http404 when the patient never was of a centre of the user's, PermissionDenied without the role there.
    """
    try:
        return load(user, pk), []
    except Http404:
        centres = list(Centre.objects.visible_to(user))
        patient = get_object_or_404(Patient.objects.formerly_of(centres).select_related("centre"), pk=pk)
        held = access.centres_with(user, Permission.VIEW_PATIENTS)
        ended = patient.accesses.filter(active=False, centre__in=held).select_related("centre").order_by("since")
        if not ended:
            raise PermissionDenied from None
        return patient, list(ended)


def standing(patient: Patient) -> list[PatientAccess]:
    """The accesses of the centres that see the patient now, each with its centre, the oldest first.

    Read once in the life of the object, and so once a request; `serves` asks anew.
    """
    if not hasattr(patient, "standing_accesses"):
        active = PatientAccess.objects.filter(active=True).select_related("centre").order_by("since", "created_at")
        prefetch_related_objects([patient], Prefetch("accesses", active, to_attr="standing_accesses"))
    found: list[PatientAccess] = patient.standing_accesses  # type: ignore[attr-defined]
    return found


def sees(user: User, patient: Patient) -> bool:
    """What `visible_to` asks of many, of one: by what every page about the person reads anyway."""
    seeing = {found.centre_id for found in standing(patient)}
    return any(role.centre_id in seeing for role in access.roles_of(user))


def centres_for(user: User, patient: Patient, permission: Permission) -> list[Centre]:
    """The centres that see the patient and in which the user holds the permission; the registering one first."""
    seeing = {found.centre_id for found in standing(patient)}
    held = [centre for centre in access.centres_with(user, permission) if centre.pk in seeing]
    return sorted(held, key=lambda centre: (centre.pk != patient.centre_id, centre.code))


def permissions_for(user: User, patient: Patient) -> frozenset[Permission]:
    """Everything the user may do for this patient, in whichever of the centres that see the person."""
    return frozenset().union(*(access.permissions_of(user, found.centre) for found in standing(patient)))


def serves(centre: Centre, patient: Patient) -> bool:
    """Whether the centre sees the patient now."""
    return patient.accesses.filter(centre=centre, active=True).exists()


def permissions_at(user: User, patient: Patient, centre: Centre) -> frozenset[Permission]:
    """What the user's roles in this centre allow for the patient; little once the person has left it."""
    held = access.permissions_of(user, centre)
    return held if serves(centre, patient) else held & KEPT


def sees_guarded(user: User, patient: Patient) -> bool:
    """Whether category and cause of this patient are shown to the user."""
    return Permission.VIEW_GUARDED in permissions_for(user, patient)
