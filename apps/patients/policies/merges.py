"""When two records may become one, and one two again.

Only records that are not merged themselves are merged: there is no chain and no cycle. Whoever asked does not decide.
What is undone is undone in the order of its making, last first, so that both records come back as they stood.
"""

from datetime import date

from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.problems import Text
from apps.patients import children
from apps.patients.models import Merge, MergeState, Patient


def unite(survivor: Patient, loser: Patient) -> Text | None:
    """Whether two records can be of one person at all."""
    if survivor.pk == loser.pk:
        return _("These are not two records but one.")
    if survivor.merged_into_id or loser.merged_into_id:
        return _("One of the two records has been merged already.")
    if survivor.is_test != loser.is_test:
        return _("A test person and a real one cannot be one person.")
    if survivor.deceased_on and loser.deceased_on and survivor.deceased_on != loser.deceased_on:
        return _("The two records give different dates of death. Correct one of them first.")
    if attended_the_same(survivor, loser):
        return _("Both took part in the same group session, so they are two people; or void one of the two first.")
    return None


def attended_the_same(survivor: Patient, loser: Patient) -> bool:
    """Whether both were there at one and the same service."""
    services = (child for child in children.children() if child.is_service)
    return any(children.colliding(child, of=loser, with_=survivor) for child in services)


def request(survivor: Patient, loser: Patient) -> Text | None:
    """Merging is asked for once; while it waits, nobody asks for it the other way round."""
    reason = unite(survivor, loser)
    if reason is not None:
        return reason
    waiting = Merge.objects.waiting()
    if waiting.filter(Q(loser=loser) | Q(survivor=loser, loser=survivor)).exists():
        return _("Merging these records has been asked for already and waits for a decision.")
    return None


def outcome(united: Patient, loser: Patient) -> Text | None:
    """What the survivor would be must be possible: nobody is served before the own birth."""
    services = (child for child in children.children() if child.is_service)
    firsts: list[date] = [
        first
        for child in services
        if (first := child.rows(patient__in=[united, loser], voided_at=None).aggregate(on=Min("service_date"))["on"])
    ]
    if united.earliest_birth is not None and firsts and min(firsts) < united.earliest_birth:
        return _("A service was given before this birth date. Choose the other one, or correct it first.")
    return None


def decide(merge: Merge, *, by: User) -> Text | None:
    """A waiting merge is decided once, by somebody else than the one who asked."""
    if merge.state != MergeState.REQUESTED:
        return _("This has been decided already.")
    if merge.requested_by_id == by.pk:
        return _("Somebody else than the one who asked has to decide.")
    return None


def withdraw(merge: Merge, *, by: User) -> Text | None:
    """Whoever asked may take it back while it waits."""
    if merge.state != MergeState.REQUESTED:
        return _("This has been decided already.")
    return None if merge.requested_by_id == by.pk else _("Only the one who asked can withdraw this.")


def undo(merge: Merge) -> Text | None:
    """The last merge of a record is undone first."""
    if merge.state != MergeState.APPROVED:
        return _("Only a merge that stands can be undone.")
    if merge.survivor.merged_into_id is not None:
        return _("The record that was kept has itself been merged into another one since. Undo that first.")
    later = Merge.objects.filter(state=MergeState.APPROVED, survivor=merge.survivor, decided_at__gte=merge.decided_at)
    if later.exclude(pk=merge.pk).exists():
        return _("Another record has been merged into the same person since. Undo that first.")
    return None
