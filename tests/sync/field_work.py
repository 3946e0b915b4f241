"""One operation of every field work that the server takes, each of which it takes from a person who is here."""

from typing import Any

from apps.accounts.models import User
from apps.centres.models import Membership, Role
from apps.devices.actions import aftercare
from apps.devices.models import State
from apps.patients.models import Patient
from apps.physio.actions import sessions
from apps.physio.models import Instrument
from tests.people import (
    MAY,
    People,
    a_delivery,
    a_device,
    a_patient,
    a_score,
    a_session,
    an_appointment,
    an_assessment,
    an_episode,
    taken_to,
)
from tests.sync.diary import all_yes
from tests.sync.hands import Hand, Op, a_hand, said

AT = MAY.isoformat() + "T03:00:00+00:00"  # noon at the centres


def of_two_trades(people: People, *, there: bool = False) -> Hand:
    """A tablet of Rakrang's (`there`: Songrim's) physiotherapist, who works as a technician too."""
    user, centre = (people.songrim_physio, people.songrim) if there else (people.physio, people.rakrang)
    Membership.objects.create(user=user, centre=centre, role=Role.TECHNICIAN, started_on=MAY)
    return a_hand(people, user=User.objects.get(pk=user.pk), centre=centre)


def field_work(people: People, patient: Patient) -> list[Op]:
    """Of the patient, who is of Rakrang; each on records of its own, so that the order does not matter."""
    return [*of_care(people, patient), *of_physiotherapy(people, patient), *of_the_workshop(people, patient)]


def of_care(people: People, patient: Patient) -> list[Op]:
    episode = an_episode(people, patient)
    return [
        said(
            "assessment", "create", patient=patient, values={"episode": str(episode.pk), "at": AT, "decision": "serve"}
        ),
        said("assessment", "void", patient=patient, id=an_assessment(people, episode), values={"void_reason": "No."}),
        said("appointment", "note", patient=patient, id=an_appointment(people, patient), values={"state": "cancelled"}),
    ]


def of_physiotherapy(people: People, patient: Patient) -> list[Op]:
    other = str(a_patient(people).pk)
    session = {"at": AT, "minutes": 30}
    group = sessions.record_group(
        centre=people.rakrang, patients=[patient, a_patient(people)], at=people.rakrang.noon(MAY), minutes=30,
        by=people.physio,
    )  # fmt: skip
    tug = str(Instrument.objects.get(key="tug").pk)
    amended = {"amends": str(a_session(people, patient).pk), "reason": "Longer.", "minutes": 40}
    voided = {"void_reason": "No."}
    return [
        said("session", "create", patient=patient, values=session),
        said("session", "amend", patient=patient, values=amended),
        said("session", "void", patient=patient, id=a_session(people, patient), values=voided),
        said("group", "create", values={**session, "patients": [str(patient.pk), other]}),
        said("group", "void", id=group, values=voided),
        said("score", "create", patient=patient, values={"at": AT, "instrument": tug, "total": 12}),
        said("score", "void", patient=patient, id=a_score(people, patient), values=voided),
    ]


def of_the_workshop(people: People, patient: Patient) -> list[Op]:
    prescribed, fabricated, fitting, checked = (a_device(people, patient) for _one in range(4))
    taken_to(people, fabricated, State.IN_FABRICATION)
    taken_to(people, fitting, State.FITTING)
    taken_to(people, checked, State.CHECKED)
    ordered, used = a_device(people, patient), a_delivery(people, patient).device
    at = people.rakrang.noon(MAY)
    repair = aftercare.repair(device=used, kind="repair", at=at, by=people.technician)
    review = aftercare.follow_up(device=used, at=at, by=people.technician)
    voided = {"void_reason": "No."}

    def done(kind: str, device: Any, /, **values: Any) -> Op:
        return said(kind, "create", patient=patient, values={"device": str(device.pk), "at": AT, **values})

    return [
        said(
            "device",
            "end",
            patient=patient,
            id=ordered,
            values={"state": "cancelled", "end_reason": "patient-declined", "ended_on": MAY.isoformat()},
        ),
        done("measurement", prescribed, kind="cast", note="Cast."),
        done("fitting", fabricated, findings="Good."),
        done("checkout", fitting, points=all_yes(fitting)),
        done("delivery", checked),
        done("repair", used, kind="repair"),
        done("followup", used, findings="Good."),
        said("delivery", "void", patient=patient, id=a_delivery(people, patient), values=voided),
        said("repair", "void", patient=patient, id=repair, values=voided),
        said("followup", "void", patient=patient, id=review, values=voided),
    ]
