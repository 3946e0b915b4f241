"""What hangs on a person, once or two hundred times over: the same page must show both with as many queries.

A visit brings one row of everything. Keys follow from the patient and the number of the visit.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Model

from apps.desk.bench.copying import Connection, bare, copy_rows
from apps.desk.demo.ids import seeded_id
from apps.devices.models import CheckOut, Delivery, Device, DeviceStep, Fitting, FollowUp, Repair, State
from apps.patients.models import (
    Appointment,
    Assessment,
    Consent,
    Document,
    Episode,
    Goal,
    Impairment,
    PatientNumber,
    Signature,
    TeamMember,
    Viewing,
)
from apps.physio.models import OutcomeScore, PhysioSession, PlanReview, TreatmentPlan

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's visit number `nth` (from 0) on a day, and who was there."""

    patient: UUID
    nth: int
    on: date
    centre: UUID
    by: UUID
    device_type: UUID
    instrument: UUID

    @property
    def at(self) -> datetime:
        return datetime.combine(self.on, time(3), tzinfo=UTC)

    def key(self, what: type[Model]) -> UUID:
        """The key of this visit's row of a model."""
        return seeded_id(0, f"{self.patient}/{self.nth}/{what.__name__}", self.at)


def _of_patient(visit: Visit) -> Row:
    return {"patient_id": visit.patient, "created_at": visit.at}


def _at_centre(visit: Visit) -> Row:
    return {"centre_id": visit.centre, "at": visit.at, "service_date": visit.on}


def _service(visit: Visit) -> Row:
    return {**_of_patient(visit), **_at_centre(visit), "recorded_by_id": visit.by}


def _of_device(visit: Visit) -> Row:
    return {"device_id": visit.key(Device), "created_at": visit.at}


def episode(visit: Visit) -> Row:
    """The first one stays open, the others are closed."""
    own = {"centre_id": visit.centre, "reason": "renewal", "opened_on": visit.on, "opened_by_id": visit.by}
    if visit.nth:
        own |= {"closed_on": visit.on, "outcome": "걷습니다.", "outcome_kind": "goals-reached"}
    return {**_of_patient(visit), **own}


def impairment(visit: Visit) -> Row:
    own = {"kind": "amputation", "level": "transtibial", "side": "L", "cause": "mine", "recorded_by_id": visit.by}
    return {**_of_patient(visit), **own}


def consent(visit: Visit) -> Row:
    """The first one stands; the others were withdrawn."""
    own = {"centre_id": visit.centre, "kind": "treatment", "given_on": visit.on, "manner": "written"}
    if visit.nth:
        own |= {"withdrawn_on": visit.on, "withdrawn_by_id": visit.by}
    return {**_of_patient(visit), **own, "recorded_by_id": visit.by}


def document(visit: Visit) -> Row:
    mark = hashlib.sha256(str(visit.key(Document)).encode()).hexdigest()
    own = {"centre_id": visit.centre, "kind": "referral", "media_type": "application/pdf", "size": 1, "sha256": mark}
    return {**_of_patient(visit), **own, "added_by_id": visit.by}


def goal(visit: Visit) -> Row:
    own = {"episode_id": visit.key(Episode), "text": "장마당까지 걷기", "set_on": visit.on, "set_by_id": visit.by}
    return {**_of_patient(visit), **own}


def member(visit: Visit) -> Row:
    own = {"episode_id": visit.key(Episode), "user_id": visit.by, "profession": "technician", "joined_on": visit.on}
    return {**_of_patient(visit), **own}


def signature(visit: Visit) -> Row:
    own = {"assessment_id": visit.key(Assessment), "signed_by_id": visit.by, "profession": "technician"}
    return {**_of_patient(visit), **own, "signed_at": visit.at}


def appointment(visit: Visit) -> Row:
    own = {"centre_id": visit.centre, "starts_at": visit.at, "kind": "fitting", "booked_by_id": visit.by}
    return {**_of_patient(visit), **own, "provider_id": visit.by}


