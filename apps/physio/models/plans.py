"""The treatment plan of an episode: what is done how often, how it goes, how it ended. Goals are the episode's."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.models import Record
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User


class PlanOutcome(models.TextChoices):
    COMPLETED = "completed", _("Completed as planned")
    EARLIER = "earlier", _("Ended earlier, goals reached")
    STOPPED = "stopped", _("The person stopped coming")
    CHANGED = "changed", _("Replaced by another plan")
    MEDICAL = "medical", _("Medical reason")


class Progress(models.TextChoices):
    BETTER = "better", _("Better")
    SAME = "same", _("Unchanged")
    WORSE = "worse", _("Worse")


class TreatmentPlanQuerySet(models.QuerySet["TreatmentPlan"]):
    def visible_to(self, user: "User") -> "TreatmentPlanQuerySet":
        return self.filter(seen_by(user))

    def open(self) -> "TreatmentPlanQuerySet":
        return self.filter(ended_on=None)

    def running_on(self, day: date) -> "TreatmentPlanQuerySet":
        """Plans that had begun by `day` and had not ended before it."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)

    def due(self, today: date) -> "TreatmentPlanQuerySet":
        """Open plans whose review is due or overdue."""
        return self.open().filter(review_on__lte=today)

    def left_open(self) -> "TreatmentPlanQuerySet":
        """Open plans of episodes that were closed: somebody has yet to say how they ended."""
        return self.open().filter(episode__closed_on__isnull=False)


@tracked
class TreatmentPlan(Record):
    """One plan of an episode; `weekly` sessions a week, `planned` in all. At most one is open per episode."""

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "patient", "episode", "therapist", "aim", "outcome", "outcome_note", "made_by",
    )  # fmt: skip
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "started_on", "weekly", "planned", "review_on", "ended_on")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="treatment_plans")
    episode = models.ForeignKey("patients.Episode", models.PROTECT, related_name="treatment_plans")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    therapist = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("therapist"))
    aim = models.CharField(_("aim of the treatment"), max_length=300)
    started_on = models.DateField(_("from"))
    weekly = models.PositiveSmallIntegerField(_("sessions a week"))
    planned = models.PositiveSmallIntegerField(_("sessions in all"))
    review_on = models.DateField(_("next review"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=PlanOutcome, blank=True)
    outcome_note = models.CharField(_("outcome in words"), max_length=300, blank=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = TreatmentPlanQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-started_on", "-created_at")
        constraints = (
            models.UniqueConstraint(fields=("episode",), condition=Q(ended_on=None), name="one_open_plan_per_episode"),
            models.CheckConstraint(condition=Q(weekly__gte=1, weekly__lte=14), name="plan_weekly_is_sane"),
            models.CheckConstraint(condition=Q(planned__gte=1, planned__lte=500), name="plan_length_is_sane"),
            models.CheckConstraint(
                condition=Q(ended_on=None, outcome="")
                | Q(ended_on__isnull=False, ended_on__gte=F("started_on"), outcome__in=PlanOutcome.values),
                name="plan_ends_with_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    def is_due(self, today: date) -> bool:
        """Open, and the day of the next review has come."""
        return self.is_open and self.review_on is not None and self.review_on <= today


@tracked
class PlanReview(Record):
    """How the treatment goes, at a date. Append-only."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "plan", "progress", "note", "by")
    HARMLESS: ClassVar[tuple[str, ...]] = ("on", "next_on")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="plan_reviews")
    plan = models.ForeignKey(TreatmentPlan, models.PROTECT, related_name="reviews")
    on = models.DateField(_("date"))
    progress = models.CharField(_("progress"), max_length=8, choices=Progress)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    next_on = models.DateField(_("next review"), null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        ordering = ("-on", "-created_at")
        constraints = (
            models.CheckConstraint(condition=Q(progress__in=Progress.values), name="plan_progress_is_known"),
        )
        # A merge moves it to the surviving person; nothing else of it ever changes.
        triggers = (
            *Record.Meta.triggers,
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="append_only", fields=["plan", "on", "progress", "note", "next_on", "by"]),
        )

    def __str__(self) -> str:
        return str(self.pk)
