"""When a new device is handed over, the one it replaces has had its life; voiding the hand-over gives it back."""

from datetime import date
from uuid import uuid5

from apps.accounts.models import User
from apps.core.problems import refuse_if
from apps.core.writing import locked, save
from apps.devices import policies
from apps.devices.actions.steps import log
from apps.devices.models import Delivery, Device, DeviceStep, EndReason, State


def retire_replaced(*, delivery: Delivery, by: User, today: date | None = None) -> None:
    """Retire what the delivered device replaces, as "replaced", unless its life has ended already. For `deliver`,
    inside its transaction. Raises Refused ("invalid") when it would end before it was delivered itself."""
    if delivery.device.replaces is None:
        return
    earlier, on = locked(delivery.device.replaces), delivery.service_date
    if earlier.state not in (State.DELIVERED, State.IN_USE):
        return
    refuse_if(policies.after_delivery(earlier, on=on), code="invalid", field="on")
    log(earlier, to=State.RETIRED, on=on, by=by, reason=EndReason.REPLACED, today=today,
        id=uuid5(delivery.pk, "replaced"))  # fmt: skip
    earlier.ended_on, earlier.end_reason = on, EndReason.REPLACED
    save(earlier, "state", "ended_on", "end_reason")


def give_back_replaced(*, delivery: Delivery, reason: str, on: date, by: User) -> None:
    """Undo `retire_replaced` when the delivery is voided: what it retired goes back to where it was. What was retired
    by hand stays so. For `void`, inside its transaction."""
    retired = DeviceStep.objects.filter(pk=uuid5(delivery.pk, "replaced")).select_related("device").first()
    if retired is None:
        return
    earlier: Device = locked(retired.device)
    if earlier.state != State.RETIRED or earlier.end_reason != EndReason.REPLACED:
        return
    # As the voided delivery itself, a step that leads back across the table: the replacement did not happen.
    DeviceStep.objects.create(
        device=earlier, from_state=earlier.state, to_state=retired.from_state, on=on, by=by, reason=reason
    )
    earlier.state, earlier.ended_on, earlier.end_reason, earlier.end_note = retired.from_state, None, "", ""
    save(earlier, "state", "ended_on", "end_reason", "end_note")
