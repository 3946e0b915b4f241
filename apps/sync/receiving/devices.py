"""Devices as tablets send them: prescribed, taken through the workshop step by step, ended, and put right."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from apps.centres.access import Permission
from apps.core.models import Record
from apps.core.problems import WORDS, refuse, refuse_if
from apps.devices import access, policies, words
from apps.devices.actions import aftercare, devices, serials, specifications
from apps.devices.models import Device, EndReason, HoldReason, State, TermKind
from apps.sync.merge import Care
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.sameness import differs
from apps.sync.receiving.spoken import Receives, Said
from apps.sync.receiving.types import Colleague, OfDevice, OfDeviceType, OfEpisode, OfImpairment, Values
from apps.sync.registry import KINDS

Units = Annotated[int, Meta(ge=1, le=100)]
Term = Annotated[str, Meta(max_length=24)]
Short = Annotated[str, Meta(max_length=300)]
Number = Annotated[str, Meta(max_length=40)]
Told = Annotated[str, Meta(max_length=20)]
Spec = Annotated[dict[Told, float | Told], Meta(max_length=10)]  # as apps.devices.specification has it
WORKSHOP = Permission.PRESCRIBE_DEVICE
FROM_THE_SHELF = Permission.DELIVER_PREFABRICATED
STAYS = ("device_type", "side", "serial_number", "spec", "components")  # what a chair is, whoever has it


class Prescription(Values):
    """A device for one limb; of a bilateral fitting there are two, which share the key `pair`.

    `technician`: whoever sends it, unless said. `replaces_because`: a `ReplaceReason`, or words. `reissue_of`: a chair
    that came back, perhaps from somebody else; it stays what it is.
    """

    device_type: OfDeviceType
    prescribed_on: date
    side: Literal["", "L", "R"] | UnsetType = UNSET
    quantity: Units | UnsetType = UNSET
    technology: Term | UnsetType = UNSET
    stage: Term | UnsetType = UNSET
    spec: Spec | UnsetType = UNSET
    components: Short | UnsetType = UNSET
    serial_number: Number | UnsetType = UNSET
    note: Short | UnsetType = UNSET
    replaces_because: Short | UnsetType = UNSET
    pair: UUID | UnsetType | None = UNSET
    impairment: OfImpairment | UnsetType | None = UNSET
    episode: OfEpisode | UnsetType | None = UNSET
    replaces: OfDevice | UnsetType | None = UNSET
    reissue_of: OfDevice | UnsetType | None = UNSET
    technician: Colleague | UnsetType | None = UNSET


def device_prescribed(batch: Batch, said: Said) -> Record:
    """What is handed out from the shelf may be noted by whoever hands it out, all else by the workshop alone."""
    given: dict[str, Any] = {"technician": batch.by, **said.given}
    kind_of, returned = given["device_type"], given.pop("reissue_of", None)
    if returned is not None or not kind_of.prefabricated:
        refuse_without(batch, WORKSHOP)
    told = {
        "id": said.operation.id, "patient": said.person, "centre": batch.centre, "by": batch.by,
        "on": given.pop("prescribed_on"), "today": batch.latest,
    }  # fmt: skip
    if returned is not None:
        return aftercare.order_again(
            device=returned, **told, **{name: value for name, value in given.items() if name not in STAYS}
        )
    refuse_if(policies.order(kind_of))
    for kind in (TermKind.TECHNOLOGY, TermKind.STAGE):
        chosen = filter(None, [given.get(kind)])
        words.chosen(kind, chosen, device_class=kind_of.device_class, field=kind)
    return devices.prescribe(**told, **given)


class Advance(Values):
    """A step of the workshop. A device gets its serial number when it is made: the one said, or the centre's next."""

    state: Literal["measured", "in_fabrication"]
    on: date
    serial_number: Number | UnsetType = UNSET


def device_advanced(batch: Batch, said: Said) -> Record:
    if not differs(said):
        return _as_it_is(said)
    to, number = State(said.values.state), said.given.get("serial_number", "")
    return devices.advance(
        device=said.row, to=to, on=said.values.on, serial_number=number, draw_serial=to == State.IN_FABRICATION,
        id=said.operation.op_id, by=batch.by, today=batch.latest,
    )  # fmt: skip


class Hold(Values):
    """Why work on the device waits; `hold_note`: which part is missing, or until when."""

    hold_reason: HoldReason
    on: date
    hold_note: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET


