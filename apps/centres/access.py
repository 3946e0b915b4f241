"""Who may do what, as data an auditor can read: each role's permissions, always in one centre.

In what *state* something may be done is a policy's business; whose rows may be seen is `visible_to`'s.
"""

import enum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from apps.centres.models import Centre, Membership, Role
from apps.core.reading import Joined

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
    LOG_PHYSIOTHERAPY = "plan treatment and log physiotherapy sessions"
    MEASURE_OUTCOMES = "record outcome measures"
    BOOK_APPOINTMENTS = "book appointments and note who came"
    VIEW_WORKLOAD = "view how much each therapist and technician does"
    VIEW_REPORTS = "view the figures and the rows behind them"
    MAKE_REPORTS = "ask for report files, file the month, submit it, decide on late records, enter old figures"
    APPROVE_REPORTS = "approve a month or send it back, decide on reopening one"
    MANAGE_PEOPLE = "manage people and roles"
    VIEW_TABLETS = "view how the tablets are doing"
    MANAGE_TABLETS = "enrol tablets, rename and revoke them"
    MANAGE_CATALOGUE = "manage the catalogue: types of devices, words, cards, intervals, outcome measures"


P = Permission
# Whoever cares for people finds, registers and corrects them, and notices when two records are one person.
CARE = frozenset(
    {
        P.VIEW_PATIENTS,
        P.REGISTER_PATIENT,
        P.MERGE_PATIENTS,
        P.TRANSFER_PATIENT,
        P.DELIVER_PREFABRICATED,
        P.BOOK_APPOINTMENTS,
    }
)
CLINICAL = CARE | {
    P.VIEW_GUARDED,
    P.VIEW_HISTORY,
    P.APPROVE_MERGE,
    P.RECORD_IMPAIRMENT,
    P.MEASURE_OUTCOMES,
    P.VOID_SERVICE,
}

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
        P.VIEW_WORKLOAD,
        P.VIEW_REPORTS,
        P.MAKE_REPORTS,
        P.APPROVE_REPORTS,
        P.VIEW_TABLETS,
    },
    Role.ADMINISTRATOR: frozenset({P.MANAGE_PEOPLE, P.MANAGE_CATALOGUE, P.VIEW_TABLETS, P.MANAGE_TABLETS}),
    Role.AUDITOR: frozenset({P.VIEW_REPORTS}),
}

ROLES = Joined(
    """
    SELECT {role}, {centre} FROM centres_membership role JOIN centres_centre centre ON centre.id = role.centre_id
    WHERE role.user_id = %s AND role.ended_on IS NULL ORDER BY centre.code, role.role
    """,
    role=Membership, centre=Centre,
)  # fmt: skip


def roles_of(user: "User") -> list[Membership]:
    """The user's active roles, each with its centre, by the centre's code.

    Read once in the life of the object, and so once a request, however often a page asks what somebody may do.
    """
    if not hasattr(user, "active_roles"):
        user.active_roles = [_with(role, centre) for role, centre in ROLES.rows([user.pk])]  # type: ignore[attr-defined]
    roles: list[Membership] = user.active_roles  # type: ignore[attr-defined]  # a lazy user has no vars() of its own
    return roles


def _with(role: Membership, centre: Centre) -> Membership:
    role.centre = centre
    return role


def permissions_of(user: "User", centre: Centre) -> frozenset[Permission]:
    """Everything the user's active roles in the centre allow; empty for a stranger."""
    held = (ROLE_PERMISSIONS[Role(role.role)] for role in roles_of(user) if role.centre_id == centre.pk)
    return frozenset().union(*held)


def allows(user: "User", permission: Permission, centre: Centre) -> bool:
    """Whether one of the user's roles in this centre carries the permission."""
    return permission in permissions_of(user, centre)


def require(user: "User", permission: Permission, centre: Centre) -> None:
    """Raise PermissionDenied (403) unless the user's role in the centre carries the permission."""
    if not allows(user, permission, centre):
        raise PermissionDenied


def centres_with(user: "User", permission: Permission) -> list[Centre]:
    """The centres in which the user holds the permission, by code; empty when there is none."""
    held = (role for role in roles_of(user) if permission in ROLE_PERMISSIONS[Role(role.role)])
    return list({role.centre_id: role.centre for role in held}.values())


def require_one_of(user: "User", *permissions: Permission) -> None:
    """Raise PermissionDenied (403) unless the user holds one of the permissions somewhere."""
    if not any(centres_with(user, permission) for permission in permissions):
        raise PermissionDenied


def require_somewhere(user: "User", permission: Permission) -> list[Centre]:
    """The centres in which the user holds the permission; PermissionDenied (403) when there is none."""
    centres = centres_with(user, permission)
    if not centres:
        raise PermissionDenied
    return centres
