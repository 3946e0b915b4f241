"""When a result may be recorded: on a possible day, of somebody who wore a device of their own they had by then."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import Episode, Patient
from apps.patients.policies import episodes
from apps.physio.models import Instrument, OutcomeScore

if TYPE_CHECKING:
    from apps.devices.models import Device

ON_THE_BODY = ("prosthesis", "orthosis")  # classes of devices that are worn


def instrument(instrument: Instrument) -> Text | None:
    """What is no longer offered is not measured any more; what was measured with it stays."""
    return None if instrument.active else _("This measure is no longer offered.")


def unable(*, unable: bool, reason: str) -> Text | None:
    """Who was unable was so for a reason, and a reason belongs to nothing else."""
    if unable and not reason.strip():
        return _("Say why the person was unable.")
    if reason.strip() and not unable:
        return _("A reason is given only where the person was unable.")
    return None


def worn(patient: Patient, device: "Device | None", *, barefoot: bool, on: date) -> Text | None:
    """The device is the person's own, is worn on the body, was handed over by then and had not come to its end."""
    if device is None:
        return None
    if barefoot:
        return _("Either a device was worn, or none.")
    if device.patient_id != patient.pk:
        return _("This device belongs to another patient.")
    if device.device_type.device_class not in ON_THE_BODY:
        return _("This is no device to be worn. Note it as the aid used.")
    if not any(one.voided_at is None and one.service_date <= on for one in device.deliveries.all()):
        return _("The device had not been handed over by then.")
    if device.ended_on is not None and device.ended_on < on:
        return _("The device was no longer in use by then.")
    return None


def in_episode(patient: Patient, episode: Episode | None, *, on: date) -> Text | None:
    """An episode holds what is done for its own patient while it is open."""
    if episode is None:
        return None
    if episode.patient_id != patient.pk:
        return _("This episode belongs to another patient.")
    return episodes.within(episode, on=on, today=on)


def void(score: OutcomeScore) -> Text | None:
    """What was voided stays voided."""
    return _("This has been voided already.") if score.voided_at is not None else None
