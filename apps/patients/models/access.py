"""Who may see a patient, and by which numbers the patient is known."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.models import Record
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User


@tracked
class PatientAccess(Record):
    """A centre that may see a patient. A transfer ends one and begins another.

    `migrated` marks a person whom the centre already served before this system: never a new service user there.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient",)
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "active", "since", "until", "migrated")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="accesses")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="patient_accesses")
    active = models.BooleanField(default=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    migrated = models.BooleanField(_("served here before this system"), default=False)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("patient", "centre"), name="one_access_per_patient_and_centre"),
            models.CheckConstraint(
                condition=Q(active=True, until=None) | Q(active=False, until__isnull=False),
                name="ended_access_has_an_end",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="access_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"{self.patient_id} {self.centre_id}"


class PatientNumberQuerySet(models.QuerySet["PatientNumber"]):
    def visible_to(self, user: "User") -> "PatientNumberQuerySet":
        return self.filter(seen_by(user))


class NumberKind(models.TextChoices):
    PAPER = "paper", _("Paper register")
    CENTRE = "centre", _("Number at this centre")
    MERGED = "merged", _("Number of a merged record")


@tracked
class PatientNumber(Record):
    """A number by which the patient can be found besides the own one: a paper register's, the one another centre
    gave at a transfer, or a merged record's."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "number")
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "kind")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="other_numbers")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    number = models.CharField(_("paper number"), max_length=40, db_index=True)
    kind = models.CharField(max_length=8, choices=NumberKind, default=NumberKind.PAPER)

    objects = PatientNumberQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("patient", "centre", "number"), name="one_row_per_paper_number"),
            models.CheckConstraint(condition=~Q(number=""), name="paper_number_is_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=NumberKind.values), name="number_kind_is_known"),
            models.UniqueConstraint(
                fields=("number",), condition=Q(kind="centre"), name="a_centres_number_is_given_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre_id} {self.pk}"


class NumberSeries(models.Model):
    """The last patient number given out by a centre in a year."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "year", "last")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("centre", "year"), name="one_series_per_centre_and_year"),)

    def __str__(self) -> str:
        return f"{self.centre_id} {self.year}: {self.last}"
