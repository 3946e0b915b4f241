"""Transfer a person between centres under one identity: request or ask, answer, cancel.

Every verb here takes the patient's row first, as a merge, a death and a correction do: of two at the same moment the
second one sees what the first one did.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import Refused, refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.patients import policies
from apps.patients.actions import episodes, numbers
from apps.patients.actions.patients import grant_access
from apps.patients.models import (
    EpisodeOutcome,
    GoalState,
    Patient,
    PatientAccess,
    Transfer,
    TransferKind,
    TransferState,
)
from apps.patients.whereabouts import Clues, recognised, serving_centre


@transaction.atomic
def request(
    *,
    patient: Patient,
    from_centre: Centre,
    to_centre: Centre,
    kind: str,
    reason: str,
    by: User,
    at: datetime,
    asked_by_centre: Centre | None = None,
    id: UUID | None = None,
) -> Transfer:
    """Ask the other centre: the centre that sees the person sends (default), or `asked_by_centre` wants to see them.

    Raises Refused when the person died, was merged, is not served at `from_centre`, or another request waits.
    The same `id` again returns the request made before.
    """
    patient = locked(patient)
    made = find_made(Transfer, id, patient=patient)
    if made is not None:
        return made
    refuse_if(policies.transfers.request(patient, from_centre=from_centre, to_centre=to_centre, kind=kind))
    transfer, _created = make_once(
        Transfer, id, owner=("patient",), patient=patient, from_centre=from_centre, to_centre=to_centre, kind=kind,
        asked_by_centre=asked_by_centre or from_centre, reason=reason.strip(), requested_by=by, requested_at=at,
    )  # fmt: skip
    return transfer


@transaction.atomic
def ask(*, centre: Centre, clues: Clues, kind: str, reason: str, by: User, at: datetime) -> None:
    """Ask whichever centre serves the person with this number to let `centre` serve them.

    Gives nothing back and refuses nothing: whether there is such a person, whether the details agreed, and whether
    the question could be put, is for the other centre alone to know. Asked twice it waits once.
    """
    patient = recognised(clues, besides=centre)
    if patient is None:
        return
    try:
        request(
            patient=patient, from_centre=serving_centre(patient), to_centre=centre, asked_by_centre=centre, kind=kind,
            reason=reason, by=by, at=at,
        )  # fmt: skip
    except Refused:
        return


@transaction.atomic
def answer(
    *, transfer: Transfer, accept: bool, by: User, at: datetime, on: date | None = None, note: str = ""
) -> Transfer:
    """Accept, and the person is served at the new centre from `on` (default: today there); or decline.

    A move ends the access of the centre the person leaves on that day and closes its open episodes as referred, with
    their goals carried on; what it did stays on its own record. The new centre gives its number, or has given one
    before. The same answer again by the same person changes nothing. Raises Refused when something came in between.
    """
    patient = locked(transfer.patient)
    transfer = locked(transfer)
    state = TransferState.ACCEPTED if accept else TransferState.DECLINED
    if (transfer.state, transfer.decided_by_id) == (state, by.pk):
        return transfer
    refuse_if(policies.transfers.accept(transfer, patient=patient) if accept else policies.transfers.answer(transfer))
    if accept:
        _admit(transfer, patient=patient, on=on or transfer.to_centre.local_date(at), at=at, by=by)
    _decide(transfer, state=state, by=by, at=at, note=note)
    return transfer


@transaction.atomic
def cancel(*, transfer: Transfer, by: User, at: datetime, note: str = "") -> Transfer:
    """Take a request back that was not answered. Cancelling again changes nothing."""
    locked(transfer.patient)
    transfer = locked(transfer)
    if transfer.state != TransferState.CANCELLED:
        refuse_if(policies.transfers.cancel(transfer))
        _decide(transfer, state=TransferState.CANCELLED, by=by, at=at, note=note)
    return transfer


def _decide(transfer: Transfer, *, state: TransferState, by: User, at: datetime, note: str) -> None:
    transfer.state, transfer.decided_by, transfer.decided_at = state, by, at
    transfer.decision_note = note.strip()
    save(transfer, "state", "decided_by", "decided_at", "decision_note")


def _admit(transfer: Transfer, *, patient: Patient, on: date, at: datetime, by: User) -> None:
    """The new centre's access and number; for a move, the end of care at the old one."""
    given = PatientAccess.objects.select_for_update().get(patient=patient, centre=transfer.from_centre)
    today = transfer.to_centre.local_date(at)
    refusal = policies.transfers.begin(given, kind=transfer.kind, on=on, today=today)
    refuse_if(refusal, code="invalid", field="on")
    grant_access(patient=patient, centre=transfer.to_centre, by=by, on=on)
    numbers.give(patient=patient, centre=transfer.to_centre, on=on, by=by)
    if transfer.kind == TransferKind.MOVE:
        given.active, given.until = False, on
        save(given, "active", "until")
        for episode in patient.episodes.open().filter(centre=transfer.from_centre):
            carried_on = {goal.pk: GoalState.OPEN for goal in episode.goals.filter(state=GoalState.OPEN)}
            episodes.close(
                episode=episode, outcome_kind=EpisodeOutcome.REFERRED, outcome=transfer.reason, goals=carried_on,
                on=max(on, episode.opened_on), by=by,
            )  # fmt: skip
