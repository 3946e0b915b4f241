"""When care ends without a transfer: somebody is lost, stays away or has died; and when it goes on again."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import CareEndReason, Patient
from apps.patients.policies.people import service_date


def still_comes(patient: Patient) -> Text | None:
    """Care ends once, and not of the dead."""
    if patient.deceased_on is not None:
        return _("This person has died.")
    if patient.care_ended_on is not None:
        return _("That the person no longer comes is on record already.")
    return None


def end(patient: Patient, *, on: date, today: date, reason: str, note: str) -> Text | None:
    """With a reason; one called “other” says nothing by itself."""
    if reason == CareEndReason.OTHER and not note.strip():
        return _("Say in the note what the reason was.")
    return service_date(patient, on=on, today=today)


def resume(patient: Patient) -> Text | None:
    """Only somebody who stayed away comes again."""
    return None if patient.care_ended_on is not None else _("The person is in care.")


def revive(patient: Patient, *, reason: str) -> Text | None:
    """A death noted in error is taken back with a reason."""
    if patient.deceased_on is None:
        return _("No death is on record.")
    return None if reason.strip() else _("Say why the death is taken back.")
