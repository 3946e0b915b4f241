"""Sessions. A group of six is one event and six rows: one per person, attended or not (IND-20)."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.patients.models import CountedService, CountedServiceQuerySet, found_for_reports
from apps.physio.models.plans import TreatmentPlan

if TYPE_CHECKING:
    from apps.accounts.models import User


class Technique(models.TextChoices):
    GAIT_TRAINING = "gait-training", _("Gait training")
    STRENGTHENING = "strengthening", _("Strengthening")
    RANGE_OF_MOTION = "range-of-motion", _("Range of motion")
    STRETCHING = "stretching", _("Stretching")
    BALANCE = "balance", _("Balance")
    STUMP_BANDAGING = "stump-bandaging", _("Stump bandaging")
    PROSTHESIS_TRAINING = "prosthesis-training", _("Donning, doffing and use of the device")
    TRANSFERS = "transfers", _("Transfers")
    WHEELCHAIR_SKILLS = "wheelchair-skills", _("Wheelchair skills")
    MASSAGE = "massage", _("Massage")
    HEAT_COLD = "heat-cold", _("Heat or cold")
    ELECTROTHERAPY = "electrotherapy", _("Electrotherapy")
    BREATHING = "breathing", _("Breathing exercises")
    EDUCATION = "education", _("Education of patient and family")


class GroupSessionQuerySet(models.QuerySet["GroupSession"]):
    def visible_to(self, user: "User") -> "GroupSessionQuerySet":
        return self.filter(member_of(user))


@tracked
class GroupSession(Record):
    """The event of a group session: entered once for all who were expected."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("therapist", "recorded_by")
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "at", "service_date", "title", "minutes")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    service_date = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    therapist = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("therapist"))
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = GroupSessionQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-at",)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def late(self) -> bool:
        """Whether it was recorded when its month was no longer open; asked of its rows."""
        return self.sessions.filter(late=True).exists()


class PhysioSessionQuerySet(CountedServiceQuerySet["PhysioSession"]):
    def confirmed(self) -> "PhysioSessionQuerySet":
        """Only attended sessions are counted (PTS)."""
        return super().confirmed().filter(attended=True)  # type: ignore[return-value]


@tracked
class PhysioSession(CountedService):
    """One person's session: individual, or one row of a group's. `minutes` of treatment."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("therapist", "techniques", "note", "attended")
    HARMLESS: ClassVar[tuple[str, ...]] = ("group", "plan", "minutes", "device_related")

    plan = models.ForeignKey(
        TreatmentPlan, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("treatment plan")
    )
    group = models.ForeignKey(
        GroupSession, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("group session")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    device_related = models.BooleanField(_("related to a device"), default=False)
    techniques = ArrayField(
        models.CharField(max_length=30, choices=Technique), verbose_name=_("techniques"), default=list, blank=True
    )
    therapist = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("therapist"))
    attended = models.BooleanField(_("attended"), default=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)

    objects = PhysioSessionQuerySet.as_manager()

    class Meta(CountedService.Meta):
        indexes = found_for_reports("attended", "group")
        constraints = (
            *CountedService.Meta.constraints,
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=480), name="session_minutes_are_sane"),
            models.UniqueConstraint(
                fields=("group", "patient"), condition=Q(voided_at=None), name="once_per_person_in_a_group"
            ),
        )

    @property
    def technique_labels(self) -> list[str]:
        """The techniques in the active language, in the order of the list."""
        return [str(technique.label) for technique in Technique if technique in self.techniques]
