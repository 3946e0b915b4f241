"""Log physiotherapy: one person's session, or a group's, entered once for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import refuse
from apps.core.writing import find_made, make_once
from apps.patients.actions import services
from apps.patients.models import Patient
from apps.physio.models import GroupSession, PhysioSession


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
) -> PhysioSession:
    """Log one person's session of `minutes`; counted (PTS) when attended. The therapist is the actor unless named.

    Raises Refused for an impossible date or length. The same `id` again returns the session logged before.
    """
    made = find_made(PhysioSession, id, patient=patient)
    if made is not None:
        return made
    if not 1 <= minutes <= 480:
        refuse(_("A session lasts between 1 and 480 minutes."), code="invalid", field="minutes")
    session, _created = make_once(
        PhysioSession, id, owner=("patient",), minutes=minutes, therapist=therapist or by,
        techniques=list(techniques), attended=attended, device_related=device_related, note=note, group=group,
        **services.placed(patient=patient, centre=centre, at=at, by=by, came=attended),
    )  # fmt: skip
    return session


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
