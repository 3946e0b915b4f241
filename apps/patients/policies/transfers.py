"""When a person may be transferred between centres, and when such a request may still be answered."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.core.problems import Text
from apps.patients.models import Patient, PatientAccess, Transfer, TransferKind, TransferState


def request(patient: Patient, *, from_centre: Centre, to_centre: Centre, kind: str) -> Text | None:
    """A living person under an own record goes from a centre that sees them; one request waits at a time."""
    if from_centre == to_centre:
        return _("Choose another centre.")
    refusal = _possible(patient, from_centre=from_centre, to_centre=to_centre, kind=kind)
    if refusal is None and patient.transfers.waiting().exists():
        return _("A transfer of this person is waiting for an answer already.")
    return refusal


def answer(transfer: Transfer) -> Text | None:
    """Only what still waits is answered."""
    if transfer.state != TransferState.REQUESTED:
        return _("This transfer has been answered or withdrawn already.")
    return None


def accept(transfer: Transfer, *, patient: Patient) -> Text | None:
    """What was possible when it was asked may no longer be: a death, a merge or another transfer in between."""
    return answer(transfer) or _possible(
        patient, from_centre=transfer.from_centre, to_centre=transfer.to_centre, kind=transfer.kind
    )


def begin(given: PatientAccess, *, kind: str, on: date, today: date) -> Text | None:
    """The day from which the new centre serves the person; `given`: the access of the centre that sees them now."""
    if on > today:
        return _("The date lies in the future.")
    if kind == TransferKind.MOVE and on < given.since:
        return _("The date lies before %(date)s, when care at the other centre began.") % {
            "date": given.since.isoformat()
        }
    return None


def cancel(transfer: Transfer) -> Text | None:
    """Who asked may take it back until it is answered."""
    return answer(transfer)


def _possible(patient: Patient, *, from_centre: Centre, to_centre: Centre, kind: str) -> Text | None:
    if patient.merged_into_id is not None:
        return _("This record has been merged with another one. Go on with that one.")
    if patient.deceased_on is not None:
        return _("This person has died. There is nothing to transfer.")
    seeing = set(patient.accesses.filter(active=True).values_list("centre", flat=True))
    if from_centre.pk not in seeing:
        return _("The person is no longer served at the centre this transfer starts from.")
    if kind == TransferKind.SHARE and to_centre.pk in seeing:
        return _("Both centres serve the person already.")
    return None
