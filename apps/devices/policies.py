"""The life of a device: which step may follow which, and what must hold before it does.

A policy returns None, or the reason shown to the user. The only table of steps is `apps.devices.transitions`.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.devices.models import (
    DELIVERED_STATES,
    Device,
    DeviceClass,
    DeviceType,
    EndReason,
    MeasurementKind,
    State,
)
from apps.devices.specification import SEATED
from apps.devices.transitions import END_REASONS, ENDINGS, NOT_PREFABRICATED, TRANSITIONS, WORKSHOP_STEPS
from apps.patients import policies as patient_policies
from apps.patients.models import CountedService, Episode, Impairment, Level, Patient
from apps.patients.models.limb import LIMB_LOSS

__all__ = ["ENDINGS", "END_REASONS", "SEATED", "TRANSITIONS", "WORKSHOP_STEPS"]

GONE = (EndReason.LOST, EndReason.WORN_OUT)
NEVER_OUT = (State.CANCELLED, State.CLOSED)


def move(device: Device, *, to: State) -> Text | None:
    """Whether the device may enter the state `to` now. From hold it goes back to where it was, or out."""
    now = State(device.state)
    came_elsewhere = now == State.ON_HOLD and to not in ENDINGS and to != device.held_state
    if to not in TRANSITIONS[now] or came_elsewhere:
        return _("A device that is “%(now)s” cannot become “%(then)s”.") % {"now": now.label, "then": State(to).label}
    return None


def work(device: Device, *, to: State) -> Text | None:
    """As `move`, for a step of the workshop, with the table's guard: a device on hold is resumed first."""
    if device.state == State.ON_HOLD:
        return _("This device is on hold. Resume it first.")
    return move(device, to=to) or TRANSITIONS[State(device.state)][to].refuses(device)


def step(device: Device, *, to: State) -> Text | None:
    """A step by its button: measured without a card, or in fabrication. Measured again is a card with its reason."""
    return measure(device, kind=MeasurementKind.MEASURE) if to == State.MEASURED else work(device, to=to)


def measure(device: Device, *, kind: str) -> Text | None:
    """A card can be filled in until the device is checked out; once it is being made, only to cast or measure again."""
    refusal = work(device, to=State.MEASURED)
    if refusal is not None:
        return refusal
    if device.state == State.PRESCRIBED and kind == MeasurementKind.RECAST:
        return _("Nothing was measured or cast yet that could be done again.")
    if device.state not in (State.PRESCRIBED, State.MEASURED) and kind != MeasurementKind.RECAST:
        return _("This device is being made already. Measure or cast it again, with the reason.")
    return None


def resume(device: Device) -> Text | None:
    """Only a device on hold is resumed."""
    return None if device.state == State.ON_HOLD else _("This device is not on hold.")


def step_date(device: Device, *, on: date, today: date, ends: bool = False) -> Text | None:
    """No step lies in the future, before the person's birth or before the prescription; after a death a device's
    life can only end."""
    refusal = patient_policies.service_date(device.patient, on=on, today=today, living=not ends)
    if refusal is None and on < device.prescribed_on:
        return _("The date lies before the prescription of %(date)s.") % {"date": device.prescribed_on.isoformat()}
    return refusal


def side(device_type: DeviceType, side: str) -> Text | None:
    """A sided type needs its side, other types have none."""
    if device_type.sided and not side:
        return _("Choose the side: this type is made for one side.")
    if not device_type.sided and side:
        return _("This type has no side.")
    return None


def quantity(device_type: DeviceType, quantity: int) -> Text | None:
    """Crutches are handed out in units, up to 100; every other device stands on its own."""
    if quantity < 1 or quantity > 100:
        return _("The number of units must lie between 1 and 100.")
    if quantity > 1 and not device_type.counts_as_crutch:
        return _("Only crutches are handed out in several units; enter every other device on its own.")
    return None


def order(device_type: DeviceType) -> Text | None:
    """What was retired stays for the records that use it, and is not prescribed any more."""
    return None if device_type.active else _("This type is not offered any more.")


def specify(device: Device) -> Text | None:
    """What a chair is to be like can be corrected until it is handed over."""
    if device.device_type.device_class not in SEATED:
        return _("Only wheelchairs, tricycles and seats have a specification.")
    return None if device.is_open else _("This device was delivered or has ended; its specification stays as it is.")


def serial_number(device: Device) -> Text | None:
    """A serial number is given once a device is being worked on, and corrected until it is handed over."""
    if device.state in (State.CANCELLED, State.CLOSED):
        return _("This device was never delivered; it needs no serial number.")
    if device.serial_number and not device.is_open:
        return _("This device is out under its serial number, which stays.")
    return None


def number_stays(device: Device, serial_number: str) -> Text | None:
    """A step of the workshop gives a number, and never another one than the device has."""
    if device.serial_number and serial_number not in ("", device.serial_number):
        return _("This device has its serial number already.")
    return None


def joins(others: Iterable[Device], *, patient: Patient, side: str) -> Text | None:
    """A pair is one device for each side of one person; `others`: the devices that share its key already."""
    if any(one.patient_id != patient.pk or one.side == side or not side for one in others):
        return _("These two devices were not prescribed together.")
    return None


def pair(device: Device, other: Device) -> Text | None:
    """The other one of a bilateral fitting, prescribed together with the device."""
    if device.pair is None or device.pair != other.pair or device.pk == other.pk:
        return _("These two devices were not prescribed together.")
    return None


