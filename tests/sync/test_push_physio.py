"""Physiotherapy from tablets: sessions at once, groups, corrections, scores and plans."""

from datetime import timedelta

import pytest

from apps.core.clock import now
from apps.physio.models import GroupSession, Instrument, OutcomeScore, PhysioSession, TreatmentPlan
from tests.people import a_patient, an_episode
from tests.sync.calling import a_caller
from tests.sync.saying import DAY, a_push, a_session_op, an_op


def pushed(caller, *operations):
    answer = caller.post("push", a_push(*operations))
    assert answer.status_code == 200, answer.json()
    return [one["status"] for one in answer.json()["results"]]


def test_many_sessions_are_recorded_at_once_and_a_bad_one_takes_no_other_with_it(people):
    """(MUST 4, 20)"""
    patients = [a_patient(people) for _one in range(3)]
    tomorrow, later = now() + timedelta(hours=20), now() + timedelta(days=3)
    found = pushed(
        a_caller(people),
        *(a_session_op(seq, patient) for seq, patient in enumerate(patients, 1)),
        a_session_op(4, patients[0], at=tomorrow),
        a_session_op(5, patients[0], at=later),
        a_session_op(6, patients[0]) | {"values": {"at": DAY.isoformat(), "minutes": 20, "techniques": ["massage"]}},
    )
    assert found == ["applied"] * 4 + ["rejected", "applied"]
    assert PhysioSession.objects.count() == 5


def test_a_session_belongs_to_the_plan_that_was_made_in_the_same_push(people):
    patient = a_patient(people)
    episode = an_episode(people, patient)
    values = {"episode": str(episode.pk), "aim": "Walks outdoors", "weekly": 2, "planned": 8,
              "started_on": episode.opened_on.isoformat()}  # fmt: skip
    plan = an_op(1, "plan", "create", values=values, patient=str(patient.pk))
    at = episode.centre.noon(episode.opened_on)
    assert pushed(a_caller(people), plan, a_session_op(2, patient, at=at)) == ["applied", "applied"]
    assert PhysioSession.objects.get().plan == TreatmentPlan.objects.get(pk=plan["id"])


def test_a_correction_is_a_new_session_and_the_old_one_stays_voided(people):
    """(MUST 7)"""
    patient, caller = a_patient(people), a_caller(people)
    first = a_session_op(1, patient)
    values = {"amends": first["id"], "reason": "It was shorter.", "minutes": 20}
    amended = an_op(2, "session", "amend", values=values, patient=str(patient.pk))
    assert pushed(caller, first, amended) == ["applied", "applied"]
    old, new = PhysioSession.objects.get(pk=first["id"]), PhysioSession.objects.get(pk=amended["id"])
    assert (old.voided_at is None, old.void_reason, new.minutes) == (False, "It was shorter.", 20)


def test_a_group_with_one_absent_is_one_event_and_a_row_for_each(people):
    """(IND-20)"""
    keys = [str(a_patient(people).pk) for _one in range(3)]
    values = {"at": DAY.isoformat(), "minutes": 60, "patients": keys, "absent": keys[:1], "title": "Balance"}
    assert pushed(a_caller(people), an_op(1, "group", "create", values=values)) == ["applied"]
    rows = GroupSession.objects.get().sessions
    assert (rows.count(), rows.filter(attended=True).count()) == (3, 2)


@pytest.mark.parametrize(
    ("total", "status"), [(12.4, "applied"), (12, "applied"), ("12.4", "rejected"), (-1, "rejected")]
)
def test_a_score_is_a_number_in_the_instruments_unit(people, total, status):
    patient = a_patient(people)
    values = {"at": DAY.isoformat(), "instrument": str(Instrument.objects.get(key="tug").pk), "total": total}
    score = an_op(1, "score", "create", values=values, patient=str(patient.pk))
    assert pushed(a_caller(people), score) == [status]
    assert OutcomeScore.objects.count() == (1 if status == "applied" else 0)
