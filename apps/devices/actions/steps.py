"""How every verb of the workshop moves a device: take it up, ask the table, log the step. One, or many at once."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from apps.accounts.models import User
from apps.core.models import Record
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, refuse_stale, save
from apps.devices import policies
from apps.devices.models import Device, DeviceStep, State

R = TypeVar("R", bound=Record)


def taken_up(
    device: Device, *, making: type[R], id: UUID | None, version: int | None = None
) -> tuple[Device, R | None]:
    """The device locked, and what was already made with it under the key `id`: whoever presses twice gets that.

    Raises Refused ("stale") when nothing was made yet and someone else changed the device since `version`.
    """
    device = locked(device)
    made = find_made(making, id, device=device)
    if made is None:
        refuse_stale(device, version)
    return device, made


def all_taken_up(devices: Iterable[Device]) -> dict[UUID, Device]:
    """The devices locked, by key, with all that a verb asks of them. One query, in the order of keys, so that two who
    take up the same ones never wait for each other."""
    rows = Device.objects.select_for_update(of=("self",)).select_related("patient", "centre", "device_type")
    return {row.pk: row for row in rows.filter(pk__in={device.pk for device in devices}).order_by("pk")}


def log(device: Device, *, to: State, on: date, today: date | None = None, **said: Any) -> None:
    """Set the state of a locked device and log the step. `said`: by, reason and id, as `step_of` takes them.

    Raises Refused for an impossible date; `today`: the latest one that is taken, the centre's today unless given.
    """
    today, ends = today or device.centre.today(), to in policies.ENDINGS
    refuse_if(policies.step_date(device, on=on, today=today, ends=ends), code="invalid", field="on")
    step_of(device, to=to, on=on, **said).save()
    device.state = to


def enter(device: Device, *, to: State, **said: Any) -> None:
    """Move a locked device by the table and log the step, as `log` does. For verbs of this app, inside their
    transaction.

    Raises Refused when the table has no such step or the device is on hold.
    """
    refuse_if(policies.work(device, to=to))
    log(device, to=to, **said)
    save(device, "state")


def all_enter(days: Mapping[Device, date], *, to: State, by: User) -> None:
    """As `enter`, for many locked devices at once, each on its day; what may be entered was asked before."""
    DeviceStep.objects.bulk_create(step_of(device, to=to, on=on, by=by) for device, on in days.items())
    Device.objects.filter(pk__in=[device.pk for device in days]).update(state=to)
    for device in days:
        device.state = to


def step_of(device: Device, *, to: State, on: date, by: User, reason: str = "", id: UUID | None = None) -> DeviceStep:
    """The step from where the device stands to the state `to`, not yet saved. `id`: its key."""
    keyed = {} if id is None else {"id": id}
    return DeviceStep(device=device, from_state=device.state, to_state=to, on=on, by=by, reason=reason, **keyed)
