"""What a tablet meant and the server did not do: both versions wait for a person (MUST 8)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.sync.models.operation import Operation

if TYPE_CHECKING:
    from apps.accounts.models import User


class ConflictCode(models.TextChoices):
    CHANGED = "changed", _("Changed here in the meantime")
    ID_EXISTS = "id_exists", _("Another record has this key")
    NOT_ALLOWED = "not_allowed", _("Not possible in the state it is in")
    CONSTRAINT = "constraint", _("Cannot stand beside what is recorded")


class Resolution(models.TextChoices):
    KEPT = "kept", _("Kept what is here")
    TAKEN = "taken", _("Took what the tablet says")


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, user: "User") -> "ConflictQuerySet":
        return self.filter(member_of(user))

    def open(self) -> "ConflictQuerySet":
        return self.filter(resolved_at=None)


@tracked
class Conflict(Record):
    """One field of one record (`field` "" : the whole of it), as it stands here and as the tablet proposed it."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "resolved_by", "resolution_reason")
    GUARDED: ClassVar[tuple[str, ...]] = ("current", "proposed")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "centre", "operation", "type", "key", "field", "code", "resolved_at", "resolution",
    )  # fmt: skip

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    patient = models.ForeignKey("patients.Patient", models.PROTECT, null=True, blank=True, related_name="+")
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="conflicts")
    type = models.CharField(max_length=20)
    key = models.UUIDField()
    field = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=12, choices=ConflictCode)
    current: Any = models.JSONField(null=True)
    proposed: Any = models.JSONField(null=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.CharField(max_length=6, choices=Resolution, blank=True)
    resolution_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("operation", "field"), name="one_conflict_per_operation_and_field"),
            models.CheckConstraint(condition=Q(code__in=ConflictCode.values), name="conflict_code_is_known"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None, resolution="", resolution_reason="")
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, resolution__in=Resolution.values)
                & ~Q(resolution_reason=""),
                name="conflict_resolved_with_a_reason",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=("centre", "resolved_at"), name="conflict_inbox"),)

    def __str__(self) -> str:
        return str(self.pk)
