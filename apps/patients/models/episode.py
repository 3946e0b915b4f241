"""An episode of service, and the assessment that leads to its decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.patients.models.scope import seen_by
from apps.patients.models.service import CountedService, CountedServiceQuerySet, found_for_reports

if TYPE_CHECKING:
    from apps.accounts.models import User


class AttendanceReason(models.TextChoices):
    FIRST_VISIT = "first-visit", _("First visit")
    FOLLOW_UP = "follow-up", _("Regular follow-up")
    RENEWAL = "renewal", _("Planned renewal")
    DISCOMFORT = "discomfort", _("Discomfort not from the device")
    BREAKAGE = "breakage", _("Breakage or discomfort of the device")


class Decision(models.TextChoices):
    SERVE = "serve", _("Serve")
    REFER = "refer", _("Refer")
    EXAMINE = "examine", _("Further examination")
    NOT_ELIGIBLE = "not-eligible", _("Not eligible")
    UNAVAILABLE = "unavailable", _("Service unavailable")


class EpisodeOutcome(models.TextChoices):
    GOALS_REACHED = "goals-reached", _("Goals reached")
    PARTLY = "partly", _("Goals partly reached")
    NOT_REACHED = "not-reached", _("Goals not reached")
    REFERRED = "referred", _("Referred elsewhere")
    NOT_SERVED = "not-served", _("Not eligible, or service unavailable")
    STOPPED = "stopped", _("The person stopped coming")
    DIED = "died", _("The person died")


class ReopenReason(models.TextChoices):
    """Why a closed episode was opened again; stands in the context of the audit trail."""

    IN_ERROR = "closed-in-error", _("It was closed by mistake")
    OUTCOME = "outcome-wrong", _("The outcome was recorded wrongly")
    CAME_BACK = "came-back", _("The person came back, and the service goes on")


@dataclass(frozen=True)
class Reopening:
    """When a closed episode was opened again, and why."""

    at: datetime
    reason: str


class EpisodeQuerySet(models.QuerySet["Episode"]):
    def visible_to(self, user: "User") -> "EpisodeQuerySet":
        """Episodes of patients whom the user's centres may see, and those centres' own."""
        return self.filter(seen_by(user) | member_of(user))

    def open(self) -> "EpisodeQuerySet":
        return self.filter(closed_on=None)

    def newest_first(self) -> "EpisodeQuerySet":
        return self.order_by("-opened_on", "-created_at")


@tracked
class Episode(Record):
    """From a reason for attendance to an outcome. Repair and new device may live in the same episode."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "reason", "outcome_kind", "outcome", "opened_by")
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "opened_on", "closed_on")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="episodes")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    reason = models.CharField(_("reason for attendance"), max_length=20, choices=AttendanceReason)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome_kind = models.CharField(_("outcome"), max_length=16, choices=EpisodeOutcome, blank=True)
    outcome = models.CharField(_("outcome in words"), max_length=300, blank=True)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = EpisodeQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-opened_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="episode_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(closed_on=None) | ~Q(outcome=""), name="closed_episode_has_outcome"),
            models.CheckConstraint(
                condition=Q(outcome_kind="") | Q(outcome_kind__in=EpisodeOutcome.values, closed_on__isnull=False),
                name="episode_outcome_is_known",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def label(self) -> str:
        """The reason for attendance and the day it was opened, in the active language."""
        return f"{self.get_reason_display()} · {self.opened_on.isoformat()}"

    def reopenings(self) -> list[Reopening]:
        """As the audit trail tells it, the latest first."""
        trail: Any = type(self).pgh_event_model  # type: ignore[attr-defined]
        rows = trail.objects.filter(pgh_obj_id=self.pk, closed_on=None, pgh_context__has_key="reopened").order_by(
            "-pgh_id"
        )
        words = dict(ReopenReason.choices)
        return [
            Reopening(row.pgh_created_at, str(words.get(row.pgh_context["reopened"], row.pgh_context["reopened"])))
            for row in rows
        ]


@tracked
class Assessment(CountedService):
    """A completed assessment of an episode, with its decision. Counts its person as a beneficiary."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("episode", "findings", "decision")

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="assessments")
    decision = models.CharField(_("decision"), max_length=20, choices=Decision)
    findings = models.TextField(_("findings"), max_length=4000, blank=True)

    objects = CountedServiceQuerySet["Assessment"].as_manager()

    class Meta(CountedService.Meta):
        indexes = found_for_reports()
