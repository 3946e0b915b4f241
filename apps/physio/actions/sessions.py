"""Log physiotherapy: one person's session, or a group's, entered once for all; put right what was logged wrongly."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import adding
from apps.core.ids import among
from apps.core.problems import Refused, refuse, refuse_if
from apps.core.writing import all_locked, find_made, locked, make_once
from apps.patients.actions import services
from apps.patients.models import Patient
from apps.physio.models import GroupSession, PhysioSession, TreatmentPlan
from apps.physio.policies import plans as policies

AS_LOGGED = ("at", "minutes", "therapist", "techniques", "attended", "device_related", "note")


class Entry(NamedTuple):
    """What is logged of one person's session of `minutes`; the therapist is the actor unless named.

    It belongs to `plan`; unless that is named, to the one plan of the person that was running at the centre on its
    day, and to none where there are several, or `outside_plans`.
    """

    patient: Patient
    at: datetime
    minutes: int
    id: UUID | None = None
    therapist: User | None = None
    techniques: Sequence[str] = ()
    attended: bool = True
    device_related: bool = False
    note: str = ""
    group: GroupSession | None = None
    plan: TreatmentPlan | None = None
    outside_plans: bool = False


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A session that was logged wrongly, and why; `given`: what is different, as the fields of `Entry`."""

    session: PhysioSession
    reason: str
    given: Mapping[str, Any]
    id: UUID | None = None


@transaction.atomic
def record(
    *, patient: Patient, centre: Centre, by: User, id: UUID | None = None, today: date | None = None, **given: Any
) -> PhysioSession:
    """Log one person's session; counted (PTS) when attended. `given`: the fields of `Entry`.

    `today`: the latest date that is taken, the centre's today unless given. Raises Refused for an impossible date,
    length or plan. The same `id` again returns the session logged before.
    """
    made = find_made(PhysioSession, id, patient=patient)
    if made is not None:
        return made
    entry = Entry(patient=patient, id=id, **given)
    (fields,) = _prepared([entry], centre=centre, by=by, today=today)
    if isinstance(fields, Refused):
        raise fields
    session, _created = make_once(PhysioSession, id, owner=("patient",), **fields)
    return session


@transaction.atomic(savepoint=False)
def record_many(
    entries: Sequence[Entry], *, centre: Centre, by: User, today: date | None = None
) -> list[PhysioSession | Refused]:
    """As `record`, for many at once: for each the session, or why not, in their order.

    Their keys are new ones. Raises IntegrityError, and writes nothing, when the database refuses one of them.
    """
    prepared = _prepared(entries, centre=centre, by=by, today=today)
    return adding.add_each(PhysioSession, (one.id for one in entries), prepared)


@transaction.atomic
def correct(
    *,
    session: PhysioSession,
    reason: str,
    by: User,
    voided_at: datetime,
    id: UUID | None = None,
    today: date | None = None,
    **given: Any,
) -> PhysioSession:
    """Put right what was logged wrongly: the session is voided with the reason, and recorded again as `given`.

    Both stay on record, one is counted (IND-13, IND-20); a row of a group stays in its group. `given`: what is
    different, as the arguments of `record`. Raises Refused as `void` and `record` do, and when the session is voided.
    The same `id` again returns the session recorded before.
    """
    made = find_made(PhysioSession, id, patient=session.patient)
    if made is not None:
        return made
    version = given.pop("version", None)
    session = locked(session, version=version)
    refuse_if(policies.standing(session))
    services.void(service=session, reason=reason, by=by, at=voided_at)
    (fields,) = _prepared([_instead(session, id, given)], centre=session.centre, by=by, today=today)
    if isinstance(fields, Refused):
        raise fields
    made, _created = make_once(PhysioSession, id, owner=("patient",), **fields)
    return made


@transaction.atomic(savepoint=False)
def correct_many(
    corrections: Sequence[Correction], *, centre: Centre, by: User, voided_at: datetime, today: date | None = None
) -> list[PhysioSession | Refused]:
    """As `correct`, for many different sessions of a centre: for each the new one, or why not, in their order.

    Their keys are new ones. Raises IntegrityError, and writes nothing, when the database refuses one of them.
    """
    held = all_locked([one.session for one in corrections])
    prefetch_related_objects(held, "patient", "therapist", "plan", "group")
    refusals = [_uncorrected(session, one.reason) for session, one in zip(held, corrections, strict=True)]
    fit = [both for both, refusal in zip(zip(held, corrections, strict=True), refusals, strict=True) if not refusal]
    entries = [_instead(session, one.id, one.given) for session, one in fit]
    prepared = list(_prepared(entries, centre=centre, by=by, today=today))
    new = zip(fit, prepared, strict=True)
    done = [(session, one.reason) for (session, one), fields in new if not isinstance(fields, Refused)]
    services.void_many(done, by=by, at=voided_at)
    made = iter(adding.add_each(PhysioSession, (one.id for one in entries), prepared))
    return [refusal or next(made) for refusal in refusals]


