"""An old register taken over from a table file: read, checked row by row, then entered in the background.

The same file again enters nobody twice: each person's key follows from the centre and the row's own number.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked, tracked_without
from apps.centres.models.scope import member_of
from apps.core.jobs import Job
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User


class ImportPhase(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing entered yet")
    ENTERING = "entering", _("Being entered")
    ENTERED = "entered", _("Entered")
    DISCARDED = "discarded", _("Discarded")


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def visible_to(self, user: "User") -> "RegisterImportQuerySet":
        return self.filter(member_of(user))


@tracked_without("content")
class RegisterImport(Job):
    """One file. The job runs twice: for the dry run, and, once somebody decided so, for entering.

    `content` is emptied when the import is entered or discarded; `sha256` tells whether a file came before.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("content", "file_name", "decided_by")
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "phase", "sha256", "total", "done", "decided_at")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    phase = models.CharField(_("state"), max_length=10, choices=ImportPhase, default=ImportPhase.CHECKING)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RegisterImportQuerySet.as_manager()

    class Meta(Job.Meta):
        constraints = (
            *Job.Meta.constraints,
            models.CheckConstraint(condition=Q(phase__in=ImportPhase.values), name="import_phase_is_known"),
        )


class RowOutcome(models.TextChoices):
    READY = "ready", _("Ready to be entered")
    DOUBTFUL = "doubtful", _("Perhaps registered already")
    WRONG = "wrong", _("Cannot be entered")
    KNOWN = "known", _("Entered before")
    SKIPPED = "skipped", _("Left out")
    ENTERED = "entered", _("Entered")


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, user: "User") -> "ImportRowQuerySet":
        return self.filter(member_of(user, "register_import__centre__"))


@tracked
class ImportRow(Record):
    """One line of the file: `values` as they were read, `findings` as [column, code] pairs, who it may be."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("findings", "patient", "candidates")
    GUARDED: ClassVar[tuple[str, ...]] = ("values",)
    HARMLESS: ClassVar[tuple[str, ...]] = ("register_import", "number", "outcome")

    register_import = models.ForeignKey(RegisterImport, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    values: Any = models.JSONField()
    findings: Any = models.JSONField(default=list)
    candidates: Any = models.JSONField(default=list)
    outcome = models.CharField(_("outcome"), max_length=10, choices=RowOutcome)
    patient = models.ForeignKey("patients.Patient", models.PROTECT, null=True, blank=True, related_name="import_rows")

    objects = ImportRowQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("register_import", "number"), name="one_import_row_per_line"),
            models.CheckConstraint(condition=Q(outcome__in=RowOutcome.values), name="import_outcome_is_known"),
            models.CheckConstraint(
                condition=~Q(outcome="entered") | Q(patient__isnull=False), name="entered_row_has_a_patient"
            ),
        )

    def __str__(self) -> str:
        return str(self.number)
