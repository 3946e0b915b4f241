"""One record of every kind that is about a person, through the product's verbs."""

from datetime import date

from apps.devices.actions import aftercare, measurements
from apps.patients.models import Patient
from apps.physio.actions import plans
from tests.people import (
    MAY,
    People,
    a_consent,
    a_delivery,
    a_device,
    a_document,
    a_goal,
    a_lost_leg,
    a_patient,
    a_plan,
    a_score,
    a_session,
    an_appointment,
    an_assessment,
    an_episode,
)


def one_of_each(people: People, patient: Patient | None = None) -> Patient:
    """The patient, or a new one of Rakrang's, with everything that can be recorded of anybody."""
    patient = patient or a_patient(people)
    a_lost_leg(people, patient)
    a_consent(people, patient)
    episode = an_episode(people, patient)
    an_assessment(people, episode)
    a_goal(people, episode)
    plan = a_plan(people, episode)
    plans.review(plan=plan, progress="better", on=date(2016, 5, 20), by=people.physio)
    a_session(people, patient)
    a_score(people, patient)
    a_document(people, patient)
    an_appointment(people, patient)
    at = patient.centre.noon(MAY)
    device = a_delivery(people, patient).device
    aftercare.repair(device=device, kind="repair", at=at, by=people.technician)
    aftercare.follow_up(device=device, at=at, by=people.technician)
    measurements.record(
        device=a_device(people, patient, side="R"), kind="cast", values={}, note="Cast.", at=at, by=people.technician
    )
    return patient
