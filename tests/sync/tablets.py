"""Short ways to tablets for the tests of this folder."""

from datetime import timedelta
from typing import Any

from apps.core.clock import now
from apps.core.ids import new_id
from apps.sync import tokens
from apps.sync.actions import enrolment
from apps.sync.actions.enrolment import Enrolled
from apps.sync.models import Conflict, Enrolment, Operation, Tablet
from tests.people import People


def a_tablet(people: People, **details: Any) -> Tablet:
    """A tablet of Rakrang's physiotherapist, unless told otherwise."""
    usual = {
        "centre": people.rakrang, "user": people.physio, "name": "Tablet 1", "token_hash": "0" * 64,
        "enrolled_at": now(), "expires_at": now() + timedelta(days=90), "enrolled_by": people.administrator,
    }  # fmt: skip
    return Tablet.objects.create(**{**usual, **details})


def offered(people: People, **details: Any) -> Enrolment:
    """A code for a tablet of Rakrang's physiotherapist, made by the administrator, unless told otherwise."""
    usual = {"centre": people.rakrang, "user": people.physio, "name": "Tablet 1", "valid_days": 90, "at": now()}
    return enrolment.offer(**{**usual, **details}, by=people.administrator)


def enrolled(people: People, **details: Any) -> Enrolled:
    """The same, come in by its code."""
    return enrolment.redeem(code=tokens.code_of(offered(people, **details).pk), at=now())


def an_operation(tablet: Tablet, *, status: str = "conflict", **details: Any) -> Operation:
    """An operation as it was received, with its answer."""
    usual = {
        "op_id": new_id(), "op_seq": 1, "type": "patient", "action": "change", "key": new_id(), "payload_hash": b"",
        "payload": {}, "result": {}, "received_at": now(),
    }  # fmt: skip
    return Operation.objects.create(**{**usual, "tablet": tablet, "status": status, **details})


def a_conflict(tablet: Tablet, **details: Any) -> Conflict:
    """A changed field that waits to be decided."""
    made = an_operation(tablet)
    usual = {"centre": tablet.centre, "operation": made, "type": "patient", "key": made.key, "code": "changed"}
    return Conflict.objects.create(**{**usual, "field": "name_romanised", **details})
