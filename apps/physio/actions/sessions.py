"""Log physiotherapy: one person's session, or a group's, entered once for all; put right what was logged wrongly."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import refuse, refuse_if
from apps.core.writing import find_made, locked, make_once
from apps.patients.actions import services
from apps.patients.models import Patient
from apps.physio.models import GroupSession, PhysioSession, TreatmentPlan
from apps.physio.policies import plans as policies

AS_LOGGED = ("at", "minutes", "therapist", "techniques", "attended", "device_related", "note")


@transaction.atomic
def record(
    *,
    patient: Patient,
    centre: Centre,
    at: datetime,
    minutes: int,
    by: User,
    id: UUID | None = None,
    therapist: User | None = None,
    techniques: Sequence[str] = (),
    attended: bool = True,
    device_related: bool = False,
    note: str = "",
    group: GroupSession | None = None,
    plan: TreatmentPlan | None = None,
    outside_plans: bool = False,
) -> PhysioSession:
    """Log one person's session of `minutes`; counted (PTS) when attended. The therapist is the actor unless named.

    It belongs to `plan`; unless that is named, to the one plan of the person that was running at the centre on its
    day, and to none where there are several, or `outside_plans`. Raises Refused for an impossible date, length or
    plan. The same `id` again returns the session logged before.
    """
    made = find_made(PhysioSession, id, patient=patient)
    if made is not None:
        return made
    if not 1 <= minutes <= 480:
        refuse(_("A session lasts between 1 and 480 minutes."), code="invalid", field="minutes")
    placed = services.placed(patient=patient, centre=centre, at=at, by=by, came=attended)
    of_day = {"patient": patient, "centre": centre, "on": placed["service_date"]}
    if plan is not None:
        refuse_if(policies.holds(plan, **of_day), code="invalid", field="plan")
    elif not outside_plans:
        plan = _the_one_plan(**of_day)
    session, _created = make_once(
        PhysioSession, id, owner=("patient",), minutes=minutes, therapist=therapist or by,
        techniques=list(techniques), attended=attended, device_related=device_related, note=note, group=group,
        plan=plan, **placed,
    )  # fmt: skip
    return session


@transaction.atomic
def correct(
    *, session: PhysioSession, reason: str, by: User, voided_at: datetime, id: UUID | None = None, **given: Any
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
    as_it_was = {name: getattr(session, name) for name in AS_LOGGED}
    if "at" not in given:  # on another day it may belong to another plan
        as_it_was |= {"plan": session.plan, "outside_plans": session.plan_id is None}
    return record(
        id=id, patient=session.patient, centre=session.centre, group=session.group, by=by, **{**as_it_was, **given}
    )


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
                techniques=techniques, attended=patient.pk not in missing, **details,
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


def _the_one_plan(*, patient: Patient, centre: Centre, on: date) -> TreatmentPlan | None:
    """The person's plan that was running at the centre on the day, when there is exactly one."""
    running = list(TreatmentPlan.objects.running_on(on).filter(patient=patient, centre=centre)[:2])
    return running[0] if len(running) == 1 else None
