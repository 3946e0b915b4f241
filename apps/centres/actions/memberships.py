"""Roles given, changed and ended. A role is never deleted: who could do what, and when, stays readable."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres import policies
from apps.centres.models import Centre, Membership, Role
from apps.core.problems import refuse, refuse_if
from apps.core.writing import locked, save


def grant(*, user: User, centre: Centre, role: Role, on: date, by: User | None) -> Membership:
    """Give a role in a centre from `on` (local date). `by` is None only where no person acts.

    Raises Refused ("invalid", field "role") when the person already has this role there.
    """
    try:
        with transaction.atomic():
            return Membership.objects.create(user=user, centre=centre, role=role, started_on=on)
    except IntegrityError:
        refuse(_("This person already has this role in this centre."), code="invalid", field="role")


@transaction.atomic
def end(*, membership: Membership, on: date, by: User) -> Membership:
    """End a role; its last day is `on`, and it is closed at once.

    Raises Refused when it has ended already or the centre would be left without an administrator.
    """
    fresh = hold(membership)
    refuse_if(policies.why_not_leave(fresh))
    fresh.ended_on = max(on, fresh.started_on)
    save(fresh, "ended_on")
    return fresh


@transaction.atomic
def change_role(*, membership: Membership, role: Role, on: date, by: User) -> Membership:
    """End the role and give another one in the same centre from `on`; returns the new membership.

    The same role again changes nothing. Raises Refused as `end` and `grant` do.
    """
    if membership.role == role:
        return membership
    ended = end(membership=membership, on=on, by=by)
    return grant(user=ended.user, centre=ended.centre, role=role, on=on, by=by)


def hold(membership: Membership) -> Membership:
    """The membership read again, with the centre locked: two administrators cannot show each other out at once."""
    Centre.objects.select_for_update().get(pk=membership.centre_id)
    return locked(membership)
