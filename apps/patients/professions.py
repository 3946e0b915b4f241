"""Who can be in a team, and as what: people who work at the centre, each in the profession of their role unless
they say otherwise."""

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.centres.access import ROLE_PERMISSIONS, Permission
from apps.centres.models import Centre, Membership, Role
from apps.patients.models import Profession

# What somebody with the role usually is; a nurse has an account of another role and says so.
PROFESSIONS = {
    Role.TECHNICIAN: Profession.TECHNICIAN,
    Role.PHYSIOTHERAPIST: Profession.PHYSIOTHERAPIST,
    Role.DOCTOR: Profession.DOCTOR,
    Role.SOCIAL_WORKER: Profession.SOCIAL_WORKER,
}
CARING = [role for role, held in ROLE_PERMISSIONS.items() if Permission.VIEW_PATIENTS in held]


def colleagues(centre: Centre) -> QuerySet[User]:
    """Those who work with people at the centre today, by name."""
    held = Q(memberships__centre=centre, memberships__role__in=CARING, memberships__ended_on=None)
    return User.objects.filter(held).distinct().order_by("name", "username")


def profession_of(user: User, centre: Centre) -> Profession:
    """The profession that the user's role at the centre stands for; "other" where it stands for none."""
    roles = Membership.objects.active().filter(user=user, centre=centre).values_list("role", flat=True)
    return next((PROFESSIONS[Role(role)] for role in roles if role in PROFESSIONS), Profession.OTHER)
