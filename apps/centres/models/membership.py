"""Access is always a role in a centre."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.centre import Centre
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User


class Role(models.TextChoices):
    RECEPTIONIST = "receptionist", _("Receptionist")
    TECHNICIAN = "technician", _("Orthopaedic technician")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    DOCTOR = "doctor", _("Doctor")
    SOCIAL_WORKER = "social-worker", _("Social worker")
    MANAGER = "manager", _("Centre manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(ended_on=None)

    def visible_to(self, user: "User") -> "MembershipQuerySet":
        """The memberships of the centres where the user has an active one, whatever the role."""
        return self.filter(centre__in=Centre.objects.visible_to(user))


@tracked
class Membership(Record):
    """A user's role in a centre, ended rather than deleted. One active membership per user, centre and role."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("user",)
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "role", "started_on", "ended_on")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("centre", "role", "user__username")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "centre", "role"), condition=Q(ended_on=None), name="one_active_membership_of_a_kind"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="membership_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} ({self.centre_id})"
