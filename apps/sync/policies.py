"""When a tablet may be enrolled, signed in again, renamed or revoked. Each rule returns None or the reason shown."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.sync.models import RevokeAction, Tablet


def works_with_people(user: User, centre: Centre) -> bool:
    """Whether one of the user's roles in the centre sees patients: without, there is nothing to do with a tablet."""
    return user.is_active and access.allows(user, Permission.VIEW_PATIENTS, centre)


def why_not_given(user: User, centre: Centre) -> Text | None:
    """A tablet is for whoever sees patients in its centre."""
    if works_with_people(user, centre):
        return None
    return _("This person has no role in the centre that a tablet could be used with.")


def why_not_named(name: str, centre: Centre, *, but: Tablet | None = None) -> Text | None:
    """Two tablets in use at a centre do not have one name, whoever carries them. `but`: the one that is asked about."""
    others = Tablet.objects.filter(centre=centre, name=name, revoked_at=None)
    if (others if but is None else others.exclude(pk=but.pk)).exists():
        return _("A tablet of this centre already has this name.")
    return None


def why_not_signed_in_again(tablet: Tablet) -> Text | None:
    """What was told to delete everything never comes back: it is enrolled as a new one."""
    if tablet.revoke_action == RevokeAction.WIPE:
        return _("This tablet was told to delete everything on it. Enrol it as a new one.")
    return None


def why_not_in_use(tablet: Tablet) -> Text | None:
    """What was revoked is neither renamed nor revoked again."""
    return _("This tablet was revoked already.") if tablet.revoked_at is not None else None
