"""How a tablet comes in: an administrator offers a code, whoever holds the tablet redeems it within minutes, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.ids import new_id
from apps.core.problems import refuse, refuse_if
from apps.core.writing import find_made, locked, save
from apps.sync import policies, tokens
from apps.sync.actions.tablets import REVOCATION
from apps.sync.models import Enrolment, Tablet, TabletState

OPEN_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Enrolled:
    """A tablet that came, and its token, which is said now and never again."""

    tablet: Tablet
    token: str


@transaction.atomic
def offer(
    *, centre: Centre, user: User, name: str, valid_days: int, by: User, at: datetime, id: UUID | None = None
) -> Enrolment:
    """Open the door for a new tablet of the centre, to be used by `user`, for OPEN_FOR from `at` on.

    The same key again gives the same offer. Raises Refused ("invalid", field "user" or "name").
    """
    made = find_made(Enrolment, id, centre=centre, made_by=by)
    if made is not None:
        return made
    refuse_if(policies.why_not_given(user, centre), code="invalid", field="user")
    refuse_if(policies.why_not_named(name, centre), code="invalid", field="name")
    return _offered(id, centre=centre, user=user, tablet_name=name, valid_days=valid_days, made_by=by, made_at=at)


@transaction.atomic
def offer_again(*, tablet: Tablet, valid_days: int, by: User, at: datetime, id: UUID | None = None) -> Enrolment:
    """Open the door for a tablet that is known: it gets a new token and goes on where it was, revoked or expired.

    The old token works until the new one is given. Raises Refused when it was told to delete everything, when its
    person has no role any more, or when another tablet in use has its name by now.
    """
    made = find_made(Enrolment, id, tablet=tablet, made_by=by)
    if made is not None:
        return made
    refuse_if(policies.why_not_signed_in_again(tablet))
    refuse_if(policies.why_not_given(tablet.user, tablet.centre))
    refuse_if(policies.why_not_named(tablet.name, tablet.centre, but=tablet))
    return _offered(
        id, centre=tablet.centre, user=tablet.user, tablet=tablet, tablet_name=tablet.name, valid_days=valid_days,
        made_by=by, made_at=at,
    )  # fmt: skip


def _offered(id: UUID | None, *, made_at: datetime, **details: Any) -> Enrolment:
    """The offer, and under its key the digest of its code."""
    key = id or new_id()
    kept = tokens.digest(tokens.plain(tokens.code_of(key)))
    return Enrolment.objects.create(id=key, code_hash=kept, made_at=made_at, expires_at=made_at + OPEN_FOR, **details)


@transaction.atomic
def redeem(*, code: str, at: datetime) -> Enrolled:
    """Take in the tablet that shows the code, which is used up by it.

    Raises Refused ("invalid_code"): unknown, used, expired, or no longer possible; always in the same words.
    """
    kept = tokens.digest(tokens.plain(code))
    found = Enrolment.objects.select_for_update(of=("self",)).filter(code_hash=kept).first()
    if found is None or not found.is_waiting(at) or not policies.works_with_people(found.user, found.centre):
        refuse_code()
    token = tokens.new_token()
    try:
        with transaction.atomic():
            tablet = _signed_in(found, found.tablet, token, at) if found.tablet else _taken_in(found, token, at)
    except IntegrityError:  # its name was given to another one in the meantime
        refuse_code()
    found.tablet, found.used_at = tablet, at
    save(found, "tablet", "used_at")
    return Enrolled(tablet, token)


def refuse_code() -> NoReturn:
    """Raise Refused in the words that are the same whatever is wrong with a code."""
    refuse(_("This code is not valid. Ask for a new one."), code="invalid_code")


def _taken_in(offer: Enrolment, token: str, at: datetime) -> Tablet:
    """A new tablet under the key of its first code; nothing is known of it yet."""
    tablet = Tablet.objects.create(
        id=offer.pk, centre=offer.centre, user=offer.user, name=offer.tablet_name, token_hash=tokens.digest(token),
        enrolled_at=at, expires_at=at + timedelta(days=offer.valid_days), enrolled_by=offer.made_by,
    )  # fmt: skip
    TabletState.objects.create(tablet=tablet)
    return tablet


def _signed_in(offer: Enrolment, known: Tablet, token: str, at: datetime) -> Tablet:
    """The same tablet with a new token; that it was revoked is over. Its numbers go on where they were."""
    tablet = locked(known)
    if policies.why_not_signed_in_again(tablet) is not None:
        refuse_code()
    tablet.token_hash, tablet.enrolled_at, tablet.enrolled_by = tokens.digest(token), at, offer.made_by
    tablet.expires_at = at + timedelta(days=offer.valid_days)
    tablet.revoked_at, tablet.revoked_by, tablet.revoke_action, tablet.revoke_reason = None, None, "", ""
    save(tablet, "token_hash", "enrolled_at", "enrolled_by", "expires_at", *REVOCATION)
    return tablet