def device_held(batch: Batch, said: Said) -> Record:
    if not differs(said):
        return _as_it_is(said)
    return devices.hold(
        device=said.row, reason=said.values.hold_reason, on=said.values.on, note=said.given.get("hold_note", ""),
        id=said.operation.op_id, by=batch.by, today=batch.latest,
    )  # fmt: skip


class Step(Values):
    """A step of which only the date is said."""

    on: date


def device_resumed(batch: Batch, said: Said) -> Record:
    if said.row.is_open and said.row.state != State.ON_HOLD:
        return _as_it_is(said)
    return devices.resume(device=said.row, on=said.values.on, id=said.operation.op_id, by=batch.by, today=batch.latest)


def device_in_use(batch: Batch, said: Said) -> Record:
    _refuse_unless_looked_after(batch, said)
    if said.row.state == State.IN_USE:
        return _as_it_is(said)
    return devices.begin_use(
        device=said.row, on=said.values.on, id=said.operation.op_id, by=batch.by, today=batch.latest
    )


class Ending(Values):
    """How a device's life ends. Each ending has its own reasons; “other” needs a note."""

    state: Literal["cancelled", "closed_without_delivery", "retired"]
    ended_on: date
    end_reason: EndReason
    end_note: Short | UnsetType = UNSET


def device_ended(batch: Batch, said: Said) -> Record:
    """An open order is its own centre's to end, even when the person has left."""
    if not said.row.is_open or said.row.centre_id != batch.centre.pk:
        _refuse_unless_looked_after(batch, said)
    if not differs(said):
        return _as_it_is(said)
    given = said.values
    return devices.end(
        device=said.row, to=State(given.state), reason=given.end_reason, on=given.ended_on,
        note=said.given.get("end_note", ""), id=said.operation.op_id, by=batch.by, today=batch.latest,
    )  # fmt: skip


class Facts(Values):
    """What may be corrected of a device: its number and what a chair is to be like until it is handed over, and at any
    time what was built in."""

    components: Short | UnsetType = UNSET
    serial_number: Number | UnsetType = UNSET
    spec: Spec | UnsetType = UNSET


def device_changed(batch: Batch, said: Said) -> Record:
    _refuse_unless_looked_after(batch, said)
    device, given = said.row, said.given
    if "components" in given:
        device = devices.note_components(device=device, components=given["components"], by=batch.by)
    if given.keys() & {"serial_number", "spec"}:
        refuse_elsewhere(batch, device)
    if "serial_number" in given:
        device = serials.give(device=device, serial_number=given["serial_number"], by=batch.by)
    if "spec" in given:
        device = specifications.correct(device=device, spec=given["spec"], by=batch.by)
    return device


def refuse_without(batch: Batch, permission: Permission) -> None:
    """Raise Refused unless the tablet's user has the permission in its centre."""
    if not batch.allows(permission):
        refuse(WORDS[403][1], code="forbidden")


def refuse_elsewhere(batch: Batch, device: Device) -> None:
    """Raise Refused for a device that another centre makes."""
    if device.centre_id != batch.centre.pk:
        refuse(WORDS[403][1], code="forbidden")


def _refuse_unless_looked_after(batch: Batch, said: Said) -> None:
    if said.left or not access.looks_after(batch.centre, said.row):
        refuse(WORDS[403][1], code="forbidden")


def _as_it_is(said: Said) -> Record:
    """Somebody did the same already."""
    row: Record = said.row
    return row


DEVICE = KINDS["device"]
CARE = dict.fromkeys(("components", "serial_number", "spec"), Care.IDENTITY)
RECEIVES = (
    Receives(
        DEVICE, "create", Prescription, device_prescribed, FROM_THE_SHELF, new=True, writes=("reissue_of",),
        others=("reissue_of",),
    ),
    Receives(DEVICE, "advance", Advance, device_advanced, WORKSHOP, own=("id",)),
    Receives(DEVICE, "hold", Hold, device_held, WORKSHOP, own=("id",)),
    Receives(DEVICE, "resume", Step, device_resumed, WORKSHOP, own=("id",)),
    Receives(DEVICE, "begin_use", Step, device_in_use, WORKSHOP),
    Receives(DEVICE, "end", Ending, device_ended, WORKSHOP, field_work=True),
    Receives(DEVICE, "change", Facts, device_changed, WORKSHOP, care=CARE),
)  # fmt: skip
