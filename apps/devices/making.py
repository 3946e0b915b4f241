"""What a device's page shows of its making and of what becomes of it later."""

from typing import Any

from apps.accounts.models import User
from apps.centres.access import Permission
from apps.devices import cards, chain, policies, queries
from apps.devices.models import Device, State
from apps.devices.specification import Specification
from apps.patients.access import permissions_at


def shown(device: Device, records: queries.Records, user: User) -> dict[str, Any]:
    """Its cards, its pair, its specification, why it is on hold, and the chain it stands in."""
    may = Permission.PRESCRIBE_DEVICE in permissions_at(user, device.patient, device.centre)
    return {
        "may_specify": may and policies.specify(device) is None,
        "may_number": may and policies.serial_number(device) is None,
        "cards": cards.compared(records.of(device.measurements, "technician")),
        "pair": queries.other_of_pair(device, user),
        "spec": Specification.of(device).facts(),
        "held_because": held_because(device),
        "chain": chain.of(device, user, today=device.centre.today()),
    }


def held_because(device: Device) -> str:
    """The reason of the hold with its note; "" off hold."""
    if device.state != State.ON_HOLD:
        return ""
    step = device.steps.filter(to_state=State.ON_HOLD).last()
    return step.reason_words if step is not None else device.get_hold_reason_display()
