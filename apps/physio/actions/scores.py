"""Record an outcome measure, or void one. Not counted by the donor's report."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import refuse, refuse_if
from apps.core.writing import find_made, locked, make_once
from apps.patients.actions import services
from apps.patients.models import Episode, Patient
from apps.physio import scoring
from apps.physio.models import Instrument, OutcomeScore, WalkingAid
from apps.physio.policies import scores as rules

if TYPE_CHECKING:
    from apps.devices.models import Device


@transaction.atomic
def record(
    *,
    patient: Patient,
    centre: Centre,
    instrument: Instrument,
    at: datetime,
    by: User,
    id: UUID | None = None,
    total: Decimal | None = None,
    items: Mapping[str, int | str] | None = None,
    unable: bool = False,
    unable_reason: str = "",
    worn_device: "Device | None" = None,
    barefoot: bool = False,
    walking_aid: str = "",
    episode: Episode | None = None,
    assessor: User | None = None,
    note: str = "",
    today: date | None = None,
) -> OutcomeScore:
    """Record one measurement: a `total` in the instrument's unit, or `items` (key, with `:L` or `:R` for a side →
    whole number or "unable"), or that the person was `unable` and why. The assessor is the actor unless named.

    Raises Refused ("invalid", with the field) for what cannot be scored, an impossible date, or a device that was not
    the person's by then. `today`: the latest date that is taken, the centre's today unless given. The same `id` again
    returns the score recorded before.
    """
    made = find_made(OutcomeScore, id, patient=patient)
    if made is not None:
        return made
    on = centre.local_date(at)
    refuse_if(rules.instrument(instrument), code="invalid", field="instrument")
    refuse_if(rules.unable(unable=unable, reason=unable_reason), code="invalid", field="unable_reason")
    scored = scoring.score(instrument, list(instrument.items.all()), total=total, given=items, unable=unable)
    for finding in scored.findings[:1]:
        refuse(finding.text, code="invalid", field=finding.field)
    if walking_aid and walking_aid not in WalkingAid.values:
        refuse(_("This walking aid is not in the list."), code="invalid", field="walking_aid")
    placed = services.placed(patient=patient, centre=centre, at=at, by=by, today=today)
    refuse_if(rules.worn(patient, worn_device, barefoot=barefoot, on=on), code="invalid", field="worn")
    refuse_if(rules.in_episode(patient, episode, on=on), code="invalid", field="episode")
    score, _created = make_once(
        OutcomeScore, id, owner=("patient",), instrument=instrument, total=scored.total, items=scored.items,
        unable=unable, unable_reason=unable_reason.strip(), worn_device=worn_device, barefoot=barefoot,
        walking_aid=walking_aid, episode=episode, assessor=assessor or by, note=note, **placed,
    )  # fmt: skip
    return score


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
