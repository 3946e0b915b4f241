"""Whose rows somebody may see begins with one question: which centres is the person a member of today?"""

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from apps.accounts.models import User


def member_of(user: "User", path: str = "centre__") -> Q:
    """Rows of the centres where the user has an active role; `path` leads from the row to its centre.

    The condition joins: ask for distinct rows.
    """
    return Q(**{f"{path}memberships__user": user, f"{path}memberships__ended_on": None})