def device(visit: Visit) -> Row:
    own = {"centre_id": visit.centre, "device_type_id": visit.device_type, "side": "L", "state": State.IN_USE}
    own |= {"impairment_id": visit.key(Impairment), "episode_id": visit.key(Episode), "technician_id": visit.by}
    return {**_of_patient(visit), **own, "prescribed_on": visit.on, "prescribed_by_id": visit.by}


def delivery(visit: Visit) -> Row:
    own = {"device_id": visit.key(Device), "technician_id": visit.by, "state_before": State.CHECKED}
    return {**_service(visit), **own}


def fitting(visit: Visit) -> Row:
    own = {"technician_id": visit.by, "findings": "소켓이 맞음", "recorded_by_id": visit.by}
    return {**_of_device(visit), **_at_centre(visit), **own}


def check_out(visit: Visit) -> Row:
    own = {"technician_id": visit.by, "recorded_by_id": visit.by, "checklist": "lower-limb", "passed": True}
    return {**_of_device(visit), **_at_centre(visit), **own}


def plan(visit: Visit) -> Row:
    """The first one goes on, the others have ended."""
    own = {"episode_id": visit.key(Episode), "centre_id": visit.centre, "therapist_id": visit.by, "aim": "걷기"}
    own |= {"started_on": visit.on, "weekly": 2, "planned": 12, "made_by_id": visit.by}
    if visit.nth:
        own |= {"ended_on": visit.on, "outcome": "completed"}
    return {**_of_patient(visit), **own}


def plan_review(visit: Visit) -> Row:
    own = {"plan_id": visit.key(TreatmentPlan), "on": visit.on, "progress": "better", "by_id": visit.by}
    return {**_of_patient(visit), **own}


def score(visit: Visit) -> Row:
    own = {"instrument_id": visit.instrument, "total": 14, "assessor_id": visit.by}
    return {**_service(visit), **own, "worn_device_id": visit.key(Device)}


# In this order: what is pointed to comes first. `id` is added to each.
ROWS: dict[type[Model], Callable[[Visit], Row]] = {
    PatientNumber: lambda visit: {**_of_patient(visit), "centre_id": visit.centre, "number": f"X-{visit.nth}"},
    Impairment: impairment,
    Episode: episode,
    Assessment: lambda visit: {**_service(visit), "episode_id": visit.key(Episode), "decision": "serve"},
    Goal: goal,
    TeamMember: member,
    Signature: signature,
    Consent: consent,
    Document: document,
    Appointment: appointment,
    Viewing: lambda visit: {**_of_patient(visit), "user_id": visit.by, "at": visit.at},
    Device: device,
    DeviceStep: lambda visit: {**_of_device(visit), "to_state": State.PRESCRIBED, "on": visit.on, "by_id": visit.by},
    Fitting: fitting,
    CheckOut: check_out,
    Delivery: delivery,
    Repair: lambda visit: {
        **_service(visit), "device_id": visit.key(Device), "kind": "repair", "technician_id": visit.by
    },
    FollowUp: lambda visit: {**_service(visit), "device_id": visit.key(Device), "seen_by_id": visit.by},
    TreatmentPlan: plan,
    PlanReview: plan_review,
    PhysioSession: lambda visit: {
        **_service(visit), "minutes": 30, "therapist_id": visit.by, "techniques": ["gait-training"],
        "plan_id": visit.key(TreatmentPlan),
    },
    OutcomeScore: score,
}  # fmt: skip


def write(connection: Connection, visits: Iterable[Visit]) -> int:
    """One row of everything for each visit. How many rows there are of each."""
    visits = list(visits)
    with bare(connection, *ROWS):
        for model in ROWS:
            copy_rows(connection, model, _rows(model, visits))
    return len(visits)


def _rows(model: type[Model], visits: list[Visit]) -> Iterator[Row]:
    made = ROWS[model]
    return ({"id": visit.key(model), **made(visit)} for visit in visits)
