"""What happens to a delivered device: repair, follow-up, coming back and being given out again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, make_once
from apps.devices import policies
from apps.devices.actions import deliveries, devices
from apps.devices.models import Delivery, Device, FollowUp, Repair, RepairKind
from apps.patients.actions import services
from apps.patients.models import Episode, Patient


@transaction.atomic
def repair(
    *,
    device: Device,
    kind: RepairKind,
    at: datetime,
    by: User,
    id: UUID | None = None,
    centre: Centre | None = None,
    technician: User | None = None,
    parts: str = "",
    minutes: int | None = None,
    note: str = "",
    episode: Episode | None = None,
) -> Repair:
    """Record a completed repair or adjustment (REP); a socket replaced under the same serial number is one (IND-11).

    `episode`: the visit it is done in, which may also be that of a new device. Raises Refused when the device is not
    out. The same `id` again returns the repair made before.
    """
    device, made = devices.taken_up(device, making=Repair, id=id)
    if made is not None:
        return made
    centre = centre or device.centre
    refuse_if(policies.service_delivered(device))
    refuse_if(policies.after_delivery(device, on=centre.local_date(at)), code="invalid", field="on")
    if episode is not None:
        refusal = policies.in_episode(device.patient, episode, on=centre.local_date(at))
        refuse_if(refusal, code="invalid", field="episode")
    made, _created = make_once(
        Repair, id, owner=("device",), device=device, kind=kind, technician=technician or by, parts=parts,
        minutes=minutes, note=note, episode=episode,
        **services.placed(patient=device.patient, centre=centre, at=at, by=by),
    )  # fmt: skip
    return made


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
) -> FollowUp:
    """Record a review of a delivered device without repair; counts its person as a beneficiary (BEN)."""
    device, made = devices.taken_up(device, making=FollowUp, id=id)
    if made is not None:
        return made
    centre = centre or device.centre
    refuse_if(policies.service_delivered(device))
    refuse_if(policies.after_delivery(device, on=centre.local_date(at)), code="invalid", field="on")
    made, _created = make_once(
        FollowUp, id, owner=("device",), device=device, findings=findings, seen_by=seen_by or by,
        **services.placed(patient=device.patient, centre=centre, at=at, by=by),
    )  # fmt: skip
    return made


@transaction.atomic
def reissue(
    *, device: Device, patient: Patient, centre: Centre, at: datetime, by: User, id: UUID | None = None
) -> Delivery:
    """Give a wheelchair that came back to a person again: its own line, not a new wheelchair (IND-29).

    The chair keeps its serial number. Raises Refused unless it was taken back. `id` is the new device's key.
    """
    device = locked(device)
    again = find_made(Device, id, patient=patient)
    if again is None:
        refuse_if(policies.reissue(device))
        refuse_if(policies.after_ending(device, on=centre.local_date(at)), code="invalid", field="on")
        again = devices.prescribe(
            patient=patient, centre=centre, device_type=device.device_type, side=device.side,
            on=centre.local_date(at), by=by, id=id, reissue_of=device, serial_number=device.serial_number,
            spec=device.spec, components=device.components,
        )  # fmt: skip
    made = locked(again).deliveries.order_by("created_at").first()
    return made or deliveries.deliver(device=again, at=at, by=by)
