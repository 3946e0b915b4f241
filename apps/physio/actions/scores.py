"""Record outcome measures, or void one. Not counted by the donor's report."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import adding
from apps.core.problems import Refused, refuse, refuse_if
from apps.core.writing import find_made, locked, make_once
from apps.patients.actions import services
from apps.patients.models import Episode, Patient
from apps.physio import scoring
from apps.physio.models import Instrument, InstrumentItem, OutcomeScore, WalkingAid
from apps.physio.policies import scores as rules

if TYPE_CHECKING:
    from apps.devices.models import Device


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One measurement: a `total` in the instrument's unit, or `items` (key, with `:L` or `:R` for a side → whole number
    or "unable"), or that the person was `unable` and why. The assessor is the actor unless named."""

    patient: Patient
    instrument: Instrument
    at: datetime
    id: UUID | None = None
    total: Decimal | None = None
    items: Mapping[str, int | str] | None = None
    unable: bool = False
    unable_reason: str = ""
    worn_device: "Device | None" = None
    barefoot: bool = False
    walking_aid: str = ""
    episode: Episode | None = None
    assessor: User | None = None
    note: str = ""


@transaction.atomic
def record(
    *, patient: Patient, centre: Centre, by: User, id: UUID | None = None, today: date | None = None, **given: Any
) -> OutcomeScore:
    """Record one measurement. `given`: the fields of `Entry`.

    Raises Refused ("invalid", with the field) for what cannot be scored, an impossible date, or a device that was not
    the person's by then. `today`: the latest date that is taken, the centre's today unless given. The same `id` again
    returns the score recorded before.
    """
    made = find_made(OutcomeScore, id, patient=patient)
    if made is not None:
        return made
    (fields,) = _prepared([Entry(patient=patient, id=id, **given)], centre=centre, by=by, today=today)
    if isinstance(fields, Refused):
        raise fields
    score, _created = make_once(OutcomeScore, id, owner=("patient",), **fields)
    return score


@transaction.atomic(savepoint=False)
def record_many(
    entries: Sequence[Entry], *, centre: Centre, by: User, today: date | None = None
) -> list[OutcomeScore | Refused]:
    """As `record`, for many at once: for each the score, or why not, in their order. Devices keep their deliveries as
    they were read.

    Their keys are new ones. Raises IntegrityError, and writes nothing, when the database refuses one of them.
    """
    worn = [one.worn_device for one in entries if one.worn_device is not None]
    prefetch_related_objects(worn, "device_type", "deliveries")
    prepared = _prepared(entries, centre=centre, by=by, today=today)
    return adding.add_each(OutcomeScore, (one.id for one in entries), prepared)


@transaction.atomic
def void(*, score: OutcomeScore, reason: str, by: User, at: datetime, version: int | None = None) -> OutcomeScore:
    """Void a score: it stays on record with the reason, and no trend shows it any more.

    The same reason again changes nothing (pressed twice). Raises Refused without a reason, and ("stale") when
    `version` is given and somebody else has voided it since.
    """
    score = locked(score)
    if score.voided_at is not None and score.void_reason == reason.strip():
        return score
    return services.void(service=score, reason=reason, by=by, at=at, version=version)


def _prepared(
    entries: Sequence[Entry], *, centre: Centre, by: User, today: date | None
) -> list[dict[str, Any] | Refused]:
    """The fields of each score, or why it cannot be."""
    items = _items_of({one.instrument.pk for one in entries})
    scored = [_scored(one, items.get(one.instrument.pk, ()), on=centre.local_date(one.at)) for one in entries]
    meetings = [
        services.Meeting(one.patient, one.at)
        for one, result in zip(entries, scored, strict=True)
        if not isinstance(result, Refused)
    ]
    placed = iter(services.placed_many(meetings, centre=centre, by=by, today=today))
    return [
        result if isinstance(result, Refused) else _fields(entry, result, next(placed), by=by)
        for entry, result in zip(entries, scored, strict=True)
    ]


def _scored(entry: Entry, items: Sequence[InstrumentItem], *, on: date) -> scoring.Scored | Refused:
    """What a measurement of local date `on` comes to, or why it cannot be."""
    try:
        refuse_if(rules.instrument(entry.instrument), code="invalid", field="instrument")
        refuse_if(rules.unable(unable=entry.unable, reason=entry.unable_reason), code="invalid", field="unable_reason")
        scored = scoring.score(entry.instrument, items, total=entry.total, given=entry.items, unable=entry.unable)
        for finding in scored.findings[:1]:
            refuse(finding.text, code="invalid", field=finding.field)
        if entry.walking_aid and entry.walking_aid not in WalkingAid.values:
            refuse(_("This walking aid is not in the list."), code="invalid", field="walking_aid")
        worn = rules.worn(entry.patient, entry.worn_device, barefoot=entry.barefoot, on=on)
        refuse_if(worn, code="invalid", field="worn")
        refuse_if(rules.in_episode(entry.patient, entry.episode, on=on), code="invalid", field="episode")
    except Refused as refused:
        return refused
    return scored


def _fields(
    entry: Entry, scored: scoring.Scored, placed: dict[str, Any] | Refused, *, by: User
) -> dict[str, Any] | Refused:
    if isinstance(placed, Refused):
        return placed
    return {
        "instrument": entry.instrument, "total": scored.total, "items": scored.items, "unable": entry.unable,
        "unable_reason": entry.unable_reason.strip(), "worn_device": entry.worn_device, "barefoot": entry.barefoot,
        "walking_aid": entry.walking_aid, "episode": entry.episode, "assessor": entry.assessor or by,
        "note": entry.note, **placed,
    }  # fmt: skip


def _items_of(instruments: Iterable[UUID]) -> dict[UUID, list[InstrumentItem]]:
    """The items of each of these instruments, in their order. One query."""
    found: dict[UUID, list[InstrumentItem]] = defaultdict(list)
    for item in InstrumentItem.objects.filter(instrument__in=instruments).order_by("position"):
        found[item.instrument_id].append(item)
    return found
