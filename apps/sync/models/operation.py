"""Every operation a tablet ever sent, with the answer it got: the reason why nothing is lost and nothing done twice."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.sync.models.tablet import Tablet


class OperationStatus(models.TextChoices):
    """All final (MUST 3)."""

    APPLIED = "applied", _("Applied")
    APPLIED_LATE = "applied_late", _("Applied; its month was closed")
    APPLIED_OUT_OF_SCOPE = "applied_out_of_scope", _("Applied; the patient has left the centre")
    CONFLICT = "conflict", _("Conflict, a person decides")
    REJECTED = "rejected", _("Rejected")


class Operation(models.Model):
    """One operation as it was received. Insert-only; found by tablet and key within the key alone.

    `payload`: what the tablet meant, whole. `payload_hash`: SHA-256 of its canonical JSON: the same key with other
    content is refused (MUST 2). `result`: the answer, given again word for word.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("payload", "result")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "op_id", "tablet", "op_seq", "type", "action", "key", "status", "payload_hash", "received_at", "recorded_at",
    )  # fmt: skip

    op_id = models.UUIDField(primary_key=True)
    tablet = models.ForeignKey(Tablet, models.PROTECT, related_name="operations", db_index=False)
    op_seq = models.BigIntegerField()
    type = models.CharField(max_length=20)
    action = models.CharField(max_length=10)
    key = models.UUIDField()
    status = models.CharField(max_length=22, choices=OperationStatus)
    payload_hash = models.BinaryField(max_length=32)
    payload = models.JSONField()
    result = models.JSONField()
    recorded_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tablet", "op_seq"), name="one_operation_per_tablet_and_number"),
            models.CheckConstraint(condition=Q(op_seq__gte=1), name="operations_count_from_one"),
            models.CheckConstraint(condition=Q(status__in=OperationStatus.values), name="operation_status_is_final"),
        )
        triggers = (pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return str(self.op_id)
