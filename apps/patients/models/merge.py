"""Two records that are one person. Asked for by one member of staff, decided by another, undone without a trace.

The survivor keeps its number and the loser's numbers lead to it. What was moved and what stood in both records
before is kept in the merge itself, so that undoing it restores both.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.models import Record
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User


class MergeState(models.TextChoices):
    REQUESTED = "requested", _("Waiting for a second person")
    APPROVED = "approved", _("Merged")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNDONE = "undone", _("Undone")


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: "User") -> "MergeQuerySet":
        """Merges of two people whom the user's centres both see, under whatever record they stand now."""
        survivor = seen_by(user, "survivor__") | seen_by(user, "survivor__merged_into__")
        loser = seen_by(user, "loser__") | seen_by(user, "loser__merged_into__")
        return self.filter(survivor, loser)

    def waiting(self) -> "MergeQuerySet":
        return self.filter(state=MergeState.REQUESTED)

    def to_decide(self, user: "User") -> "MergeQuerySet":
        """What waits and somebody else asked for; who may decide is the role's business."""
        return self.visible_to(user).waiting().exclude(requested_by=user)

    def waiting_first(self) -> "MergeQuerySet":
        return self.order_by(Case(When(state=MergeState.REQUESTED, then=0), default=1), "-requested_at")


@tracked
class Merge(Record):
    """`taken` names the fields whose value comes from the loser. `moved` lists the rows that changed hands, as
    [model label, key] pairs by field; `before` holds the changed fields of both records as they stood."""

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "survivor", "loser", "reason", "requested_by", "decided_by", "decision_note", "undone_by", "undo_reason",
    )  # fmt: skip
    GUARDED: ClassVar[tuple[str, ...]] = ("before",)
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "centre", "state", "taken", "moved", "requested_at", "decided_at", "undone_at",
    )  # fmt: skip

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    survivor = models.ForeignKey("patients.Patient", models.PROTECT, related_name="merges_won")
    loser = models.ForeignKey("patients.Patient", models.PROTECT, related_name="merges_lost")
    state = models.CharField(_("state"), max_length=10, choices=MergeState, default=MergeState.REQUESTED)
    reason = models.CharField(_("why they are one person"), max_length=300)
    taken: Any = models.JSONField(default=list)
    moved: Any = models.JSONField(default=dict)
    before: Any = models.JSONField(default=dict)
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.CharField(_("note"), max_length=300, blank=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undo_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-requested_at",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=MergeState.values), name="merge_state_is_known"),
            models.CheckConstraint(condition=~Q(survivor=F("loser")), name="merge_is_of_two_people"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
            models.UniqueConstraint(
                fields=("loser",), condition=Q(state__in=("requested", "approved")), name="one_merge_per_loser"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "refused", "undone"))
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("requested_by"))),
                name="merge_is_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")
                | ~Q(state="undone") & Q(undone_at=None, undone_by=None, undo_reason=""),
                name="merge_undone_with_reason",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


# On patients_patient: a merged record leads to one that is not merged itself, so no chain and no cycle can be.
# The row that is pointed to is locked, so that two merges at the same moment cannot make one together.
MERGED_ONCE: Sequence[pgtrigger.Trigger] = (
    pgtrigger.Trigger(
        name="merged_into_a_living_record",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
        condition=pgtrigger.Q(new__merged_into_id__isnull=False),
        func="""
            PERFORM 1 FROM patients_patient WHERE id = NEW.merged_into_id FOR UPDATE;
            IF EXISTS (SELECT 1 FROM patients_patient WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
               OR EXISTS (SELECT 1 FROM patients_patient WHERE merged_into_id = NEW.id) THEN
                RAISE EXCEPTION 'a merged record leads to one that is not merged itself'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_into_a_living_record';
            END IF;
            RETURN NEW;
        """,
    ),
)
