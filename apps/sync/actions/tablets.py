"""Tablets revoked and renamed, found by the token they show, and what is noted at each of their calls."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import refuse, refuse_if
from apps.core.reading import Joined
from apps.core.writing import locked, save
from apps.sync import policies, tokens
from apps.sync.models import RevokeAction, Tablet, TabletState

FIND = Joined(
    """
    SELECT {tablet}, {user}, {centre} FROM sync_tablet tablet
    JOIN accounts_user "user" ON "user".id = tablet.user_id JOIN centres_centre centre ON centre.id = tablet.centre_id
    WHERE tablet.token_hash = %s
    """,
    tablet=Tablet, user=User, centre=Centre,
)  # fmt: skip
NOTE = """
UPDATE sync_tabletstate SET {columns} WHERE tablet_id = (
    SELECT tablet_id FROM sync_tabletstate WHERE tablet_id = %s FOR UPDATE SKIP LOCKED
)
"""
UNAWAITED = "SET LOCAL synchronous_commit = off; "
REVOCATION = ("revoked_at", "revoked_by", "revoke_action", "revoke_reason")


def find(*, token: str) -> Tablet | None:
    """The tablet that was given this token, in whatever state it is, with its person and centre."""
    for tablet, user, centre in FIND.rows([tokens.digest(token)]):
        tablet.user, tablet.centre = user, centre
        found: Tablet = tablet
        return found
    return None


@transaction.atomic
def revoke(
    *, tablet: Tablet, action: RevokeAction, reason: str, by: User, at: datetime, version: int | None = None
) -> Tablet:
    """Refuse the tablet from its very next call on, and say what it shall do with what it holds (MUST 17).

    Raises Refused when it was revoked already, "stale" when it changed since `version`.
    """
    fresh = locked(tablet, version=version)
    refuse_if(policies.why_not_in_use(fresh))
    fresh.revoked_at, fresh.revoked_by, fresh.revoke_action, fresh.revoke_reason = at, by, action, reason
    save(fresh, *REVOCATION)
    return fresh


@transaction.atomic
def rename(*, tablet: Tablet, name: str, by: User, version: int | None = None) -> Tablet:
    """Another name for a tablet in use.

    Raises Refused when it was revoked, "invalid" when another one in use at the centre is called so, "stale".
    """
    fresh = locked(tablet, version=version)
    refuse_if(policies.why_not_in_use(fresh))
    refuse_if(policies.why_not_named(name, fresh.centre, but=fresh), code="invalid", field="name")
    fresh.name = name
    try:
        with transaction.atomic():
            save(fresh, "name")
    except IntegrityError:  # somebody was faster
        refuse(_("A tablet of this centre already has this name."), code="invalid", field="name")
    return fresh


def note(*, tablet: Tablet, error: str, at: datetime, **fields: Any) -> None:
    """What a call told about the tablet. `error`: the code it was refused with, "" when all went well.

    While another call of the same tablet is being dealt with, nothing is written: that one notes its own. Nobody waits
    until it is on the disk, either: after a crash the tablet calls again.
    """
    told = {**fields, "last_seen_at": at, **({"last_error": error, "last_error_at": at} if error else {})}
    columns = ", ".join(f"{TabletState._meta.get_field(name).column} = %s" for name in told)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        soon = UNAWAITED if connection.get_autocommit() else ""
        cursor.execute(soon + NOTE.format(columns=columns), [*told.values(), tablet.pk])
