"""A field tablet: enrolled once by an administrator, used by one person of one centre, revoked when it is gone."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked, tracked_without
from apps.centres.models.scope import member_of
from apps.core.models import Record

if TYPE_CHECKING:
    from datetime import datetime

    from apps.accounts.models import User


LONGEST = 366  # days a tablet stays signed in


class RevokeAction(models.TextChoices):
    """What a revoked tablet is told to do with what it holds (MUST 17)."""

    WIPE = "wipe", _("Delete everything on it")
    RELOGIN = "relogin", _("Sign in again")


class TabletQuerySet(models.QuerySet["Tablet"]):
    def visible_to(self, user: "User") -> "TabletQuerySet":
        return self.filter(member_of(user))

    def usable(self, at: "datetime") -> "TabletQuerySet":
        """Neither revoked nor expired at the instant `at`."""
        return self.filter(revoked_at=None, expires_at__gt=at)


@tracked_without("token_hash")
class Tablet(Record):
    """A tablet and the right it has: what it writes is written by `user`, in `centre`, with the user's roles there.

    `token_hash`: SHA-256 of its 256-bit token, which is said once, at enrolment, and never kept.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("user", "enrolled_by", "revoked_by")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "centre", "name", "token_hash", "expires_at", "enrolled_at", "revoked_at", "revoke_action", "revoke_reason",
    )  # fmt: skip

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="tablets")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("used by"))
    name = models.CharField(_("name"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("valid until"))
    enrolled_at = models.DateTimeField(_("enrolled at"))
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoke_action = models.CharField(_("the tablet shall"), max_length=8, choices=RevokeAction, blank=True)
    revoke_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = TabletQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("centre", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "name"), condition=Q(revoked_at=None), name="one_tablet_of_a_name_in_use"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("enrolled_at")), name="tablet_expires_after_enrolment"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoke_action="", revoke_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, revoke_action__in=RevokeAction.values)
                & ~Q(revoke_reason=""),
                name="tablet_revoked_with_a_reason",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class TabletState(models.Model):
    """How a tablet is doing, written at each of its calls and therefore apart from the audited record.

    `last_op_seq`: the last operation received (0: none), by which gaps are seen (MUST 1). `max_issued`: the highest
    cursor ever handed out, by which a restored server is noticed (MUST 15). `clock_offset`: seconds the tablet's clock
    is ahead of ours. `unsent`: how many operations the tablet said it still holds.
    """

    HARMLESS: ClassVar[tuple[str, ...]] = (
        "tablet", "last_op_seq", "max_issued", "epoch", "schema", "app_version", "device_name", "clock_offset",
        "unsent", "last_seen_at", "last_push_at", "last_pull_at", "last_complete_at", "last_error", "last_error_at",
    )  # fmt: skip

    tablet = models.OneToOneField(Tablet, models.CASCADE, primary_key=True, related_name="state")
    last_op_seq = models.BigIntegerField(default=0)
    max_issued = models.BigIntegerField(default=0)
    epoch = models.UUIDField(null=True, blank=True)
    schema = models.PositiveSmallIntegerField(null=True, blank=True)
    app_version = models.CharField(max_length=30, blank=True)
    device_name = models.CharField(max_length=60, blank=True)
    clock_offset = models.IntegerField(null=True, blank=True)
    unsent = models.PositiveIntegerField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    last_push_at = models.DateTimeField(null=True, blank=True)
    last_pull_at = models.DateTimeField(null=True, blank=True)
    last_complete_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=40, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(last_op_seq__gte=0, max_issued__gte=0), name="tablet_counts_upwards"),
        )

    def __str__(self) -> str:
        return str(self.tablet_id)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: "User") -> "EnrolmentQuerySet":
        return self.filter(member_of(user))


@tracked
class Enrolment(Record):
    """A one-time code shown as a QR to whoever holds the tablet. Used once, within minutes; only its hash is kept.

    `tablet`: the one that is signed in again; of a new one empty until it came. `valid_days`: how long its sign-in is
    good for, from the moment it comes.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("user", "made_by")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "centre", "tablet_name", "code_hash", "made_at", "expires_at", "tablet", "valid_days", "used_at",
    )  # fmt: skip

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tablet_name = models.CharField(_("name of the tablet"), max_length=60)
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valid until"))
    tablet = models.ForeignKey(Tablet, models.PROTECT, null=True, blank=True, related_name="enrolments")
    valid_days = models.PositiveSmallIntegerField(_("valid for (days)"), default=90)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="enrolment_expires_later"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(tablet__isnull=False, used_at__lt=F("expires_at")),
                name="enrolment_used_in_time_by_a_tablet",
            ),
            models.CheckConstraint(condition=Q(valid_days__range=(1, LONGEST)), name="enrolment_for_a_year_at_most"),
        )

    def is_waiting(self, at: "datetime") -> bool:
        """Whether a tablet can still come with its code."""
        return self.used_at is None and at < self.expires_at

    def __str__(self) -> str:
        return self.tablet_name
