"""The fixed cast of the tests, and short ways to give them patients and devices, all through the product's verbs.

Rakrang has one account per role; Songrim has a technician, a receptionist, a physiotherapist and a manager.
Dates default to May 2016, when both centres were supported.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password

from apps.accounts.models import User
from apps.centres.actions import centres
from apps.centres.models import Centre, Membership, Role
from apps.core.clock import now
from apps.devices.actions import deliveries, devices, fittings
from apps.devices.checklists import YES, checklist_for
from apps.devices.models import Delivery, Device, DeviceType, State
from apps.patients.actions import appointments, consents, documents, episodes, goals, impairments, patients, transfers
from apps.patients.models import (
    Appointment,
    Assessment,
    Consent,
    Document,
    Episode,
    Goal,
    Impairment,
    Patient,
    Transfer,
)
from apps.physio.actions import plans, scores, sessions
from apps.physio.models import Instrument, OutcomeScore, PhysioSession, TreatmentPlan
from apps.reports.actions import old_figures
from apps.reports.models import OldFigure
from tests import files

MAY = date(2016, 5, 10)
PASSWORD = make_password("a password of tests")


@dataclass
class People:
    rakrang: Centre
    songrim: Centre
    receptionist: User
    technician: User
    physio: User
    doctor: User
    social_worker: User
    manager: User
    administrator: User
    auditor: User
    songrim_receptionist: User
    songrim_technician: User
    songrim_physio: User
    songrim_manager: User
    stranger: User


def account(name: str, centre: Centre | None = None, role: Role | None = None) -> User:
    """An account with at most one role; tests sign it in with `client.force_login`."""
    return accounts([(name, centre, role)])[name]


def accounts(wanted: Iterable[tuple[str, Centre | None, Role | None]]) -> dict[str, User]:
    """Accounts by name, in two statements: nearly every test has the whole cast."""
    users, memberships = {}, []
    for name, centre, role in wanted:
        users[name] = user = User(username=name, password=PASSWORD, name=name.replace("-", " ").title(), language="en")
        if centre is not None and role is not None:
            memberships.append(Membership(user=user, centre=centre, role=role, started_on=date(2015, 1, 1)))
    User.objects.bulk_create(users.values())
    Membership.objects.bulk_create(memberships)
    return users


def cast() -> People:
    """Both centres, their support periods, and everyone who works there."""
    rakrang = centres.found(code="RAK", name_en="Rakrang", name_ko="락랑")
    songrim = centres.found(code="SON", name_en="Songrim", name_ko="송림", bed_capacity=50)
    centres.support(centre=rakrang, donor="ICRC", first_month=date(2015, 1, 1))
    centres.support(centre=songrim, donor="ICRC", first_month=date(2016, 4, 1))
    everyone = accounts(
        [
            ("receptionist", rakrang, Role.RECEPTIONIST),
            ("technician", rakrang, Role.TECHNICIAN),
            ("physio", rakrang, Role.PHYSIOTHERAPIST),
            ("doctor", rakrang, Role.DOCTOR),
            ("social-worker", rakrang, Role.SOCIAL_WORKER),
            ("manager", rakrang, Role.MANAGER),
            ("administrator", rakrang, Role.ADMINISTRATOR),
            ("auditor", rakrang, Role.AUDITOR),
            ("songrim-receptionist", songrim, Role.RECEPTIONIST),
            ("songrim-technician", songrim, Role.TECHNICIAN),
            ("songrim-physio", songrim, Role.PHYSIOTHERAPIST),
            ("songrim-manager", songrim, Role.MANAGER),
            ("stranger", None, None),
        ]
    )
    return People(rakrang=rakrang, songrim=songrim, **{name.replace("-", "_"): one for name, one in everyone.items()})


def a_patient(people: People, *, centre: Centre | None = None, on: date = MAY, **details: Any) -> Patient:
    """A registered man of Rakrang, born 12 March 1970, unless told otherwise."""
    usual = {"name_hangul": "김영수", "name_romanised": "Kim Yong Su", "sex": "M", "birth_date": date(1970, 3, 12)}
    details = {**usual, **details}
    return patients.register(centre=centre or people.rakrang, by=people.receptionist, on=on, **details)


def a_consent(people: People, patient: Patient, **details: Any) -> Consent:
    """A written consent to the use of the data, given in May at the patient's centre, unless told otherwise."""
    usual = {"centre": patient.centre, "kind": "data-use", "on": MAY, "manner": "written", "by": people.receptionist}
    return consents.give(patient=patient, **{**usual, **details})


def a_transfer(people: People, patient: Patient, **details: Any) -> Transfer:
    """A waiting request to move the patient from Rakrang to Songrim, unless told otherwise."""
    usual = {
        "from_centre": people.rakrang, "to_centre": people.songrim, "kind": "move", "reason": "Lives there now.",
        "by": people.receptionist, "at": now(),
    }  # fmt: skip
    return transfers.request(patient=patient, **{**usual, **details})


def a_lost_leg(people: People, patient: Patient, *, side: str = "L", **details: Any) -> Impairment:
    """A transtibial amputation, cause not recorded unless told."""
    details = {"level": "transtibial", **details}
    return impairments.record(patient=patient, kind="amputation", side=side, by=people.technician, **details)


def an_episode(people: People, patient: Patient, *, on: date = MAY, **details: Any) -> Episode:
    """An open episode of a first visit at the patient's centre."""
    usual = {"centre": patient.centre, "reason": "first-visit", "by": people.technician}
    return episodes.open_episode(patient=patient, on=on, **{**usual, **details})


