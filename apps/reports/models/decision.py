"""What somebody decided on a record that came late to its month, or changed after the month was approved."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.reports.models.report import Report

if TYPE_CHECKING:
    from apps.accounts.models import User


class Waiting(models.TextChoices):
    LATE = "late", _("Recorded late")
    CHANGED = "changed", _("Changed after approval")


class Verdict(models.TextChoices):
    TAKEN = "taken", _("Taken into the revision")
    DECLINED = "declined", _("Left out")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: "User") -> "DecisionQuerySet":
        return self.filter(member_of(user))


@tracked
class Decision(Record):
    """The decision on one record (`model`, `row_id`) of a centre's month, whose first day `month` is.

    A late record counts once it was taken into a revision (`report`), and never while it waits or was declined
    (IND-21). A change of a counted record can only be left as it is: the approved figures stay, and whatever revision
    is made later counts the record as it then is. `row_version`: a number for what the record counted as when it was
    decided on (`pending.changed`): one that changes again waits again, while a new telephone number changes nothing.
    Of a late record it is 0: it is decided on once.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("decided_by",)
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "centre", "month", "kind", "model", "row_id", "row_version", "verdict", "report", "reason", "decided_at",
    )  # fmt: skip

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    kind = models.CharField(max_length=8, choices=Waiting)
    model = models.CharField(max_length=20)
    row_id = models.UUIDField()
    row_version = models.PositiveIntegerField(default=0)
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    report = models.ForeignKey(Report, models.PROTECT, related_name="decisions")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    objects = DecisionQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-decided_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("model", "row_id"), condition=Q(kind="late"), name="one_decision_on_a_late_record"
            ),
            models.UniqueConstraint(
                fields=("report", "model", "row_id", "row_version"), condition=Q(kind="changed"),
                name="one_decision_on_a_change",
            ),
            models.CheckConstraint(
                condition=Q(kind="late", row_version=0) | Q(kind="changed", verdict="declined"),
                name="only_late_records_are_taken",
            ),
            models.CheckConstraint(condition=Q(verdict="taken") | ~Q(reason=""), name="declined_with_a_reason"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_is_known"),
        )  # fmt: skip
        indexes = (models.Index(fields=("centre", "month"), name="decision_month"),)

    def __str__(self) -> str:
        return f"{self.model} {self.verdict}"
