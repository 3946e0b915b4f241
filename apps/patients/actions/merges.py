"""Two records that are one person: asked for, decided by a second member of staff, undone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import Refused, Text, refuse, refuse_if
from apps.core.writing import find_made, hold_to_constraints, locked, make_once, refuse_stale, save
from apps.patients import policies
from apps.patients.actions import moving
from apps.patients.comparison import GROUPS
from apps.patients.models import Merge, MergeState, Patient

APART: Text = _(
    "Something entered or corrected since then does not go with one of the two records alone, such as a device of the "
    "one for a limb of the other. Correct that first."
)


@transaction.atomic
def request(
    *,
    survivor: Patient,
    loser: Patient,
    reason: str,
    centre: Centre,
    by: User,
    at: datetime,
    taken: Sequence[str] = (),
    id: UUID | None = None,
) -> Merge:
    """Ask for `loser` to be merged into `survivor`; `taken` names the groups of fields the loser's values are kept of.

    Raises Refused when they cannot be one person, or without a reason. The same `id` again returns the merge asked for
    before; TypeError for a group there is not.
    """
    made = find_made(Merge, id, survivor=survivor, loser=loser)
    if made is not None:
        return made
    if unknown := set(taken) - GROUPS.keys():
        raise TypeError(f"not a group of fields: {sorted(unknown)}")
    if not reason.strip():
        refuse(_("Say why they are one person."), code="invalid", field="reason")
    if survivor.pk != loser.pk:
        survivor, loser = moving.lock_both(first=survivor, second=loser)
    refuse_if(policies.merges.request(survivor, loser))
    _refuse_impossible(survivor, loser, taken)
    merge, _created = make_once(
        Merge, id, owner=("survivor", "loser"), survivor=survivor, loser=loser, reason=reason.strip(), centre=centre,
        taken=[name for name in GROUPS if name in taken], requested_by=by, requested_at=at,
    )  # fmt: skip
    return merge


@transaction.atomic
def decide(*, merge: Merge, approve: bool, by: User, at: datetime, note: str = "", version: int | None = None) -> Merge:
    """Merge the two records, or refuse to, with a note why. Decided the same way by the same person is done already.

    Raises Refused for whoever asked, when it was decided otherwise, or when they cannot be one person any more.
    """
    merge = locked(merge)
    decision = MergeState.APPROVED if approve else MergeState.REFUSED
    if (merge.state, merge.decided_by_id) == (decision, by.pk):
        return merge
    refuse_if(policies.merges.decide(merge, by=by))
    refuse_stale(merge, version)
    if not approve and not note.strip():
        refuse(_("Say why the records are not merged."), code="invalid", field="note")
    if approve:
        survivor, loser = moving.lock_both(first=merge.survivor, second=merge.loser)
        refuse_if(policies.merges.unite(survivor, loser))
        _refuse_impossible(survivor, loser, merge.taken)
        _held_together(lambda: moving.take_over(merge=merge, survivor=survivor, loser=loser, at=at))
    merge.state, merge.decided_by, merge.decided_at, merge.decision_note = decision, by, at, note.strip()
    save(merge, "state", "decided_by", "decided_at", "decision_note", "moved", "before")
    return merge


@transaction.atomic
def withdraw(*, merge: Merge, by: User, at: datetime, version: int | None = None) -> Merge:
    """Take back what one asked for oneself, while nobody has decided. Raises Refused otherwise."""
    merge = locked(merge)
    if merge.state == MergeState.WITHDRAWN and merge.requested_by_id == by.pk:
        return merge
    refuse_if(policies.merges.withdraw(merge, by=by))
    refuse_stale(merge, version)
    merge.state = MergeState.WITHDRAWN
    save(merge, "state")
    return merge


@transaction.atomic
def undo(*, merge: Merge, reason: str, by: User, at: datetime, version: int | None = None) -> Merge:
    """Make two records of one again, as both stood. What was added to or corrected in the survivor since stays there.

    Undone by the same person it is done already. Raises Refused without a reason, or while a later merge stands.
    """
    if not reason.strip():
        refuse(_("Say why the merge is undone."), code="invalid", field="reason")
    merge = locked(merge)
    if (merge.state, merge.undone_by_id) == (MergeState.UNDONE, by.pk):
        return merge
    refuse_stale(merge, version)
    if merge.state == MergeState.APPROVED:
        merge.survivor, merge.loser = moving.lock_both(first=merge.survivor, second=merge.loser)
    refuse_if(policies.merges.undo(merge))
    _held_together(lambda: moving.give_back(merge=merge, survivor=merge.survivor, loser=merge.loser))
    merge.state, merge.undone_by, merge.undone_at, merge.undo_reason = MergeState.UNDONE, by, at, reason.strip()
    save(merge, "state", "undone_by", "undone_at", "undo_reason")
    return merge


def _refuse_impossible(survivor: Patient, loser: Patient, taken: Sequence[str]) -> None:
    """Refuse when the survivor, with the loser's values of these groups, could not be. Writes nothing."""
    united = Patient.objects.select_related("centre").get(pk=survivor.pk)
    moving.take_fields(survivor=united, loser=loser, taken=taken)
    refuse_if(policies.name(hangul=united.name_hangul, romanised=united.name_romanised), code="invalid")
    birth = policies.birth_date(
        united.birth_date, today=united.centre.today(), earliest=united.earliest_birth, deceased_on=united.deceased_on
    )
    refuse_if(birth, code="invalid", field="birth_date")
    refuse_if(policies.merges.outcome(united, loser), code="invalid", field="birth_date")


def _held_together(move: Callable[[], None]) -> None:
    """Move rows, and ask the database at once whether everything that belongs together has stayed together.

    Raises Refused when it has not; nothing has been moved then.
    """
    try:
        with transaction.atomic():
            move()
            hold_to_constraints()
    except IntegrityError as error:
        raise Refused(APART) from error