def an_assessment(people: People, episode: Episode, *, on: date = MAY, **details: Any) -> Assessment:
    """The technician's assessment, which decides to serve the person."""
    usual = {"decision": "serve", "by": people.technician}
    return episodes.assess(episode=episode, at=episode.centre.noon(on), **{**usual, **details})


def a_goal(people: People, episode: Episode, *, on: date = MAY, **details: Any) -> Goal:
    """A goal set in May, to be reached by the end of June."""
    usual = {"text": "Walks to the market.", "due_on": date(2016, 6, 30), "by": people.technician}
    return goals.set_goal(episode=episode, on=on, **{**usual, **details})


def a_device(
    people: People, patient: Patient, *, key: str = "PRO-LL-TT", side: str = "L", on: date = MAY, **details: Any
) -> Device:
    """A prescribed device, a left transtibial prosthesis unless told otherwise."""
    device_type = DeviceType.objects.get(key=key)
    details.setdefault("centre", patient.centre)
    return devices.prescribe(
        patient=patient, device_type=device_type, side=side if device_type.sided else "", on=on,
        by=people.technician, **details,
    )  # fmt: skip


def taken_to(people: People, device: Device, state: State, *, on: date = MAY) -> Device:
    """The device taken through its life, step by step, up to `state` (measured … checked)."""
    at = device.centre.noon(on)
    for step in (State.MEASURED, State.IN_FABRICATION):
        devices.advance(device=device, to=step, on=on, by=people.technician)
        if step == state:
            break
    else:
        fittings.record(device=device, at=at, by=people.technician, findings="Socket fits.")
        if state == State.CHECKED:
            points = {point.key: YES for point in checklist_for(device).points}
            deliveries.check_out(device=device, points=points, at=at, by=people.technician)
    device.refresh_from_db()
    return device


def a_delivery(
    people: People,
    patient: Patient,
    *,
    at: datetime | None = None,
    on: date = MAY,
    centre: Centre | None = None,
    key: str = "PRO-LL-TT",
    side: str = "L",
    prescribed_on: date | None = None,
    **details: Any,
) -> Delivery:
    """A device made, fitted, checked out and delivered on a date (or at an instant), at the patient's centre."""
    centre = centre or patient.centre
    at = at or centre.noon(on)
    begun = prescribed_on or min(on, centre.local_date(at))
    device = a_device(people, patient, key=key, side=side, on=begun, centre=centre, **details)
    if not device.device_type.prefabricated:
        taken_to(people, device, State.CHECKED, on=begun)
    return deliveries.deliver(device=device, at=at, by=people.technician)


def a_session(people: People, patient: Patient, *, on: date = MAY, **details: Any) -> PhysioSession:
    """An attended individual session of 30 minutes at the patient's centre."""
    details = {"minutes": 30, "centre": patient.centre, **details}
    details.setdefault("at", details["centre"].noon(on))
    return sessions.record(patient=patient, by=people.physio, **details)


def a_score(people: People, patient: Patient, *, key: str = "tug", on: date = MAY, **details: Any) -> OutcomeScore:
    """A Timed Up and Go of 14.2 s at the patient's centre, unless told otherwise."""
    usual: dict[str, Any] = {"centre": patient.centre, "by": people.physio}
    if not {"total", "items", "unable"} & details.keys():
        usual["total"] = Decimal("14.2")
    details = {**usual, **details}
    details.setdefault("at", details["centre"].noon(on))
    return scores.record(patient=patient, instrument=Instrument.objects.get(key=key), **details)


def a_plan(people: People, episode: Episode, *, on: date = MAY, **details: Any) -> TreatmentPlan:
    """The physiotherapist's plan of an episode from May on: three a week, twelve in all."""
    usual = {"aim": "Walks outdoors with one stick.", "weekly": 3, "planned": 12, "by": people.physio}
    return plans.make(episode=episode, started_on=on, **{**usual, **details})


def a_document(people: People, patient: Patient, *, content: bytes | None = None, **details: Any) -> Document:
    """A small drawing kept with the patient's papers at the patient's centre, or the given content."""
    details = {"centre": patient.centre, "kind": "other", "by": people.receptionist, "at": now(), **details}
    (filed,) = documents.add(patient=patient, uploads=[content or files.saved(files.drawing(), "PNG")], **details)
    return filed.document


def an_appointment(
    people: People, patient: Patient, *, days: int = 1, at: str = "10:00", **details: Any
) -> Appointment:
    """Booked for a fitting with Rakrang's technician, so many days from today, by the clock of the patient's centre."""
    usual = {"centre": patient.centre, "kind": "fitting", "provider": people.technician, "by": people.receptionist}
    details = {**usual, **details}
    centre = details["centre"]
    starts_at = datetime.combine(centre.today() + timedelta(days=days), time.fromisoformat(at), tzinfo=centre.zone)
    return appointments.book(patient=patient, starts_at=starts_at, **details)


def an_old_figure(people: People, **details: Any) -> OldFigure:
    """Rakrang's own published total of 2014, of its manager: more than 24 wheelchairs, unless told otherwise."""
    usual = {
        "centre": people.rakrang, "first_month": date(2014, 1, 1), "last_month": date(2014, 12, 1), "indicator": "WCH",
        "exactness": ">", "amount": Decimal(24), "source": "Annual report 2014, page 7", "by": people.manager,
        "at": now(),
    }  # fmt: skip
    return old_figures.enter(**{**usual, **details})
