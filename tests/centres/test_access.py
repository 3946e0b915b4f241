"""Who may do what, and whose rows they see."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre, Role
from apps.patients.models import Patient
from tests.people import MAY, a_patient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "permission", "allowed"),
    [
        ("receptionist", Permission.REGISTER_PATIENT, True),
        ("receptionist", Permission.VIEW_GUARDED, False),
        ("receptionist", Permission.PRESCRIBE_DEVICE, False),
        ("receptionist", Permission.DELIVER_PREFABRICATED, True),
        ("technician", Permission.PRESCRIBE_DEVICE, True),
        ("technician", Permission.LOG_PHYSIOTHERAPY, False),
        ("physio", Permission.LOG_PHYSIOTHERAPY, True),
        ("physio", Permission.PRESCRIBE_DEVICE, False),
        ("manager", Permission.MAKE_REPORTS, True),
        ("manager", Permission.MANAGE_PEOPLE, False),
        ("administrator", Permission.MANAGE_PEOPLE, True),
        ("administrator", Permission.VIEW_PATIENTS, False),
        ("auditor", Permission.VIEW_REPORTS, True),
        ("auditor", Permission.VIEW_PATIENTS, False),
    ],
)
def test_a_role_allows_its_own_work_in_its_own_centre_only(people, who, permission, allowed):
    assert access.allows(getattr(people, who), permission, people.rakrang) is allowed
    assert access.allows(getattr(people, who), permission, people.songrim) is False


def test_every_role_has_its_permissions_written_down():
    assert set(access.ROLE_PERMISSIONS) == set(Role)


def test_a_missing_role_is_refused(people):
    with pytest.raises(PermissionDenied):
        access.require(people.receptionist, Permission.PRESCRIBE_DEVICE, people.rakrang)
    with pytest.raises(PermissionDenied):
        access.require_somewhere(people.stranger, Permission.VIEW_PATIENTS)


def test_an_ended_role_allows_nothing(people):
    people.technician.memberships.update(ended_on=MAY)
    assert access.permissions_of(people.technician, people.rakrang) == frozenset()
    assert list(Centre.objects.visible_to(people.technician)) == []


def test_people_see_only_the_patients_of_their_centre(people):
    ours, theirs = a_patient(people), a_patient(people, centre=people.songrim)
    assert list(Patient.objects.visible_to(people.technician)) == [ours]
    assert list(Patient.objects.visible_to(people.songrim_technician)) == [theirs]
    assert list(Patient.objects.visible_to(people.stranger)) == []
