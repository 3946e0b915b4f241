"""Measure or cast for a device, once or again: each filled-in card is kept, and the work begins from it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import refuse, refuse_if
from apps.core.writing import make_once
from apps.devices import cards, policies
from apps.devices.actions.steps import enter, taken_up
from apps.devices.models import Device, Measurement, MeasurementKind, State


@transaction.atomic
def record(
    *,
    device: Device,
    kind: str,
    values: dict[str, Decimal],
    at: datetime,
    by: User,
    id: UUID | None = None,
    centre: Centre | None = None,
    technician: User | None = None,
    reason: str = "",
    note: str = "",
    version: int | None = None,
    today: date | None = None,
) -> Measurement:
    """Fill in the card of the device's type: measure key → number in the card's unit, with at most one decimal.

    The device becomes "measured"; a recast takes one that is being made back there and needs a reason. Raises
    Refused ("invalid") for an unknown or impossible measure (`field` is its key) and for a card that says nothing,
    "stale", or by the table. The technician is the actor unless named. `today`: the latest date that is taken, the
    centre's today unless given. The same `id` again returns the card made.
    """
    device, made = taken_up(device, making=Measurement, id=id, version=version)
    if made is not None:
        return made
    centre = centre or device.centre
    on, card = centre.local_date(at), device.device_type.card
    if kind not in MeasurementKind.values:
        refuse(_("Measured, cast, or cast again?"), code="invalid", field="kind")
    refuse_if(policies.measure(device, kind=kind))
    refuse_if(policies.step_date(device, on=on, today=today or centre.today()), code="invalid", field="on")
    reason, note = reason.strip() if kind == MeasurementKind.RECAST else "", note.strip()
    if kind == MeasurementKind.RECAST and not reason:
        refuse(_("Say why it is measured or cast again."), code="invalid", field="reason")
    if not values and not note:
        refuse(_("Enter at least one measure, or a note."), code="invalid", field="note")
    _refuse_impossible(card, values)
    measurement, _created = make_once(
        Measurement, id, owner=("device",), device=device, centre=centre, at=at, service_date=on, kind=kind, card=card,
        values={key: float(value) for key, value in values.items()}, reason=reason, note=note,
        technician=technician or by, recorded_by=by,
    )  # fmt: skip
    enter(device, to=State.MEASURED, on=on, by=by, reason=reason, today=today)
    return measurement


def _refuse_impossible(card: str, values: dict[str, Decimal]) -> None:
    fields = {field.key: field for field in cards.fields_of(card)}
    for key, value in values.items():
        if key not in fields:
            refuse(_("This measure is not on the card."), code="invalid", field=key)
        refuse_if(cards.impossible(fields[key], value), code="invalid", field=key)
