"""What every counted service has in common, whichever room of the house records it.

A service belongs to the centre where it took place, for ever, and to the month of its local date there.
It is never deleted: an error is voided with a reason. Voided services and test persons never count.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User

S = TypeVar("S", bound="CountedService", covariant=True)


class CountedServiceQuerySet(models.QuerySet[S]):
    def visible_to(self, user: "User") -> "CountedServiceQuerySet[S]":
        """Services to patients whom the user's centres may see, and services given at those centres."""
        return self.filter(seen_by(user) | member_of(user))

    def confirmed(self) -> "CountedServiceQuerySet[S]":
        """Records that stand: not voided."""
        return self.filter(voided_at=None)

    def counted(self) -> "CountedServiceQuerySet[S]":
        """Confirmed records of real people: not voided, no test persons (indicator rule 3)."""
        return self.confirmed().filter(patient__is_test=False)

    def between(self, first: date, last: date) -> "CountedServiceQuerySet[S]":
        """Services with a local service date from `first` to `last`, both included."""
        return self.filter(service_date__range=(first, last))


def found_for_reports(*more: str) -> tuple[models.Index, ...]:
    """The indexes of a kind that reports count: by month and by person, with all that they ask of a row.

    A month, or what was done for somebody before, is then read from the index, which lies together, and not from rows
    of ten years that do not. `more`: what is asked of this kind alone.
    """
    asked = ("id", "late", "voided_at", *more)
    return (
        models.Index(
            fields=("centre", "service_date"), include=("patient", "version", "at", *asked), name="%(class)s_month"
        ),
        models.Index(fields=("patient", "service_date"), include=("centre", *asked), name="%(class)s_person"),
    )


class CountedService(Record):
    """Abstract: something done for a patient at a centre, that a report may count.

    `at` is the instant (UTC in the database); `service_date` is its date in the centre's own zone, which
    decides the month (IND-16). `late` = it was recorded when its month was no longer open.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "recorded_by", "voided_by", "void_reason")
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "at", "service_date", "late", "voided_at")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="%(class)ss")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    service_date = models.DateField(_("service date"), db_index=True)
    late = models.BooleanField(_("late"), default=False)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(_("reason for voiding"), max_length=300, blank=True)

    class Meta(Record.Meta):
        abstract = True
        ordering: ClassVar[Sequence[str]] = ("-at",)
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="%(class)s_voided_with_reason",
            ),
        )
        indexes: ClassVar[tuple[models.Index, ...]] = (
            models.Index(fields=("centre", "service_date"), name="%(class)s_month"),
            models.Index(fields=("patient", "service_date"), name="%(class)s_person"),
        )

    def __str__(self) -> str:
        return str(self.pk)