@transaction.atomic
def record_group(
    *,
    centre: Centre,
    patients: Sequence[Patient],
    absent: Sequence[Patient] = (),
    at: datetime,
    minutes: int,
    by: User,
    id: UUID | None = None,
    title: str = "",
    therapist: User | None = None,
    techniques: Sequence[str] = (),
    today: date | None = None,
    **details: Any,
) -> GroupSession:
    """Log a group session once for all: one event, and a row for each of `patients`, attended unless in `absent`.

    A group of six with one absent is 1 event, 5 sessions, 5 persons (IND-20). Raises Refused for fewer than two
    people or an impossible date. The same `id` again returns the event logged before.
    """
    made = find_made(GroupSession, id, centre=centre)
    if made is not None:
        return made
    people = list(dict.fromkeys(patients))
    if len(people) < 2:
        refuse(_("A group has at least two people."), code="invalid", field="patients")
    group, created = make_once(
        GroupSession, id, owner=("centre",), centre=centre, at=at, service_date=centre.local_date(at), title=title,
        minutes=minutes, therapist=therapist or by, recorded_by=by,
    )  # fmt: skip
    if created:
        missing = {patient.pk for patient in absent}
        for patient in people:
            record(
                patient=patient, centre=centre, at=at, minutes=minutes, by=by, therapist=therapist, group=group,
                techniques=techniques, attended=patient.pk not in missing, today=today, **details,
            )  # fmt: skip
    return group


@transaction.atomic
def void_group(*, group: GroupSession, reason: str, by: User, at: datetime) -> GroupSession:
    """Void every row of a group session that stands: nobody in it is counted any more.

    Voiding again changes nothing. Raises Refused without a reason.
    """
    for session in group.sessions.filter(voided_at=None).order_by("pk"):
        services.void(service=session, reason=reason, by=by, at=at)
    return group


def _uncorrected(session: PhysioSession, reason: str) -> Refused | None:
    """Why a session cannot be put right."""
    refusal = policies.standing(session)
    return Refused(refusal) if refusal else services.unsaid(reason)


def _instead(session: PhysioSession, id: UUID | None, given: Mapping[str, Any]) -> Entry:
    """What takes the place of a session: as it was logged, but for what is `given`."""
    as_it_was = {name: getattr(session, name) for name in AS_LOGGED}
    if "at" not in given:  # on another day it may belong to another plan
        as_it_was |= {"plan": session.plan, "outside_plans": session.plan_id is None}
    return Entry(patient=session.patient, id=id, group=session.group, **{**as_it_was, **given})


def _prepared(
    entries: Sequence[Entry], *, centre: Centre, by: User, today: date | None
) -> Iterator[dict[str, Any] | Refused]:
    """The fields of each session, or why it cannot be. What the database has to say is asked at once, for all."""
    refusals = [_refusal(one, centre) for one in entries]
    meetings = [
        services.Meeting(one.patient, one.at, came=one.attended)
        for one, refusal in zip(entries, refusals, strict=True)
        if refusal is None
    ]
    placed = iter(services.placed_many(meetings, centre=centre, by=by, today=today))
    running = _running_plans([one for one in entries if one.plan is None and not one.outside_plans], centre=centre)
    return (
        _fields(entry, next(placed), running, by=by) if refusal is None else refusal
        for entry, refusal in zip(entries, refusals, strict=True)
    )


def _refusal(entry: Entry, centre: Centre) -> Refused | None:
    if not 1 <= entry.minutes <= 480:
        return Refused(_("A session lasts between 1 and 480 minutes."), code="invalid", field="minutes")
    if entry.plan is None:
        return None
    refusal = policies.holds(entry.plan, patient=entry.patient, centre=centre, on=centre.local_date(entry.at))
    return Refused(refusal, code="invalid", field="plan") if refusal else None


def _fields(
    entry: Entry, placed: dict[str, Any] | Refused, running: Mapping[UUID, list[TreatmentPlan]], *, by: User
) -> dict[str, Any] | Refused:
    if isinstance(placed, Refused):
        return placed
    plan = entry.plan
    if plan is None and not entry.outside_plans and (known := running.get(entry.patient.pk)):
        of_day = {"patient": entry.patient, "centre": placed["centre"], "on": placed["service_date"]}
        theirs = [one for one in known if policies.holds(one, **of_day) is None]
        plan = theirs[0] if len(theirs) == 1 else None
    return {
        "minutes": entry.minutes, "therapist": entry.therapist or by, "techniques": list(entry.techniques),
        "attended": entry.attended, "device_related": entry.device_related, "note": entry.note, "group": entry.group,
        "plan": plan, **placed,
    }  # fmt: skip


def _running_plans(entries: Sequence[Entry], *, centre: Centre) -> dict[UUID, list[TreatmentPlan]]:
    """The plans at the centre that may have been running on the days of the sessions, by person. One query."""
    found: dict[UUID, list[TreatmentPlan]] = defaultdict(list)
    if entries:
        first = centre.local_date(min(one.at for one in entries))
        plans = TreatmentPlan.objects.filter(Q(ended_on=None) | Q(ended_on__gte=first), centre=centre)
        for plan in plans.filter(patient__in=among({one.patient.pk for one in entries})):
            found[plan.patient_id].append(plan)
    return found
