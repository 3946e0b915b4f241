"""A person who goes on at another centre, or is served at both, under one identity."""

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.centres.models import Centre


class TransferKind(models.TextChoices):
    MOVE = "move", _("The person moves to the other centre")
    SHARE = "share", _("Both centres serve the person")


class TransferState(models.TextChoices):
    REQUESTED = "requested", _("Waiting for the other centre")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Withdrawn")


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: "User") -> "TransferQuerySet":
        """Transfers that one of the user's centres sent or was asked for; and its own questions once answered.

        Whoever asks for a person by number must not learn from an unanswered question, or from one declined without
        a word, that there is such a person: to the asking centre these are not there.
        """
        a_question = Q(asked_by_centre=F("to_centre"))
        answered = Q(state=TransferState.ACCEPTED) | Q(state=TransferState.DECLINED) & ~Q(decision_note="")
        return self.filter(member_of(user, "from_centre__") | member_of(user, "to_centre__") & (~a_question | answered))

    def waiting(self) -> "TransferQuerySet":
        return self.filter(state=TransferState.REQUESTED)

    def waiting_for(self, centres: "Collection[Centre]") -> "TransferQuerySet":
        """Those that these centres were asked to answer."""
        sent = Q(to_centre__in=centres) & Q(asked_by_centre=F("from_centre"))
        asked = Q(from_centre__in=centres) & Q(asked_by_centre=F("to_centre"))
        return self.waiting().filter(sent | asked)


@tracked
class Transfer(Record):
    """From a centre that sees the person to one that will. `asked_by_centre` asks, the other one decides."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "reason", "requested_by", "decided_by", "decision_note")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "from_centre", "to_centre", "asked_by_centre", "kind", "state", "requested_at", "decided_at",
    )  # fmt: skip

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="transfers")
    from_centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    to_centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    asked_by_centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=TransferKind)
    state = models.CharField(_("state"), max_length=10, choices=TransferState, default=TransferState.REQUESTED)
    reason = models.CharField(_("reason"), max_length=300)
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.CharField(_("note"), max_length=300, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-requested_at",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=TransferState.values), name="transfer_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=TransferKind.values), name="transfer_kind_is_known"),
            models.CheckConstraint(condition=~Q(from_centre=F("to_centre")), name="transfer_is_between_two_centres"),
            models.CheckConstraint(
                condition=Q(asked_by_centre=F("from_centre")) | Q(asked_by_centre=F("to_centre")),
                name="transfer_is_asked_by_one_of_them",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_has_a_reason"),
            models.UniqueConstraint(
                fields=("patient",), condition=Q(state="requested"), name="one_waiting_transfer_per_patient"
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_at=None, decided_by=None)
                | ~Q(state="requested") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="transfer_is_decided_by_someone",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_question(self) -> bool:
        """Asked for by the centre that does not see the person yet."""
        return self.asked_by_centre_id == self.to_centre_id

    @property
    def deciding_centre(self) -> "Centre":
        """The centre that was asked."""
        return self.from_centre if self.is_question else self.to_centre

    @property
    def deciding_centre_id(self) -> object:
        """The key of the centre that was asked."""
        return self.from_centre_id if self.is_question else self.to_centre_id

    def names_person_to(self, centres: "Collection[Centre]") -> bool:
        """Whether people of these centres may read whose transfer it is: the sending centre always, the other one
        while it has to decide and once it has the person."""
        open_to_both = self.state in (TransferState.REQUESTED, TransferState.ACCEPTED)
        return open_to_both or self.from_centre_id in {centre.pk for centre in centres}
