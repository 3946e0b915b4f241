"""A report and its revisions: from a draft to validation and approval, and who signed for it.

A centre's month goes the whole way; a quarter, a year or several centres together are made of what their months say
and stay drafts. What was approved never changes: a further revision stands beside it, with the reason for it.
"""

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models import Centre
from apps.centres.models.scope import member_of
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User

INSERT_ONLY = pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)
# What stands on an approved report: only that a later revision superseded it may still be written.
SIGNED = """
    IF OLD.status IN ('approved', 'superseded') AND NOT (
        OLD.status = 'approved' AND NEW.status = 'superseded'
        AND to_jsonb(NEW) - 'status' - 'version' = to_jsonb(OLD) - 'status' - 'version'
    ) THEN
        RAISE EXCEPTION 'what was approved never changes' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'approved_report_never_changes';
    END IF;
    RETURN NEW;
"""


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    TO_VALIDATE = "to_validate", _("To validate")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")


SETTLED = (ReportStatus.APPROVED, ReportStatus.SUPERSEDED)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: "User") -> "ReportQuerySet":
        """Reports of the user's centres; of several centres, when all of them are the user's."""
        codes = user.memberships.filter(ended_on=None).values(code=Cast("centre__code", models.CharField(max_length=8)))
        together = Q(centre=None, codes__contained_by=ArraySubquery(codes))
        return self.filter(member_of(user) | together)

    def monthly(self) -> "ReportQuerySet":
        """Reports of one month of one centre: those that are validated and approved."""
        return self.filter(months=1, centre__isnull=False)