def limb(patient: Patient, device_type: DeviceType, *, side: str, impairment: Impairment) -> Text | None:
    """The limb is the patient's own, on the device's side; a prosthesis stands for a limb that is missing."""
    if impairment.patient_id != patient.pk:
        return _("This limb belongs to another patient.")
    if side and impairment.side and impairment.side != side:
        return _("The device's side contradicts the side of the limb.")
    if device_type.device_class == DeviceClass.PROSTHESIS and impairment.kind not in LIMB_LOSS:
        return _("A prosthesis is made for a limb that is missing; this impairment is another one.")
    if device_type.level and impairment.level and of_arm(device_type.level) != of_arm(impairment.level):
        return _("One is of an arm, the other of a leg.")
    return None


def of_arm(level: str) -> bool:
    return Level(level).of_arm


def without_limb(device_type: DeviceType, *, side: str, limbs: Iterable[Impairment]) -> Text | None:
    """Advice, not a refusal: a prosthesis for a limb that nobody recorded as missing, at this side or level."""
    if device_type.device_class != DeviceClass.PROSTHESIS:
        return None
    missing = [limb for limb in limbs if limb.kind in LIMB_LOSS]
    if not missing:
        return _("No missing limb of this person is on record. Record the impairment first.")
    beside = [limb for limb in missing if not side or limb.side == side]
    if not beside:
        return _("On this side no missing limb is on record.")
    if device_type.level and all(limb.level != device_type.level for limb in beside):
        recorded = ", ".join(limb.label for limb in beside)
        return _("The limb is recorded as lost at another level: %(recorded)s.") % {"recorded": recorded}
    return None


def in_episode(patient: Patient, episode: Episode, *, on: date) -> Text | None:
    """An episode holds what is done for its own patient while it is open."""
    if episode.patient_id != patient.pk:
        return _("This episode belongs to another patient.")
    return patient_policies.episodes.within(episode, on=on, today=on)


def replace(patient: Patient, earlier: Device) -> Text | None:
    """A device replaces one that the same patient received."""
    if earlier.patient_id != patient.pk:
        return _("This device belongs to another patient.")
    if earlier.state not in DELIVERED_STATES:
        return _("Only a device that was delivered can be replaced.")
    return None


def fit(device: Device) -> Text | None:
    """A device can be tried on once it is made, and as often as needed until it is delivered."""
    return work(device, to=State.FITTING)


def check_out(device: Device) -> Text | None:
    """A device is checked out after a fitting, and again while it waits for delivery."""
    return None if device.state == State.CHECKED else work(device, to=State.CHECKED)


def deliver(device: Device) -> Text | None:
    """Checked out, with every point passed or overridden with a reason; prefabricated items go straight away."""
    return work(device, to=State.DELIVERED)


def hand_out(device_type: DeviceType) -> Text | None:
    """The fast track is for prefabricated items."""
    return None if device_type.prefabricated else NOT_PREFABRICATED


def end(device: Device, *, to: State) -> Text | None:
    """Cancelled, closed without delivery, retired: whichever the table allows now."""
    return move(device, to=to) if to in ENDINGS else _("This is not an ending.")


def end_reason(*, to: State, reason: EndReason) -> Text | None:
    """Each ending has its own reasons."""
    if reason in END_REASONS[to]:
        return None
    return _("“%(reason)s” is not a reason for “%(ending)s”.") % {
        "reason": EndReason(reason).label,
        "ending": State(to).label,
    }


def end_note(*, reason: EndReason, note: str) -> Text | None:
    """A reason called “other” says nothing by itself."""
    return _("Say in the remark what the reason was.") if reason == EndReason.OTHER and not note.strip() else None


def service_delivered(device: Device) -> Text | None:
    """Repairs and follow-ups are of devices in use; a device still being made is adjusted in its fittings."""
    if device.state not in (State.DELIVERED, State.IN_USE):
        return _("Only a delivered device can be repaired or followed up.")
    return None


def after_delivery(device: Device, *, on: date) -> Text | None:
    """What is done with a device in use happens on the day of its delivery or later."""
    delivery = device.standing_delivery
    return None if delivery is None else since_delivery(delivery.service_date, on=on)


def since_delivery(delivered_on: date, *, on: date) -> Text | None:
    """As `after_delivery`, of a device that was handed over on the day `delivered_on`."""
    if on < delivered_on:
        return _("The date lies before the delivery of %(date)s.") % {"date": delivered_on.isoformat()}
    return None


def after_ending(device: Device, *, on: date) -> Text | None:
    """A device is given out again on the day it came back or later."""
    if device.ended_on is not None and on < device.ended_on:
        return _("The date lies before the device came back, %(date)s.") % {"date": device.ended_on.isoformat()}
    return None


def not_voided(service: CountedService) -> Text | None:
    """What was voided stays voided."""
    return _("This has been voided already.") if service.voided_at is not None else None


def void_delivery(device: Device) -> Text | None:
    """A delivery can be voided while its device lives and nothing that was done with it since still stands."""
    if device.state == State.RETIRED:
        return _("This device's life has ended since; the delivery can no longer be voided.")
    if device.replaces is not None and device.replaces.reissued_as.exclude(state__in=NEVER_OUT).exists():
        return _("The device it replaced has been given out again since; the delivery can no longer be voided.")
    if device.repairs.filter(voided_at=None).exists() or device.follow_ups.filter(voided_at=None).exists():
        return _("Repairs or follow-ups of this device stand on record. Void them first.")
    return None


def reissue(device: Device) -> Text | None:
    """Wheelchairs and tricycles that came back may be given out again, each to one person at a time (IND-29)."""
    if device.device_type.device_class not in SEATED:
        return _("Only wheelchairs and tricycles are given out again.")
    if device.state != State.RETIRED:
        return _("Take the device back first.")
    if device.end_reason in GONE:
        return _("This device was lost or worn out.")
    if device.reissued_as.exclude(state__in=NEVER_OUT).exists():
        return _("This device has been given out again already; its newest record goes on.")
    return None
