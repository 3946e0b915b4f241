"""What the desk keeps of its own: a person's saved views of lists, lists taken out of the system, counts of gaps."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.audit.models import tracked, tracked_without
from apps.centres.models.scope import member_of
from apps.core.jobs import Job
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User


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
        """Exports that contain nothing of a centre the user does not belong to: somebody's own, and a manager's look
        at who took what out."""
        return self.filter(member_of(user, "centres__")).distinct()


@tracked_without("content")
class Export(Job):
    """A list taken out of the system: who, why, what was asked for, how many rows. The file itself is kept for days,
    its row and checksum for ever. `rows` is None until it is made."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("query", "reason", "content")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "listing", "language", "file_format", "guarded", "total", "done", "rows", "sha256", "purged_at",
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


class QualityCount(models.Model):
    """How many records of a centre had a kind of gap at the end of a day."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "kind", "on", "count")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    on = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("on",)
        constraints = (models.UniqueConstraint(fields=("centre", "kind", "on"), name="one_quality_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
