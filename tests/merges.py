"""Two records of one person, and a merge of them, through the product's verbs."""

from datetime import date
from typing import Any

from apps.core.clock import now
from apps.patients.actions import merges
from apps.patients.models import Merge, Patient
from tests.people import People, a_patient

REASON = "The same paper card."


def two_records(people: People, **loser: Any) -> tuple[Patient, Patient]:
    """A man of Rakrang, registered twice; `loser`: what the second record says differently."""
    return a_patient(people), a_patient(people, **{"birth_date": date(1970, 3, 12), **loser})


def asked(people: People, survivor: Patient, loser: Patient, **details: Any) -> Merge:
    """A merge the receptionist asks for."""
    usual = {"centre": people.rakrang, "by": people.receptionist, "at": now(), "reason": REASON}
    return merges.request(survivor=survivor, loser=loser, **{**usual, **details})


def a_merge(people: People, survivor: Patient, loser: Patient, **details: Any) -> Merge:
    """A merge the receptionist asked for and the physiotherapist approved."""
    merge = asked(people, survivor, loser, **details)
    return merges.decide(merge=merge, approve=True, by=people.physio, at=now())
