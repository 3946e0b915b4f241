"""The files made of reports: the job that makes one exactly once, the file itself, and who took it out of the house."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.audit.models import tracked
from apps.core.jobs import UNFINISHED, Job
from apps.core.models import Record
from apps.reports.models.frozen import Snapshot
from apps.reports.models.report import INSERT_ONLY, Report, ReportStatus

if TYPE_CHECKING:
    from apps.accounts.models import User


class Edition(models.TextChoices):
    INTERNAL = "internal", _("Internal edition, exact")
    PUBLIC = "public", _("Public edition, small numbers of persons hidden")


class JobStep(models.TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    COUNTING = "counting", _("Counting the month and the year to date")
    RENDERING = "rendering", _("Laying out the pages")
    STORING = "storing", _("Storing the file")
    READY = "ready", _("Ready")


class JobCause(models.TextChoices):
    ASKED = "asked", _("Asked for")
    MONTH_END = "month_end", _("Made after the month ended")
    APPROVED = "approved", _("Made when the report was approved")


class ReportJobQuerySet(models.QuerySet["ReportJob"]):
    def visible_to(self, user: "User") -> "ReportJobQuerySet":
        return self.filter(report__in=Report.objects.visible_to(user))

    def unfinished(self) -> "ReportJobQuerySet":
        return self.filter(state__in=UNFINISHED)

    def with_file(self) -> "ReportJobQuerySet":
        """With the report and, once made, the file, without reading its content."""
        return self.select_related("report__centre", "asked_by", "file").defer("file__content")


@tracked
class ReportJob(Job):
    """A file to be made, with the step its making has reached. `status`: what the report was when it was asked for."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("report", "language", "edition", "status", "cause", "step")

    report = models.ForeignKey(Report, models.PROTECT, related_name="jobs")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    edition = models.CharField(_("edition"), max_length=10, choices=Edition, default=Edition.INTERNAL)
    status = models.CharField(_("status"), max_length=12, choices=ReportStatus, default=ReportStatus.DRAFT)
    cause = models.CharField(max_length=10, choices=JobCause)
    step = models.CharField(_("step"), max_length=10, choices=JobStep, default=JobStep.WAITING)

    objects = ReportJobQuerySet.as_manager()

    class Meta(Job.Meta):
        constraints = (
            *Job.Meta.constraints,
            models.CheckConstraint(condition=Q(edition__in=Edition.values), name="edition_is_known"),
            models.UniqueConstraint(
                fields=("report", "language", "edition"), condition=Q(cause="month_end"), name="one_month_end_job"
            ),
            models.UniqueConstraint(
                fields=("report", "language", "edition"), condition=Q(cause="approved"), name="one_job_of_an_approval"
            ),
            models.UniqueConstraint(
                fields=("report", "language", "edition"),
                condition=Q(cause="asked", state__in=("queued", "running")),
                name="one_unfinished_job_at_a_time",
            ),
        )


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    def visible_to(self, user: "User") -> "ReportFileQuerySet":
        return self.filter(job__report__in=Report.objects.visible_to(user))

    def with_report(self) -> "ReportFileQuerySet":
        """With the job and its report."""
        return self.select_related("job__report__centre", "job__asked_by")

    def listed(self) -> "ReportFileQuerySet":
        """As `with_report`, newest first, without reading any content."""
        return (
            self.with_report().select_related("snapshot").defer("content", "snapshot__content").order_by("-rendered_at")
        )


class ReportFile(Record):
    """The PDF a job made, with its SHA-256. One per job, whatever happens to workers and broker.

    `layout`: a digest of everything that lays pages out (templates, fonts, catalogues, libraries). While it is the
    same, the same snapshot gives the same bytes.
    """

    HARMLESS: ClassVar[tuple[str, ...]] = ("job", "snapshot", "content", "sha256", "rendered_at", "layout")

    job = models.OneToOneField(ReportJob, models.PROTECT, related_name="file")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="files")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rendered_at = models.DateTimeField()
    layout = models.CharField(max_length=64, blank=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta(Record.Meta):
        triggers = (INSERT_ONLY,)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def name(self) -> str:
        """The file's name: centres, period, revision, edition, language."""
        job = self.job
        edition = ["public"] if job.edition == Edition.PUBLIC else []
        return "-".join(["georeum", job.report.name, *edition, job.language]) + ".pdf"


class Download(Record):
    """Somebody took figures out of the system: which report, edition, format and language. Only ever added."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("by",)
    HARMLESS: ClassVar[tuple[str, ...]] = ("report", "edition", "format", "language", "at")

    report = models.ForeignKey(Report, models.PROTECT, related_name="downloads")
    edition = models.CharField(_("edition"), max_length=10, choices=Edition)
    format = models.CharField(_("format"), max_length=10)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta(Record.Meta):
        ordering = ("-at",)
        triggers = (INSERT_ONLY,)

    def __str__(self) -> str:
        return str(self.pk)
