"""What changed for whom, in an order that skips nothing: written by PostgreSQL alone (migration 0002)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedOp(models.TextChoices):
    UPSERT = "upsert", _("New or changed")
    REMOVE = "remove", _("No longer yours")
    MERGE = "merge", _("Merged into another one")


class Change(models.Model):
    """The latest word on one record for one centre; `centre` empty: reference data, for every centre.

    `seq` is drawn at commit under one lock, so that visible numbers are always a prefix of committed ones (MUST 11).
    `key` is the record's. `stamped`: the transaction that wrote it, so that a record changed many times in one
    transaction is stamped once.
    """

    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "type", "key", "seq", "op", "stamped")

    id = models.BigAutoField(primary_key=True)
    centre = models.ForeignKey("centres.Centre", models.PROTECT, null=True, related_name="+", db_index=False)
    type = models.CharField(max_length=20)
    key = models.UUIDField()
    seq = models.BigIntegerField(unique=True)
    op = models.CharField(max_length=8, choices=FeedOp)
    stamped = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "type", "key"), nulls_distinct=False, name="one_change_per_centre_and_record"
            ),
        )
        indexes = (
            models.Index(fields=("centre", "seq"), name="change_page"),
            # Without it the planner may look for the few changes that are for everybody among all that are not.
            models.Index(fields=("seq",), condition=models.Q(centre=None), name="change_for_everybody"),
            models.Index(fields=("type", "key"), name="change_of_record"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.op} {self.type}"


class Epoch(models.Model):
    """The life of this database: another one after a restore, so that old cursors are noticed (MUST 15). One row."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("only", "epoch", "since")

    only = models.BooleanField(primary_key=True, default=True)
    epoch = models.UUIDField()
    since = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(only=True), name="there_is_one_epoch"),)

    def __str__(self) -> str:
        return str(self.epoch)
