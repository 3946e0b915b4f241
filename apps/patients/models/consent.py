"""What a person agreed to, when, and what was taken back. The latest word on a kind holds."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.models import Record
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.patients.models.patient import Patient


class ConsentKind(models.TextChoices):
    TREATMENT = "treatment", _("Treatment")
    DATA_USE = "data-use", _("Use of the data")
    PHOTO = "photo", _("Photos")
    PUBLICATION = "publication", _("Publication")


class ConsentManner(models.TextChoices):
    WRITTEN = "written", _("In writing")
    THUMBPRINT = "thumbprint", _("By thumbprint")
    SPOKEN = "spoken", _("Spoken")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: "User") -> "ConsentQuerySet":
        return self.filter(seen_by(user))

    def standing(self) -> "ConsentQuerySet":
        """Given and not taken back."""
        return self.filter(given_on__isnull=False, withdrawn_on=None)

    def of_person(self, patient: "Patient") -> "ConsentQuerySet":
        """What the person said, on this record or on one that was merged into it."""
        records = type(patient).objects.filter(Q(pk=patient.pk) | Q(merged_into=patient))
        return self.filter(patient__in=records)  # an OR beside the join would read everybody's consents

    def denials(self, kind: ConsentKind, *, person: OuterRef) -> "ConsentQuerySet":
        """Withdrawals and refusals by this `person`, on whichever merged record, that no later yes took back."""
        who = Coalesce("patient__merged_into_id", "patient_id")
        said = self.filter(kind=kind).annotate(who=who)
        later_yes = said.filter(who=OuterRef("who"), given_on__gt=OuterRef("withdrawn_on"))
        return said.filter(who=person, withdrawn_on__isnull=False).filter(~Exists(later_yes))


@tracked
class Consent(Record):
    """One consent: given, and perhaps withdrawn later; or refused from the start, which has no `given_on`.

    `given_by` names who spoke for the person (a parent, a guardian); empty: the person.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "patient", "kind", "given_on", "manner", "given_by", "withdrawn_on", "withdrawal_reason", "recorded_by",
        "withdrawn_by",
    )  # fmt: skip
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre",)

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="consents")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    kind = models.CharField(_("consent to"), max_length=12, choices=ConsentKind)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    manner = models.CharField(_("how"), max_length=10, choices=ConsentManner, blank=True)
    given_by = models.CharField(_("given by (when not the person)"), max_length=120, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(_("withdrawn or refused on"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason"), max_length=300, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("kind", "-created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("patient", "kind"), condition=Q(withdrawn_on=None), name="one_standing_consent_of_a_kind"
            ),
            models.CheckConstraint(condition=Q(kind__in=ConsentKind.values), name="consent_kind_is_known"),
            models.CheckConstraint(
                condition=Q(given_on__isnull=False) | Q(withdrawn_on__isnull=False), name="consent_is_given_or_refused"
            ),
            models.CheckConstraint(
                condition=Q(given_on=None) | Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_is_withdrawn_after_it_was_given",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None, withdrawal_reason="")
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False),
                name="consent_is_withdrawn_by_someone",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def stands(self) -> bool:
        return self.withdrawn_on is None

    @staticmethod
    def last_words(rows: "Iterable[Consent]") -> "dict[str, Consent]":
        """Kind → the row of one person's with the latest word on it; of a yes and a no on one day the no counts."""
        said = sorted(rows, key=lambda row: (row.last_word_on or date.min, not row.stands, row.created_at))
        return {row.kind: row for row in said}

    @property
    def was_refused(self) -> bool:
        """Never given in the first place."""
        return self.given_on is None

    @property
    def last_word_on(self) -> date | None:
        """The day of the latest word: withdrawn, or given; the database keeps at least one of them."""
        return self.withdrawn_on or self.given_on
