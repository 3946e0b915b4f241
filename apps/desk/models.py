"""What the desk keeps of its own: a person's saved views of lists, lists taken out of the system, counts of gaps."""

import gzip
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.audit.models import tracked, tracked_without
from apps.centres.access import Permission, centres_with
from apps.core.jobs import UNFINISHED, Job, JobState
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.centres.models import Centre


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: "User") -> "SavedViewQuerySet":
        """One's own."""
        return self.filter(user=user)


@tracked
class SavedView(Record):
    """A list as somebody likes to see it: filters and order under a name. What was searched for is never kept."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("user", "name", "query")
    HARMLESS: ClassVar[tuple[str, ...]] = ("listing",)

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="saved_views")
    listing = models.CharField(max_length=20)
    name = models.CharField(_("name of the view"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("listing", "name")
        constraints = (
            models.UniqueConstraint(fields=("user", "listing", "name"), name="one_saved_view_of_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", _("Text with commas (CSV)")


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: "User") -> "ExportQuerySet":
        """Exports of which every centre is one where the user may take lists out today, whoever asked for them: a
        manager reads nothing about another centre, and somebody who left one reads no more about it."""
        return self.within(centres_with(user, Permission.EXPORT_PATIENTS))

    def within(self, centres: "Iterable[Centre]") -> "ExportQuerySet":
        """Exports of these centres and of no other."""
        of_them = Export.centres.through._default_manager.filter(export=OuterRef("pk"))
        held = list(centres)
        return self.filter(Exists(of_them.filter(centre__in=held)), ~Exists(of_them.exclude(centre__in=held)))

    def unfinished(self) -> "ExportQuerySet":
        return self.filter(state__in=UNFINISHED)

    def listed(self) -> "ExportQuerySet":
        """With what a line or a page says of them, without reading any content."""
        return self.select_related("asked_by").prefetch_related("centres").defer("content")


@tracked_without("content")
class Export(Job):
    """A list taken out of the system: who, why, what was asked for, how many rows. The file itself is kept for days,
    its row and checksum for ever. `rows` and `left_out` (people who withdrew consent) are None until it is made."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("query", "reason", "content")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "listing", "language", "file_format", "guarded", "total", "done", "rows", "left_out", "sha256", "purged_at",
    )  # fmt: skip

    listing = models.CharField(max_length=20)
    query = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    language = models.CharField(max_length=2, choices=Language)
    file_format = models.CharField(_("format"), max_length=4, choices=ExportFormat)
    guarded = models.BooleanField(_("with guarded fields"), default=False)
    centres: Any = models.ManyToManyField("centres.Centre", related_name="+")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    left_out = models.PositiveIntegerField(_("people left out"), null=True, blank=True)
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta(Job.Meta):
        constraints = (
            *Job.Meta.constraints,
            models.CheckConstraint(condition=~Q(reason=""), name="export_has_a_reason"),
            models.CheckConstraint(condition=Q(file_format__in=ExportFormat.values), name="export_format_is_known"),
        )

    @property
    def asker(self) -> "User":
        """Whoever asked for it: an export always names somebody."""
        return cast("User", self.asked_by)

    @property
    def is_ready(self) -> bool:
        """Made, and its file still there."""
        return self.state == JobState.DONE and self.purged_at is None

    @property
    def file(self) -> bytes:
        """The file as it is taken; text is kept packed with gzip."""
        kept = bytes(self.content or b"")
        return gzip.decompress(kept) if kept and self.file_format == ExportFormat.CSV else kept

    @property
    def file_name(self) -> str:
        """List, centres and the day it was asked for; never anybody's name."""
        codes = "-".join(centre.code for centre in self.centres.all())
        return f"georeum-{self.listing}-{codes}-{self.asked_at:%Y-%m-%d}.{self.file_format}"

    @property
    def percent(self) -> int:
        """How much of it is written; a file is finished only after its last row."""
        return min(99, self.done * 100 // self.total) if self.total else 0


@tracked
class ExportDownload(Record):
    """Somebody took the file of an export. Only ever added to."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("by", "at")
    HARMLESS: ClassVar[tuple[str, ...]] = ("export",)

    export = models.ForeignKey(Export, models.PROTECT, related_name="downloads")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta(Record.Meta):
        ordering = ("at",)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return str(self.pk)


class QualityCountQuerySet(models.QuerySet["QualityCount"]):
    def visible_to(self, user: "User") -> "QualityCountQuerySet":
        """Counts of the centres whose guarded facts the user sees: a count of gaps tells something of them."""
        return self.filter(centre__in=centres_with(user, Permission.VIEW_GUARDED))


class QualityCount(models.Model):
    """How many records of a centre had a kind of gap on a day; the last counting of the day stands."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "kind", "on", "count")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    on = models.DateField()
    count = models.PositiveIntegerField()

    objects = QualityCountQuerySet.as_manager()

    class Meta:
        ordering = ("on",)
        constraints = (models.UniqueConstraint(fields=("centre", "kind", "on"), name="one_quality_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
