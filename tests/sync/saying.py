"""Operations as a tablet of the tests says them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from apps.patients.models import Patient

DAY = datetime(2016, 5, 10, 9, 30, tzinfo=UTC)


def an_op(seq: int, type: str, action: str, *, values: dict[str, Any] | None = None, **envelope: Any) -> dict[str, Any]:
    """An operation on a new record, unless told otherwise."""
    said = {"values": values} if values is not None else {}
    usual = {"op_id": str(uuid4()), "op_seq": seq, "type": type, "action": action, "id": str(uuid4()),
             "recorded_at": DAY.isoformat()}  # fmt: skip
    return {**usual, **said, **envelope}


def a_session_op(
    seq: int, patient: Patient | UUID, *, minutes: int = 45, at: datetime = DAY, **envelope: Any
) -> dict[str, Any]:
    """A physiotherapy session of `minutes`; `patient`: the person, or any key."""
    values = {"at": at.isoformat(), "minutes": minutes}
    return an_op(seq, "session", "create", values=values, patient=str(getattr(patient, "pk", patient)), **envelope)


def a_push(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"device_time": DAY.isoformat(), "ops": list(operations)}
