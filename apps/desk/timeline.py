"""One timeline of a person, put together from every room that has something to tell."""

from apps.accounts.models import User
from apps.core.timeline import Entry, merged
from apps.devices import timeline as devices
from apps.patients import timeline as patients
from apps.patients.models import Patient
from apps.physio import timeline as physio


def entries(patient: Patient, user: User) -> list[Entry]:
    """Everything `user` may see of the person, latest first."""
    return merged(*(room.entries(patient, user) for room in (patients, devices, physio)))
