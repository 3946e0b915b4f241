"""The one table of a device's life: which step may follow which, what makes it, and what must hold before it does.

Actions, pages and the diagram in docs/states/device.md are all made from TRANSITIONS; `apps.devices.policies` asks it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.devices.models import Device, EndReason, State

NOT_PREFABRICATED = _("Only prefabricated items can be delivered without being made and fitted.")


def free(_device: Device) -> Text | None:
    """No guard: the table alone decides."""
    return None


def from_the_shelf(device: Device) -> Text | None:
    """The fast track is for prefabricated items."""
    return None if device.device_type.prefabricated else NOT_PREFABRICATED


def released(device: Device) -> Text | None:
    """The check-out recorded last decides, with every point passed or overridden with a reason."""
    checkout = device.last_checkout
    if checkout is None or not checkout.allows_delivery:
        return _("The last check-out has points that failed. Correct them or give a reason to deliver all the same.")
    return None


@dataclass(frozen=True)
class Rule:
    """One arrow. `made_by` and `when` say in the documentation what makes the step and what must hold; `refuses` is
    asked of the device itself: None, or the reason shown to the user."""

    made_by: str
    when: str = ""
    refuses: Callable[[Device], Text | None] = free

    def __str__(self) -> str:
        return f"{self.made_by} [{self.when}]" if self.when else self.made_by


MEASURE = Rule("measurement card")
AGAIN = Rule("measurement card", "another one, or a recast with a reason")
RECAST = Rule("recast", "with a reason")
FABRICATE = Rule("fabrication begins")
BACK_TO_THE_BENCH = Rule("fabrication again")
FIT = Rule("fitting")
CHECK = Rule("check-out", "every point passed, or overridden with a reason")
UNDO_CHECK = Rule("fitting, or a check-out that failed")
HAND_OUT = Rule("delivery, the fast track", "prefabricated", from_the_shelf)
DELIVER = Rule("delivery", "the last check-out allows it", released)
USE = Rule("regular use noted")
HOLD = Rule("hold", "with a reason")
RESUME = Rule("resume", "it was there when it was held")
END = Rule("ending", "with one of its reasons")

EXITS = {State.ON_HOLD: HOLD, State.CANCELLED: END, State.CLOSED: END}

TRANSITIONS: dict[State, dict[State, Rule]] = {
    State.PRESCRIBED: {State.MEASURED: MEASURE, State.DELIVERED: HAND_OUT, **EXITS},
    State.MEASURED: {State.IN_FABRICATION: FABRICATE, State.MEASURED: AGAIN, **EXITS},
    State.IN_FABRICATION: {State.FITTING: FIT, State.MEASURED: RECAST, **EXITS},
    State.FITTING: {State.CHECKED: CHECK, State.FITTING: FIT, State.IN_FABRICATION: BACK_TO_THE_BENCH,
                    State.MEASURED: RECAST, **EXITS},
    State.CHECKED: {State.DELIVERED: DELIVER, State.FITTING: UNDO_CHECK, **EXITS},
    State.ON_HOLD: {State.PRESCRIBED: RESUME, State.MEASURED: RESUME, State.IN_FABRICATION: RESUME,
                    State.FITTING: RESUME, State.CHECKED: RESUME, State.CANCELLED: END, State.CLOSED: END},
    State.DELIVERED: {State.IN_USE: USE, State.RETIRED: END},
    State.IN_USE: {State.RETIRED: END},
    State.RETIRED: {},
    State.CANCELLED: {},
    State.CLOSED: {},
}  # fmt: skip

# What a person does with a button of its own; the other steps happen through a fitting, check-out or delivery.
WORKSHOP_STEPS = (State.MEASURED, State.IN_FABRICATION)
ENDINGS = (State.CANCELLED, State.CLOSED, State.RETIRED)

BEFORE_DELIVERY = (
    EndReason.PATIENT_DECLINED, EndReason.PATIENT_LOST, EndReason.PATIENT_DIED, EndReason.MEDICAL, EndReason.OTHER,
)  # fmt: skip
END_REASONS: dict[State, tuple[EndReason, ...]] = {
    State.CANCELLED: (*BEFORE_DELIVERY, EndReason.ENTERED_IN_ERROR),
    State.CLOSED: BEFORE_DELIVERY,
    State.RETIRED: (EndReason.RETURNED, EndReason.REPLACED, EndReason.WORN_OUT, EndReason.LOST,
                    EndReason.PATIENT_DIED, EndReason.OTHER),
}  # fmt: skip
