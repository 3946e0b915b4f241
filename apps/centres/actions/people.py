"""Bringing a person in: an account, new or existing, and a role, in one go."""

from datetime import date

from django.db import transaction

from apps.accounts.actions import users
from apps.accounts.models import User
from apps.centres.actions import memberships
from apps.centres.models import Centre, Membership, Role


@transaction.atomic
def bring_in(
    *,
    centre: Centre,
    role: Role,
    on: date,
    by: User,
    user: User | None,
    username: str = "",
    name: str = "",
    language: str = "ko",
) -> tuple[Membership, str]:
    """Give `user` a role, or make the account first when there is none.

    Returns the membership and the new account's temporary password ("" for an existing account), which is
    kept nowhere. Raises Refused as `users.enrol` and `memberships.grant` do.
    """
    password = ""
    if user is None:
        password = users.temporary_password()
        user = users.enrol(username=username, name=name, password=password, language=language, by=by)
    return memberships.grant(user=user, centre=centre, role=role, on=on, by=by), password
