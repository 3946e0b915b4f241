"""Whose rows somebody may see begins with one question: which centres is the person a member of today?

The conditions of this kind never join: a row is there once or not at all, so nothing has to be sorted to throw
doubles away, and a list of a million people begins with its first page.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from apps.accounts.models import User


def member_of(user: "User", path: str = "centre__") -> Q:
    """Rows of the centres where the user has an active role; `path` leads from the row to its one centre, "" is the
    centre itself."""
    return Q(**{f"{path or 'pk__'}in": user.memberships.filter(ended_on=None).values("centre")})
