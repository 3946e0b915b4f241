"""What is done with a device, as tablets send it: measured, fitted, checked out, handed over, repaired, followed up."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from apps.centres.access import Permission
from apps.core.models import Record
from apps.devices.actions import aftercare, deliveries, fittings, measurements
from apps.devices.models import MeasurementKind, RepairKind
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.devices import FROM_THE_SHELF, WORKSHOP, Short, refuse_without
from apps.sync.receiving.spoken import Made, Receives, Said
from apps.sync.receiving.types import Colleague, Instant, OfDevice, OfEpisode, Values
from apps.sync.receiving.voiding import Voided, all_voided, service_voided
from apps.sync.registry import KINDS

Text = Annotated[str, Meta(max_length=4000)]
Measure = Annotated[float, Meta(ge=-9999, le=9999)]
Line = Annotated[str, Meta(max_length=30)]  # key of a line of the card
Point = Annotated[str, Meta(max_length=30)]  # key of a point of the check-out list
Terms = Annotated[list[Annotated[str, Meta(min_length=1, max_length=24)]], Meta(max_length=50)]


class Card(Values):
    """A filled-in card: key of a measure → number in the card's unit. Casting again needs a reason."""

    device: OfDevice
    at: Instant
    kind: MeasurementKind
    values: Annotated[dict[Line, Measure], Meta(max_length=60)] | UnsetType = UNSET
    reason: Short | UnsetType = UNSET
    note: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET
    technician: Colleague | UnsetType = UNSET


def measured(batch: Batch, said: Said) -> Record:
    given = said.given
    values = {key: Decimal(str(value)) for key, value in given.pop("values", {}).items()}
    return measurements.record(**_told(batch, said), values=values, **given)


class Fitting(Values):
    """One trial: keys of terms, words, or both."""

    device: OfDevice
    at: Instant
    finding_keys: Terms | UnsetType = UNSET
    findings: Text | UnsetType = UNSET
    adjustment_keys: Terms | UnsetType = UNSET
    adjustments: Text | UnsetType = UNSET
    next_step: Short | UnsetType = UNSET
    technician: Colleague | UnsetType = UNSET


def fitted(batch: Batch, said: Said) -> Record:
    return fittings.record(**_told(batch, said), **said.given)


def all_fitted(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    trials = [fittings.Trial(id=one.operation.id, **one.given) for one in group]
    return fittings.record_many(trials, centre=batch.centre, by=batch.by, today=batch.latest)


class CheckOut(Values):
    """Every point of the device's list. With a failed one, a reason to deliver all the same."""

    device: OfDevice
    at: Instant
    points: Annotated[dict[Point, Literal["yes", "no", "na"]], Meta(max_length=60)]
    override_reason: Short | UnsetType = UNSET
    technician: Colleague | UnsetType = UNSET


def checked_out(batch: Batch, said: Said) -> Record:
    return deliveries.check_out(**_told(batch, said), **said.given)


class Delivery(Values):
    """The hand-over, also of a prefabricated item that was just prescribed."""

    device: OfDevice
    at: Instant
    user_trained: bool | UnsetType = UNSET
    training_keys: Terms | UnsetType = UNSET
    handed_to: Annotated[str, Meta(max_length=120)] | UnsetType = UNSET
    note: Short | UnsetType = UNSET
    technician: Colleague | UnsetType = UNSET


def delivered(batch: Batch, said: Said) -> Record:
    given = said.given
    if not given["device"].device_type.prefabricated:
        refuse_without(batch, WORKSHOP)
    return deliveries.deliver(**_told(batch, said), **given)


class Repair(Values):
    """A completed repair, adjustment or socket replacement; `minutes` of work."""

    device: OfDevice
    at: Instant
    kind: RepairKind
    parts: Short | UnsetType = UNSET
    minutes: Annotated[int, Meta(ge=1, le=1440)] | UnsetType | None = UNSET
    note: Short | UnsetType = UNSET
    episode: OfEpisode | UnsetType | None = UNSET
    technician: Colleague | UnsetType = UNSET


def repaired(batch: Batch, said: Said) -> Record:
    return aftercare.repair(**_told(batch, said), **said.given)


def all_repaired(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    works = [aftercare.Work(id=one.operation.id, **one.given) for one in group]
    return aftercare.repair_many(works, centre=batch.centre, by=batch.by, today=batch.latest)


class FollowUp(Values):
    """A review of a delivered device without repair."""

    device: OfDevice
    at: Instant
    findings: Text | UnsetType = UNSET
    seen_by: Colleague | UnsetType = UNSET


def followed_up(batch: Batch, said: Said) -> Record:
    return aftercare.follow_up(**_told(batch, said), **said.given)


def delivery_voided(batch: Batch, said: Said) -> Record:
    """The device goes back to where it was."""
    return deliveries.void(delivery=said.row, reason=said.values.void_reason, by=batch.by, at=batch.at)


def _told(batch: Batch, said: Said) -> dict[str, Any]:
    """What every verb of the workshop is told beside what was sent: it took place at the tablet's centre."""
    return {"id": said.operation.id, "centre": batch.centre, "by": batch.by, "today": batch.latest}


MEASUREMENT, FITTING, CHECKOUT, DELIVERY, REPAIR, FOLLOW_UP = (
    KINDS[kind] for kind in ("measurement", "fitting", "checkout", "delivery", "repair", "followup")
)
VOID = Permission.VOID_SERVICE
MADE: dict[str, Any] = {"new": True, "field_work": True}
MOVES: dict[str, Any] = {**MADE, "writes": ("device",)}  # the device with it
TAKEN_BACK: dict[str, Any] = {"field_work": True, "own": ("id",)}
RECEIVES = (
    Receives(MEASUREMENT, "create", Card, measured, WORKSHOP, **MOVES),
    Receives(FITTING, "create", Fitting, fitted, WORKSHOP, many=all_fitted, **MOVES),
    Receives(CHECKOUT, "create", CheckOut, checked_out, WORKSHOP, **MOVES),
    Receives(DELIVERY, "create", Delivery, delivered, FROM_THE_SHELF, ordered=True, **MOVES),
    Receives(DELIVERY, "void", Voided, delivery_voided, VOID, ordered=True, **TAKEN_BACK),
    Receives(REPAIR, "create", Repair, repaired, WORKSHOP, many=all_repaired, **MADE),
    Receives(REPAIR, "void", Voided, service_voided, VOID, many=all_voided, ordered=True, **TAKEN_BACK),
    Receives(FOLLOW_UP, "create", FollowUp, followed_up, WORKSHOP, **MADE),
    Receives(FOLLOW_UP, "void", Voided, service_voided, VOID, many=all_voided, ordered=True, **TAKEN_BACK),
)