@tracked
class Report(Record):
    """One revision of a report. Revision 1 is the first draft; a further one says why there is one.

    `month` is the first day of its period, `months` how many it has: 1, 3 or 12. `codes`: the centres' codes, sorted,
    of a report of several centres, which has no `centre`; [] else. `seal`: what was submitted, from which everything
    is shown and made once the report is no draft. `narrative_*`: a paragraph in words; its numbers are never counts.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("submitted_by", "approved_by")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "centre", "codes", "month", "months", "revision", "status", "seal", "reason", "narrative_en", "narrative_ko",
        "submitted_at", "approved_at",
    )  # fmt: skip

    centre = models.ForeignKey("centres.Centre", models.PROTECT, null=True, blank=True, related_name="reports")
    codes = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    month = models.DateField(_("month"))
    months = models.PositiveSmallIntegerField(default=1)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    status = models.CharField(_("status"), max_length=12, choices=ReportStatus, default=ReportStatus.DRAFT)
    seal = models.OneToOneField("reports.Seal", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason for the revision"), max_length=500, blank=True)
    narrative_en = models.TextField(_("in words, in English"), max_length=4000, blank=True)
    narrative_ko = models.TextField(_("in words, in Korean"), max_length=4000, blank=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("centre", "-month", "-revision")
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "month", "months", "revision"), name="one_report_per_period_and_revision"
            ),
            models.UniqueConstraint(
                fields=("codes", "month", "months"), condition=Q(centre=None), name="one_report_of_several_centres"
            ),
            models.UniqueConstraint(
                fields=("centre", "month"), condition=Q(months=1, status__in=("draft", "to_validate")),
                name="one_unsettled_revision_per_month",
            ),
            models.UniqueConstraint(
                fields=("centre", "month"), condition=Q(months=1, status="approved"),
                name="one_approved_revision_per_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="report_month_begins_on_the_first"),
            models.CheckConstraint(
                condition=Q(months=1) | Q(months=3, month__month__in=(1, 4, 7, 10)) | Q(months=12, month__month=1),
                name="report_is_of_a_month_quarter_or_year",
            ),
            models.CheckConstraint(
                condition=Q(centre__isnull=False, codes=[]) | Q(centre=None, codes__len__gte=2),
                name="report_of_one_centre_or_of_several",
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="report_revision_counts_from_one"),
            models.CheckConstraint(
                condition=(Q(revision=1, reason="") | (Q(revision__gt=1) & ~Q(reason=""))), name="revision_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", revision=1) | Q(months=1, centre__isnull=False),
                name="only_months_of_a_centre_are_validated",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", seal=None, submitted_by=None, submitted_at=None)
                | Q(seal__isnull=False, submitted_by__isnull=False, submitted_at__isnull=False)
                & ~Q(status="draft"),
                name="what_is_no_draft_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "to_validate"), approved_by=None, approved_at=None)
                | Q(status__in=("approved", "superseded"), approved_by__isnull=False, approved_at__isnull=False),
                name="approved_report_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | Q(approved_by=None) | ~Q(approved_by=F("submitted_by")),
                name="revision_is_approved_by_a_second_person",
            ),
        )  # fmt: skip
        triggers = (
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="approved_never_changes", when=pgtrigger.Before, operation=pgtrigger.Update, func=SIGNED
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} r{self.revision}"

    @property
    def name(self) -> str:
        """Centres, period and revision, as file names have them: `RAK-2016-05-r1`, `RAK-SON-2016Q2-r1`."""
        place = "-".join(self.codes) if self.centre is None else self.centre.code
        of_months = {1: f"{self.month:%Y-%m}", 3: f"{self.month.year}Q{(self.month.month + 2) // 3}"}
        return f"{place}-{of_months.get(self.months, str(self.month.year))}-r{self.revision}"

    @property
    def places(self) -> tuple[Centre, ...]:
        """The centre, or the centres together by code."""
        if self.centre is not None:
            return (self.centre,)
        return tuple(Centre.objects.filter(code__in=self.codes).order_by("code"))

    @property
    def narrative(self) -> dict[str, str]:
        """The paragraphs that were written, by language."""
        written = {"en": self.narrative_en, "ko": self.narrative_ko}
        return {language: text for language, text in written.items() if text}

    @property
    def is_sealed(self) -> bool:
        """Whether its figures no longer follow the records."""
        return self.seal_id is not None

    @property
    def is_monthly(self) -> bool:
        """Whether it is of one month of one centre, and so validated and approved."""
        return self.months == 1 and self.centre_id is not None


class Deed(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted for validation")
    REFUSED = "refused", _("Sent back")
    APPROVED = "approved", _("Approved")
    REOPENED = "reopened", _("Reopened")


class SignOff(Record):
    """Somebody's signature under a report: what was done, when, by whom, with what comment. Only ever added.

    `name` is how the person was called then, as it stands on the cover. `seal`: what was signed, of a submission, a
    refusal and an approval.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("by", "name")
    HARMLESS: ClassVar[tuple[str, ...]] = ("report", "seal", "deed", "at", "comment")

    report = models.ForeignKey(Report, models.PROTECT, related_name="sign_offs")
    seal = models.ForeignKey("reports.Seal", models.PROTECT, null=True, blank=True, related_name="sign_offs")
    deed = models.CharField(_("what"), max_length=10, choices=Deed)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    class Meta(Record.Meta):
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="deed_is_known"),
            models.CheckConstraint(
                condition=~Q(deed="refused") | ~Q(comment=""), name="refusal_says_what_is_wrong"
            ),
            models.UniqueConstraint(
                fields=("seal", "deed"), condition=Q(seal__isnull=False), name="each_deed_once_under_a_seal"
            ),
        )  # fmt: skip
        triggers = (INSERT_ONLY,)

    def __str__(self) -> str:
        return self.deed


@tracked
class Reopening(Record):
    """The request to revise an approved report: asked by one person with a reason, decided by another one."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("asked_by", "decided_by")
    HARMLESS: ClassVar[tuple[str, ...]] = ("report", "reason", "asked_at", "decided_at", "granted", "answer")

    report = models.ForeignKey(Report, models.PROTECT, related_name="reopenings")
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta(Record.Meta):
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_a_reason"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, granted=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, granted__isnull=False),
                name="reopening_is_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="reopening_is_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(granted=False) | ~Q(answer=""), name="reopening_declined_says_why"
            ),
            models.UniqueConstraint(
                fields=("report",), condition=Q(decided_at=None), name="one_undecided_reopening_per_report"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
