"""The life of a device: which step may follow which, and what must hold before it does.

A policy returns None, or the reason shown to the user. TRANSITIONS is the only table of steps: actions, pages and
the diagram in docs/states/device.md are all made from it.
"""

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.devices.models import Device, DeviceClass, DeviceType, State
from apps.patients.models import Impairment

EXITS = (State.ON_HOLD, State.CANCELLED, State.CLOSED)

TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.PRESCRIBED: (State.MEASURED, State.DELIVERED, *EXITS),
    State.MEASURED: (State.IN_FABRICATION, State.MEASURED, *EXITS),
    State.IN_FABRICATION: (State.FITTING, State.MEASURED, *EXITS),
    State.FITTING: (State.CHECKED, State.FITTING, State.IN_FABRICATION, State.MEASURED, *EXITS),
    State.CHECKED: (State.DELIVERED, State.FITTING, *EXITS),
    State.ON_HOLD: (State.PRESCRIBED, State.MEASURED, State.IN_FABRICATION, State.FITTING, State.CHECKED,
                    State.CANCELLED, State.CLOSED),
    State.DELIVERED: (State.IN_USE, State.RETIRED),
    State.IN_USE: (State.RETIRED,),
    State.RETIRED: (),
    State.CANCELLED: (),
    State.CLOSED: (),
}  # fmt: skip

# What a person does with a button of its own; the other steps happen through a fitting, check-out or delivery.
WORKSHOP_STEPS = (State.MEASURED, State.IN_FABRICATION)
ENDINGS = (State.CANCELLED, State.CLOSED, State.RETIRED)


def move(device: Device, *, to: State) -> Text | None:
    """Whether the device may enter the state `to` now, by the table alone."""
    if to not in TRANSITIONS[State(device.state)]:
        return _("A device that is “%(now)s” cannot become “%(then)s”.") % {
            "now": State(device.state).label,
            "then": to.label,
        }
    return None


def prescribe(device_type: DeviceType, *, side: str, quantity: int, impairment: Impairment | None) -> Text | None:
    """A sided type needs its side, other types have none; only prefabricated items come in numbers.

    The limb's side, where it has one, must be the device's.
    """
    if device_type.sided and not side:
        return _("Choose the side: this type is made for one side.")
    if not device_type.sided and side:
        return _("This type has no side.")
    if quantity < 1 or quantity > 100:
        return _("The number of units must lie between 1 and 100.")
    if quantity > 1 and not device_type.counts_as_crutch:
        return _("Only crutches are handed out in several units; enter every other device on its own.")
    if impairment is not None and side and impairment.side and impairment.side != side:
        return _("The device's side contradicts the side of the limb.")
    return None


def fit(device: Device) -> Text | None:
    """A device can be tried on once it is made, and as often as needed until it is checked out."""
    return None if device.state == State.FITTING else move(device, to=State.FITTING)


def deliver(device: Device) -> Text | None:
    """Checked out, with every point passed or overridden with a reason; prefabricated items go straight away."""
    refusal = move(device, to=State.DELIVERED)
    if refusal is not None:
        return refusal
    if device.state == State.PRESCRIBED:
        if not device.device_type.prefabricated:
            return _("Only prefabricated items can be delivered without being made and fitted.")
        return None
    checkout = device.checkouts.first()
    if checkout is None or not checkout.allows_delivery:
        return _("The last check-out has points that failed. Correct them or give a reason to deliver all the same.")
    return None


def service_delivered(device: Device) -> Text | None:
    """Repairs and follow-ups are of devices in use; a device still being made is adjusted in its fittings."""
    if device.state not in (State.DELIVERED, State.IN_USE):
        return _("Only a delivered device can be repaired or followed up.")
    return None


def reissue(device: Device) -> Text | None:
    """Wheelchairs and tricycles that came back may be given out again (IND-29)."""
    if device.device_type.device_class not in (DeviceClass.WHEELCHAIR, DeviceClass.TRICYCLE, DeviceClass.SEATING):
        return _("Only wheelchairs and tricycles are given out again.")
    if device.state != State.RETIRED:
        return _("Take the device back first.")
    return None
