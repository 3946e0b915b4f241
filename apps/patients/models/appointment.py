"""A simple appointment: who comes when, to whom, for what. Overlaps warn and never block."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.patients.models.access import PatientAccess
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User


class AppointmentKind(models.TextChoices):
    ASSESSMENT = "assessment", _("Assessment")
    MEASURING = "measuring", _("Measuring or casting")
    FITTING = "fitting", _("Fitting")
    DELIVERY = "delivery", _("Delivery")
    REPAIR = "repair", _("Repair")
    REVIEW = "review", _("Review of a device")
    PHYSIOTHERAPY = "physiotherapy", _("Physiotherapy")
    OTHER = "other", _("Other")


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("Booked")
    ARRIVED = "arrived", _("Came")
    MISSED = "missed", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: "User") -> "AppointmentQuerySet":
        """Of patients whom the user's centres may see, and those booked at these centres, whoever has left since."""
        return self.filter(seen_by(user) | member_of(user))

    def booked(self) -> "AppointmentQuerySet":
        return self.filter(state=AppointmentState.BOOKED)

    def missed(self) -> "AppointmentQuerySet":
        return self.filter(state=AppointmentState.MISSED)

    def to_note(self, at: datetime) -> "AppointmentQuerySet":
        """Booked, and their hour has come by `at`: nobody has noted yet whether the person came."""
        return self.booked().filter(starts_at__lte=at)

    def shown(self) -> "AppointmentQuerySet":
        """With everything a line names, and `served`: whether the centre still serves the person."""
        serving = PatientAccess.objects.filter(patient=OuterRef("patient"), centre=OuterRef("centre"), active=True)
        return self.select_related("patient", "centre", "provider").annotate(served=Exists(serving))


@tracked
class Appointment(Record):
    """`starts_at` is an instant (UTC in the database), `minutes` its length; `provider` may be open."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "provider", "kind", "note", "booked_by")
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "starts_at", "minutes", "state")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="appointments")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    kind = models.CharField(_("for"), max_length=16, choices=AppointmentKind)
    starts_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    provider = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("with")
    )
    state = models.CharField(_("state"), max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    note = models.CharField(_("note"), max_length=300, blank=True)
    booked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("starts_at",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=AppointmentKind.values), name="appointment_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=AppointmentState.values), name="appointment_state_is_known"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="appointment_length_is_sane"),
        )
        indexes = (models.Index(fields=("centre", "starts_at"), name="appointment_day"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def on(self) -> date:
        """The calendar date at the centre."""
        return self.centre.local_date(self.starts_at)

    @property
    def next_on(self) -> date | None:
        """Of a row of `with_next`: the date of the appointment after it."""
        later = getattr(self, "next_at", None)
        return None if later is None else self.centre.local_date(later)

    @property
    def clock(self) -> str:
        """When it begins by the centre's clock: 09:30."""
        return f"{self.starts_at.astimezone(self.centre.zone):%H:%M}"

    @property
    def clock_end(self) -> str:
        """When it ends by the centre's clock."""
        return f"{self.ends_at.astimezone(self.centre.zone):%H:%M}"
