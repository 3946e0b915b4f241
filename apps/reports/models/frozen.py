"""Figures that no longer follow the records: snapshots, and those that were submitted, sealed in a chain."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.models import Record
from apps.reports.models.report import INSERT_ONLY, Report


class Snapshot(Record):
    """The frozen figures of a report at one instant. `checksum`: SHA-256 of the content in canonical JSON.

    `prepared_by` is the name of who asked for it, as it stands on the cover; empty when the system did.
    """

    HARMLESS: ClassVar[tuple[str, ...]] = ("report", "taken_at", "prepared_by", "rule_set", "content", "checksum")

    report = models.ForeignKey(Report, models.PROTECT, related_name="snapshots")
    taken_at = models.DateTimeField(_("taken at"))
    prepared_by = models.CharField(_("prepared by"), max_length=150, blank=True)
    rule_set = models.CharField(max_length=20)
    content = models.JSONField()
    checksum = models.CharField(max_length=64)

    class Meta(Record.Meta):
        ordering = ("report", "taken_at")
        constraints = (models.UniqueConstraint(fields=("report", "checksum"), name="one_snapshot_per_content"),)
        triggers = (INSERT_ONLY,)

    def __str__(self) -> str:
        return self.checksum[:12]


class Seal(Record):
    """A snapshot that was submitted, with the rows behind every cell, as a link of the centre's chain.

    `rows`: by name of the period, the facts as they were counted (which record, in which version, whose, where, when,
    how many, in which column); `rows_checksum` is the SHA-256 of it in canonical JSON. `digest` is the SHA-256 of the
    centre's code, the position, `previous` (the digest before; 64 zeros at the beginning), the snapshot's checksum, its
    rule set and `rows_checksum`, each on a line: whoever changes anything later breaks every digest after it.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("rows",)
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "report", "centre", "snapshot", "position", "rows_checksum", "previous", "digest",
    )  # fmt: skip

    report = models.ForeignKey(Report, models.PROTECT, related_name="seals")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="seals")
    position = models.PositiveIntegerField()
    rows = models.JSONField()
    rows_checksum = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta(Record.Meta):
        ordering = ("centre", "position")
        constraints = (
            models.UniqueConstraint(fields=("centre", "position"), name="one_seal_at_each_place_of_the_chain"),
            models.UniqueConstraint(fields=("centre", "previous"), name="chain_of_seals_does_not_branch"),
            models.CheckConstraint(condition=Q(position__gte=1), name="chain_of_seals_counts_from_one"),
        )
        triggers = (INSERT_ONLY,)

    def __str__(self) -> str:
        return self.digest[:12]
