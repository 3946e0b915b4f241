"""What happens to a delivered device: repair, follow-up, coming back and being given out again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.ids import new_id
from apps.core.problems import Refused, refuse_if
from apps.core.writing import find_made, locked, make_once
from apps.devices import policies
from apps.devices.actions import deliveries, devices
from apps.devices.actions.steps import all_taken_up, taken_up
from apps.devices.models import Delivery, Device, FollowUp, Repair, RepairKind
from apps.patients.actions import services
from apps.patients.models import Episode, Patient


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is recorded of a repair, an adjustment or a socket replacement; `minutes` of work. The technician is the
    actor unless named. `episode`: the visit it is done in, which may also be that of a new device."""

    device: Device
    kind: RepairKind
    at: datetime
    id: UUID | None = None
    technician: User | None = None
    parts: str = ""
    minutes: int | None = None
    note: str = ""
    episode: Episode | None = None


@transaction.atomic
def repair(
    *,
    device: Device,
    by: User,
    id: UUID | None = None,
    centre: Centre | None = None,
    today: date | None = None,
    **given: Any,
) -> Repair:
    """Record a completed repair or adjustment (REP); a socket replaced under the same serial number is one (IND-11).

    `given`: the fields of `Work`. `today`: the latest date that is taken, the centre's today unless given. Raises
    Refused when the device is not out. The same `id` again returns the repair made before.
    """
    device, made = taken_up(device, making=Repair, id=id)
    if made is not None:
        return made
    work = Work(device=device, **given)
    (fields,) = _prepared([work], {device.pk: device}, centre=centre or device.centre, by=by, today=today)
    if isinstance(fields, Refused):
        raise fields
    made, _created = make_once(Repair, id, owner=("device",), **fields)
    return made


@transaction.atomic
def repair_many(
    works: Sequence[Work], *, centre: Centre, by: User, today: date | None = None
) -> list[Repair | Refused]:
    """As `repair`, for many at once: for each the repair, or why not, in their order.

    Their keys are new ones. Raises IntegrityError, and writes nothing, when the database refuses one of them.
    """
    held = all_taken_up(work.device for work in works)
    prepared = _prepared(works, held, centre=centre, by=by, today=today)
    made: list[Repair | Refused] = [
        fields if isinstance(fields, Refused) else Repair(id=work.id or new_id(), **fields)
        for work, fields in zip(works, prepared, strict=True)
    ]
    Repair.objects.bulk_create(one for one in made if isinstance(one, Repair))
    return made


def _prepared(
    works: Sequence[Work], held: Mapping[UUID, Device], *, centre: Centre, by: User, today: date | None
) -> list[dict[str, Any] | Refused]:
    """The fields of each repair of a locked device, or why it cannot be."""
    out_since = _out_since(held)
    refusals = [_refusal(work, held[work.device.pk], out_since, on=centre.local_date(work.at)) for work in works]
    meetings = [
        services.Meeting(held[work.device.pk].patient, work.at)
        for work, refusal in zip(works, refusals, strict=True)
        if refusal is None
    ]
    placed = iter(services.placed_many(meetings, centre=centre, by=by, today=today))
    return [
        _fields(work, held[work.device.pk], next(placed), by=by) if refusal is None else refusal
        for work, refusal in zip(works, refusals, strict=True)
    ]


def _refusal(work: Work, device: Device, out_since: Mapping[UUID, date], *, on: date) -> Refused | None:
    try:
        refuse_if(policies.service_delivered(device))
        refuse_if(policies.since_delivery(out_since[device.pk], on=on), code="invalid", field="on")
        if work.episode is not None:
            refuse_if(policies.in_episode(device.patient, work.episode, on=on), code="invalid", field="episode")
    except Refused as refused:
        return refused
    return None


def _fields(work: Work, device: Device, placed: dict[str, Any] | Refused, *, by: User) -> dict[str, Any] | Refused:
    if isinstance(placed, Refused):
        return placed
    return {
        "device": device, "kind": work.kind, "technician": work.technician or by, "parts": work.parts,
        "minutes": work.minutes, "note": work.note, "episode": work.episode, **placed,
    }  # fmt: skip


def _out_since(devices: Iterable[UUID]) -> dict[UUID, date]:
    """The day on which each of these devices was handed over, for those that are out. One query."""
    standing = Delivery.objects.filter(device__in=list(devices), voided_at=None)
    return dict(standing.values_list("device", "service_date"))


@transaction.atomic
def follow_up(
    *,
    device: Device,
    at: datetime,
    by: User,
    findings: str = "",
    id: UUID | None = None,
    centre: Centre | None = None,
    seen_by: User | None = None,
    today: date | None = None,
) -> FollowUp:
    """Record a review of a delivered device without repair; counts its person as a beneficiary (BEN).

    `today`: the latest date that is taken, the centre's today unless given.
    """
    device, made = taken_up(device, making=FollowUp, id=id)
    if made is not None:
        return made
    centre = centre or device.centre
    refuse_if(policies.service_delivered(device))
    refuse_if(policies.after_delivery(device, on=centre.local_date(at)), code="invalid", field="on")
    made, _created = make_once(
        FollowUp, id, owner=("device",), device=device, findings=findings, seen_by=seen_by or by,
        **services.placed(patient=device.patient, centre=centre, at=at, by=by, today=today),
    )  # fmt: skip
    return made


@transaction.atomic
def order_again(*, device: Device, patient: Patient, on: date, id: UUID | None = None, **details: Any) -> Device:
    """Order a wheelchair that came back for a person: it stays what it is, and keeps its serial number (IND-29).

    `details` are those of `devices.prescribe`. Raises Refused unless it was taken back. The same `id` again returns the
    device ordered before.
    """
    device = locked(device)
    again = find_made(Device, id, patient=patient)
    if again is not None:
        return again
    refuse_if(policies.reissue(device))
    refuse_if(policies.after_ending(device, on=on), code="invalid", field="on")
    return devices.prescribe(
        patient=patient, device_type=device.device_type, side=device.side, on=on, id=id, reissue_of=device,
        serial_number=device.serial_number, spec=device.spec, components=device.components, **details,
    )  # fmt: skip


@transaction.atomic
def reissue(
    *, device: Device, patient: Patient, centre: Centre, at: datetime, by: User, id: UUID | None = None
) -> Delivery:
    """Give a wheelchair that came back to a person again: its own line, not a new wheelchair (IND-29).

    The chair keeps its serial number. Raises Refused unless it was taken back. `id` is the new device's key.
    """
    again = order_again(device=device, patient=patient, centre=centre, on=centre.local_date(at), by=by, id=id)
    made = locked(again).deliveries.order_by("created_at").first()
    return made or deliveries.deliver(device=again, at=at, by=by)
