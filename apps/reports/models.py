"""Reports as they were made: the revision of a month, the frozen figures, the job that makes a file, the file.

Snapshots and files are only ever added. A file is made exactly once, however often a worker is woken for it.
"""

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.jobs import UNFINISHED, Job
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User

INSERT_ONLY = pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    TO_VALIDATE = "to_validate", _("To validate")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: "User") -> "ReportQuerySet":
        return self.filter(member_of(user))


@tracked
class Report(Record):
    """One revision of a centre's monthly report; `month` is its first day. Revision 1 is the first draft."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "month", "revision", "status")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="reports")
    month = models.DateField(_("month"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    status = models.CharField(_("status"), max_length=12, choices=ReportStatus, default=ReportStatus.DRAFT)

    objects = ReportQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("centre", "-month", "-revision")
        constraints = (
            models.UniqueConstraint(fields=("centre", "month", "revision"), name="one_report_per_month_and_revision"),
            models.CheckConstraint(condition=Q(month__day=1), name="report_month_begins_on_the_first"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="report_revision_counts_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} r{self.revision}"


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


class JobStep(models.TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    COUNTING = "counting", _("Counting the month and the year to date")
    RENDERING = "rendering", _("Laying out the pages")
    STORING = "storing", _("Storing the file")
    READY = "ready", _("Ready")


class JobCause(models.TextChoices):
    ASKED = "asked", _("Asked for")
    MONTH_END = "month_end", _("Made after the month ended")


class ReportJobQuerySet(models.QuerySet["ReportJob"]):
    def visible_to(self, user: "User") -> "ReportJobQuerySet":
        return self.filter(member_of(user, "report__centre__"))

    def unfinished(self) -> "ReportJobQuerySet":
        return self.filter(state__in=UNFINISHED)

    def with_file(self) -> "ReportJobQuerySet":
        """With the report and, once made, the file, without reading its content."""
        return self.select_related("report__centre", "asked_by", "file").defer("file__content")


@tracked
class ReportJob(Job):
    """A file to be made, with the step its making has reached."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("report", "language", "cause", "step")

    report = models.ForeignKey(Report, models.PROTECT, related_name="jobs")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    cause = models.CharField(max_length=10, choices=JobCause)
    step = models.CharField(_("step"), max_length=10, choices=JobStep, default=JobStep.WAITING)

    objects = ReportJobQuerySet.as_manager()

    class Meta(Job.Meta):
        constraints = (
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=("report", "language"), condition=Q(cause="month_end"), name="one_month_end_job"
            ),
            models.UniqueConstraint(
                fields=("report", "language"),
                condition=Q(cause="asked", state__in=("queued", "running")),
                name="one_unfinished_job_at_a_time",
            ),
        )


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    def visible_to(self, user: "User") -> "ReportFileQuerySet":
        return self.filter(member_of(user, "job__report__centre__"))

    def with_report(self) -> "ReportFileQuerySet":
        """With the job and its report."""
        return self.select_related("job__report__centre", "job__asked_by")

    def listed(self) -> "ReportFileQuerySet":
        """As `with_report`, newest first, without reading any content."""
        return (
            self.with_report().select_related("snapshot").defer("content", "snapshot__content").order_by("-rendered_at")
        )


class ReportFile(Record):
    """The PDF a job made, with its SHA-256. One per job, whatever happens to workers and broker."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("job", "snapshot", "content", "sha256", "rendered_at")

    job = models.OneToOneField(ReportJob, models.PROTECT, related_name="file")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="files")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rendered_at = models.DateTimeField()

    objects = ReportFileQuerySet.as_manager()

    class Meta(Record.Meta):
        triggers = (INSERT_ONLY,)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def name(self) -> str:
        """The file's name: centre, month, revision, language."""
        report = self.job.report
        return f"georeum-{report.centre.code}-{report.month:%Y-%m}-r{report.revision}-{self.job.language}.pdf"
