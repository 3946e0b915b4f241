"""Log fittings: each one trial of a device, as many as needed."""

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
from apps.core.writing import make_once
from apps.devices import policies, words
from apps.devices.actions.steps import all_enter, all_taken_up, enter, taken_up
from apps.devices.models import Device, Fitting, State, Term, TermKind

Lists = Mapping[TermKind, Mapping[str, Term]]  # the terms of a kind, by key


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What is logged of one trial. `finding_keys`, `adjustment_keys`: words of `Term`, those of the device's class and
    the general ones. The technician is the actor unless named."""

    device: Device
    at: datetime
    id: UUID | None = None
    technician: User | None = None
    finding_keys: Iterable[str] = ()
    findings: str = ""
    adjustment_keys: Iterable[str] = ()
    adjustments: str = ""
    next_step: str = ""


@transaction.atomic
def record(
    *,
    device: Device,
    by: User,
    id: UUID | None = None,
    centre: Centre | None = None,
    today: date | None = None,
    **given: Any,
) -> Fitting:
    """Log one trial of the device; the first one moves it from fabrication to fitting. `given`: the fields of `Trial`.

    `today`: the latest date that is taken, the centre's today unless given. Raises Refused when the device is not made
    yet or already out, and for a word that is not offered for it. The same `id` again returns the fitting logged
    before.
    """
    device, made = taken_up(device, making=Fitting, id=id)
    if made is not None:
        return made
    centre = centre or device.centre
    fields = _fields(Trial(device=device, **given), device, centre=centre, by=by, today=today or centre.today())
    fitting, _created = make_once(Fitting, id, owner=("device",), **fields)
    if device.state != State.FITTING:
        enter(device, to=State.FITTING, on=fitting.service_date, by=by, today=today)
    return fitting


@transaction.atomic
def record_many(
    trials: Sequence[Trial], *, centre: Centre, by: User, today: date | None = None
) -> list[Fitting | Refused]:
    """As `record`, for many at once, each of another device: for each the fitting, or why not, in their order.

    Their keys are new ones. Raises IntegrityError, and writes nothing, when the database refuses one of them.
    """
    today, held = today or centre.today(), all_taken_up(one.device for one in trials)
    lists = {kind: words.known(kind) for kind in (TermKind.FINDING, TermKind.ADJUSTMENT)}
    made: list[Fitting | Refused] = []
    for trial in trials:
        try:
            fields = _fields(trial, held[trial.device.pk], centre=centre, by=by, today=today, lists=lists)
        except Refused as refused:
            made.append(refused)
        else:
            made.append(Fitting(id=trial.id or new_id(), **fields))
    done = [one for one in made if isinstance(one, Fitting)]
    Fitting.objects.bulk_create(done)
    first = {one.device: one.service_date for one in done if one.device.state != State.FITTING}
    all_enter(first, to=State.FITTING, by=by)
    return made


def _fields(
    trial: Trial, device: Device, *, centre: Centre, by: User, today: date, lists: Lists | None = None
) -> dict[str, Any]:
    """The fields of a fitting of the locked device. Raises Refused."""
    on = centre.local_date(trial.at)
    refuse_if(policies.fit(device))
    refuse_if(policies.step_date(device, on=on, today=today), code="invalid", field="on")
    chosen = {
        field: words.chosen(
            kind, getattr(trial, field), device_class=device.device_type.device_class, field=field,
            terms=None if lists is None else lists[kind],
        )
        for kind, field in ((TermKind.FINDING, "finding_keys"), (TermKind.ADJUSTMENT, "adjustment_keys"))
    }  # fmt: skip
    return {
        "device": device, "centre": centre, "at": trial.at, "service_date": on,
        "technician": trial.technician or by, "findings": trial.findings, "adjustments": trial.adjustments,
        "next_step": trial.next_step, "recorded_by": by, **chosen,
    }  # fmt: skip
