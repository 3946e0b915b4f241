"""In what state a membership may change. Each rule returns None or the reason shown to the user."""

from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre, Membership, Role
from apps.core.problems import Text


def why_not_leave(membership: Membership) -> Text | None:
    """A centre keeps at least one administrator: otherwise nobody could let anyone in again."""
    if membership.ended_on is not None:
        return _("This role has already ended.")
    if membership.role != Role.ADMINISTRATOR:
        return None
    others = membership.centre.memberships.active().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if others.exclude(pk=membership.pk).exists():
        return None
    return _("The centre would be left without an administrator. Give somebody else that role first.")


def why_not_renew_password(membership: Membership, run: list[Centre]) -> Text | None:
    """`run`: the centres the acting administrator runs. A password opens every centre its owner works in."""
    if membership.ended_on is not None:
        return _("This role has already ended.")
    if membership.user.is_superuser or membership.user.memberships.active().exclude(centre__in=run).exists():
        return _("This person also works in a centre you do not administer; an administrator there has to do it.")
    return None
