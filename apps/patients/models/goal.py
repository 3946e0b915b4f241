"""What an episode is to reach, and who works on it together."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.models import Record
from apps.patients.models.episode import Assessment, Episode
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User


class Profession(models.TextChoices):
    TECHNICIAN = "technician", _("Orthopaedic technician")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    DOCTOR = "doctor", _("Doctor")
    SOCIAL_WORKER = "social-worker", _("Social worker")
    NURSE = "nurse", _("Nurse")
    OTHER = "other", _("Other")


class GoalState(models.TextChoices):
    OPEN = "open", _("Open")
    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Partly reached")
    NOT_REACHED = "not-reached", _("Not reached")
    DROPPED = "dropped", _("Dropped")


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: "User") -> "GoalQuerySet":
        return self.filter(seen_by(user))

    def open(self) -> "GoalQuerySet":
        return self.filter(state=GoalState.OPEN)

    def carried_to(self, episode: Episode) -> "GoalQuerySet":
        """Goals of the person's earlier, closed episodes that are still open: an open episode goes on with them."""
        earlier = self.open().filter(patient=episode.patient_id, episode__closed_on__isnull=False)
        return earlier.exclude(episode=episode) if episode.closed_on is None else self.none()


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def visible_to(self, user: "User") -> "TeamMemberQuerySet":
        return self.filter(seen_by(user))


class SignatureQuerySet(models.QuerySet["Signature"]):
    def visible_to(self, user: "User") -> "SignatureQuerySet":
        return self.filter(seen_by(user))


@tracked
class Goal(Record):
    """One goal of an episode, in the person's own terms, reviewed until it is reached or given up."""

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "patient", "episode", "text", "set_on", "due_on", "state", "reviewed_on", "review", "set_by", "reviewed_by",
    )  # fmt: skip

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="goals")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="goals")
    text = models.CharField(_("goal"), max_length=300)
    set_on = models.DateField(_("set on"))
    due_on = models.DateField(_("to be reached by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=GoalState, default=GoalState.OPEN)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    review = models.CharField(_("review"), max_length=300, blank=True)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = GoalQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("set_on", "created_at")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=GoalState.values), name="goal_state_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="goal_says_something"),
            models.CheckConstraint(condition=Q(due_on=None) | Q(due_on__gte=F("set_on")), name="goal_is_due_after_set"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(reviewed_on__isnull=False, reviewed_by__isnull=False),
                name="goal_ends_with_a_review",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state == GoalState.OPEN

    def is_overdue(self, today: date) -> bool:
        """Open beyond the day by which it was to be reached."""
        return self.is_open and self.due_on is not None and self.due_on < today


@tracked
class TeamMember(Record):
    """Somebody who works with the person in an episode, in one profession."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "episode", "user")
    HARMLESS: ClassVar[tuple[str, ...]] = ("profession", "joined_on", "left_on")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="team_members")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="team")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("team member"))
    profession = models.CharField(_("profession"), max_length=16, choices=Profession)
    joined_on = models.DateField(_("since"))
    left_on = models.DateField(_("until"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("joined_on", "created_at")
        constraints = (
            models.UniqueConstraint(fields=("episode", "user"), condition=Q(left_on=None), name="one_seat_in_a_team"),
            models.CheckConstraint(condition=Q(profession__in=Profession.values), name="member_profession_is_known"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="member_leaves_after_joining"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


@tracked
class Signature(Record):
    """A member of the team who stands for an assessment, with a remark of their own where they differ."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "assessment", "signed_by", "remark")
    HARMLESS: ClassVar[tuple[str, ...]] = ("profession", "signed_at")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="signatures")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="signatures")
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    profession = models.CharField(_("profession"), max_length=16, choices=Profession)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    signed_at = models.DateTimeField(_("signed at"))

    objects = SignatureQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("signed_at",)
        constraints = (
            models.UniqueConstraint(fields=("assessment", "signed_by"), name="one_signature_per_person"),
            models.CheckConstraint(condition=Q(profession__in=Profession.values), name="signature_profession_is_known"),
        )

    def __str__(self) -> str:
        return str(self.pk)
