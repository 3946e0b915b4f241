"""Who may do what, as data an auditor can read: each role's permissions, always in one centre.

In what *state* something may be done is a policy's business; whose rows may be seen is `visible_to`'s.
"""

import enum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from apps.centres.models import Centre, Membership, Role
from apps.centres.models.scope import member_of

if TYPE_CHECKING:
    from apps.accounts.models import User


class Permission(enum.Enum):
    VIEW_PATIENTS = "view patients"
    VIEW_GUARDED = "view guarded fields: category, cause, conflict-related details"
    VIEW_HISTORY = "view who changed a patient's record and who looked at it"
    REGISTER_PATIENT = "register patients, correct their identity, keep their consents and documents"
    MERGE_PATIENTS = "ask for two records to be merged"
    APPROVE_MERGE = "decide on a merge somebody else asked for, and undo one"
    TRANSFER_PATIENT = "ask for a transfer between centres, and answer one"
    EXPORT_PATIENTS = "take lists of people out of the system"
    IMPORT_REGISTER = "take over an old register from a file"
    RECORD_IMPAIRMENT = "record impairments and assessments"
    PRESCRIBE_DEVICE = "prescribe devices, take them through their life, deliver and repair"
    DELIVER_PREFABRICATED = "hand out prefabricated items on the fast track"
    VOID_SERVICE = "void a delivery or another counted service"
    LOG_PHYSIOTHERAPY = "log physiotherapy sessions"
    VIEW_REPORTS = "view the figures and the rows behind them"
    MAKE_REPORTS = "ask for report files and file the month"
    MANAGE_PEOPLE = "manage people and roles"


P = Permission
# Whoever cares for people finds, registers and corrects them, and notices when two records are one person.
CARE = frozenset({P.VIEW_PATIENTS, P.REGISTER_PATIENT, P.MERGE_PATIENTS, P.TRANSFER_PATIENT, P.DELIVER_PREFABRICATED})
CLINICAL = CARE | {P.VIEW_GUARDED, P.VIEW_HISTORY, P.APPROVE_MERGE, P.RECORD_IMPAIRMENT, P.VOID_SERVICE}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.RECEPTIONIST: CARE,
    Role.TECHNICIAN: CLINICAL | {P.PRESCRIBE_DEVICE},
    Role.PHYSIOTHERAPIST: CLINICAL | {P.LOG_PHYSIOTHERAPY},
    Role.DOCTOR: CLINICAL,
    Role.SOCIAL_WORKER: CARE | {P.VIEW_GUARDED, P.RECORD_IMPAIRMENT},
    Role.MANAGER: CARE
    | {
        P.VIEW_GUARDED,
        P.VIEW_HISTORY,
        P.APPROVE_MERGE,
        P.EXPORT_PATIENTS,
        P.IMPORT_REGISTER,
        P.VOID_SERVICE,
        P.VIEW_REPORTS,
        P.MAKE_REPORTS,
    },
    Role.ADMINISTRATOR: frozenset({P.MANAGE_PEOPLE}),
    Role.AUDITOR: frozenset({P.VIEW_REPORTS}),
}


def permissions_of(user: "User", centre: Centre) -> frozenset[Permission]:
    """Everything the user's active roles in the centre allow; empty for a stranger."""
    roles = Membership.objects.active().filter(user=user, centre=centre).values_list("role", flat=True)
    return frozenset().union(*(ROLE_PERMISSIONS[Role(role)] for role in roles))


def allows(user: "User", permission: Permission, centre: Centre) -> bool:
    """Whether one of the user's roles in this centre carries the permission."""
    return permission in permissions_of(user, centre)


def require(user: "User", permission: Permission, centre: Centre) -> None:
    """Raise PermissionDenied (403) unless the user's role in the centre carries the permission."""
    if not allows(user, permission, centre):
        raise PermissionDenied


def centres_with(user: "User", permission: Permission) -> list[Centre]:
    """The centres in which the user holds the permission, by code; empty when there is none."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    return list(Centre.objects.filter(member_of(user, path=""), memberships__role__in=roles).distinct())


def require_somewhere(user: "User", permission: Permission) -> list[Centre]:
    """The centres in which the user holds the permission; PermissionDenied (403) when there is none."""
    centres = centres_with(user, permission)
    if not centres:
        raise PermissionDenied
    return centres
