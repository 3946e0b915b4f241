"""Each kind of people and care from tablets: what it says, what is written, and on which days it may have been."""

from datetime import date, timedelta

import pytest

from apps.core.clock import now
from apps.patients.models import Appointment, Assessment, Consent, Episode, Goal, Impairment, Patient
from apps.sync.models import Conflict, TabletState
from tests.people import (
    a_consent,
    a_goal,
    a_lost_leg,
    a_patient,
    an_appointment,
    an_episode,
)
from tests.sync.calling import a_caller
from tests.sync.hands import said
from tests.sync.push_checks import LOST
from tests.sync.saying import DAY, a_push, a_session_op

EVERYTHING = {
    "name_hangul": "리철수", "name_romanised": "Ri Chol Su", "sex": "M", "birth_date": "1970-07-01",
    "birth_precision": "year", "province": "north-hwanghae", "county": "north-hwanghae/songrim", "village": "삼정리",
    "address": "12", "phone": "111", "caregiver_name": "리영희", "caregiver_relation": "wife", "caregiver_phone": "222",
    "referral_source": "clinic", "category": "military", "is_test": False,
}  # fmt: skip


@pytest.fixture
def people(uncommitted):
    return uncommitted


def stored(model, key, *names):
    """The fields of a record as a tablet would say them."""
    row = model.objects.values(*names).get(pk=key)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def test_a_person_is_registered_with_everything_a_receptionist_enters(uncommitted, hand):
    new = said("patient", "create", values={**EVERYTHING, "paper_number": "77", "on": "2016-05-02"})
    assert hand.told(new) == ["applied"]
    patient = Patient.objects.get(pk=new["id"])
    assert stored(Patient, new["id"], *EVERYTHING) == EVERYTHING
    assert (patient.number, patient.other_numbers.get().number) == ("RAK-2016-0001", "77")
    assert (patient.accesses.get().since, patient.accesses.get().migrated) == (date(2016, 5, 2), False)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name_hangul": "", "name_romanised": " "}, "rejected invalid"),
        ({"birth_date": "2999-01-01"}, "rejected invalid"),
        ({"birth_date": "1970-03-12", "birth_precision": "year"}, "rejected invalid"),
        ({"birth_date": "1970-03-12", "birth_precision": "unknown"}, "rejected invalid"),
        ({"county": "nowhere/nothing"}, "rejected invalid"),
        ({"county": "north-hwanghae/songrim", "province": "kangwon"}, "rejected invalid"),
        ({"sex": "X"}, "rejected invalid"),
        ({"migrated": True}, "rejected invalid"),
        ({"on": "2999-01-01"}, "rejected invalid"),
        ({"birth_date": "1970-03-12", "on": "1960-01-01"}, "rejected invalid"),
        ({"phone": "1" * 41}, "rejected invalid"),
        ({"birth_date": None, "birth_precision": "unknown", "county": None}, "applied"),
    ],
)
def test_a_person_who_cannot_be_is_not_registered(hand, values, code):
    new = said("patient", "create", values={"name_hangul": "리철수", **values})
    assert hand.told(new) == [code]
    assert Patient.objects.filter(pk=new["id"]).exists() is (code == "applied")


def test_a_person_dies_is_revived_stays_away_and_comes_again(patient, hand):
    died = said("patient", "death", id=patient, changes={"deceased_on": [None, "2016-05-20"]})
    other = said("patient", "death", id=patient, changes={"deceased_on": [None, "2016-05-21"]})
    again = said("patient", "death", id=patient, changes={"deceased_on": [None, "2016-05-20"]})
    away = {"care_ended_on": "2016-05-22", "care_ended_as": "lost", "care_end_reason": "other"}
    told = hand.told(
        died, again, other,
        said("patient", "death", id=patient, changes={"deceased_on": ["2016-05-20", None]}),
        said("patient", "end", id=patient, values={**away, "care_end_note": "Gone"}),
        said("patient", "revive", id=patient, values={"reason": "Somebody else died."}),
        said("patient", "end", id=patient, values=away),
        said("patient", "end", id=patient, values={**away, "care_end_note": "Gone"}),
        said("patient", "end", id=patient, values={**away, "care_end_note": "Gone"}),
        said("patient", "end", id=patient, values={**away, "care_end_reason": "moved"}),
        said("patient", "resume", id=patient, values={}),
        said("patient", "resume", id=patient, values={}),
        said("patient", "number", id=patient, values={"paper_number": "78"}),
    )  # fmt: skip
    assert told == [
        "applied", "applied", "conflict changed", "rejected invalid", "conflict not_allowed", "applied",
        "rejected invalid", "applied", "applied", "conflict not_allowed", "applied", "applied", "applied",
    ]  # fmt: skip
    patient.refresh_from_db()
    assert (patient.deceased_on, patient.care_ended_on, patient.other_numbers.get().number) == (None, None, "78")


def test_an_impairment_is_recorded_and_corrected_field_by_field(uncommitted, patient, hand):
    """(MUST 8)"""
    lost = {**LOST, "cause": "mine", "onset_on": "1999-07-01", "onset_precision": "year", "note": "dry"}
    leg = said("impairment", "create", patient=patient, values=lost)
    known = a_lost_leg(uncommitted, patient, side="R")
    told = hand.told(
        leg,
        said("impairment", "change", id=leg["id"], changes={"level": ["transtibial", "transfemoral"]}),
        said("impairment", "change", id=leg["id"], changes={"side": ["L", ""]}),
        said("impairment", "change", id=known, changes={"side": ["L", "R"], "level": ["syme", "transfemoral"]}),
        said("impairment", "change", id=leg["id"], changes={"onset_on": ["1999-07-01", "1998-07-01"]}),
        said("impairment", "change", id=leg["id"], changes={"note": ["", "sore"]}),
    )
    assert told == ["applied", "applied", "rejected invalid", "conflict changed", "applied", "applied"]
    now_known = {**lost, "level": "transfemoral", "onset_on": "1998-07-01", "note": "dry / sore"}
    assert stored(Impairment, leg["id"], *lost) == now_known
    assert (Conflict.objects.get().current, Conflict.objects.get().proposed) == ("transtibial", "transfemoral")


def test_a_consent_is_given_refused_and_taken_back(uncommitted, patient, hand):
    """(MUST 8)"""
    yes = said("consent", "create", patient=patient,
               values={"kind": "photo", "given_on": "2016-05-10", "manner": "spoken"})  # fmt: skip
    no = said("consent", "create", patient=patient, values={"kind": "publication", "withdrawn_on": "2016-05-10"})
    back = {"withdrawn_on": "2016-05-20", "withdrawal_reason": "No more"}
    standing = {"kind": "data-use", "given_on": "2016-05-11", "manner": "spoken"}
    a_consent(uncommitted, patient)
    told = hand.told(
        yes, no,
        said("consent", "create", patient=patient, values=standing),
        said("consent", "create", patient=patient, values={"kind": "treatment"}),
        said("consent", "withdraw", id=yes["id"], values=back),
        said("consent", "withdraw", id=yes["id"], values=back),
        said("consent", "withdraw", id=yes["id"], values={**back, "withdrawn_on": "2016-05-21"}),
    )  # fmt: skip
    assert told == [
        "applied", "applied", "conflict not_allowed", "rejected invalid", "applied", "applied", "conflict not_allowed",
    ]  # fmt: skip
    assert stored(Consent, yes["id"], "given_on", *back) == {"given_on": "2016-05-10", **back}
    assert Consent.objects.get(pk=no["id"]).was_refused


def test_an_episode_takes_its_course(uncommitted, patient, hand):
    """(MUST 7, 8) Nobody closes it over an open goal the tablet did not know; what took place before is taken after."""
    episode = an_episode(uncommitted, patient)
    seen, unseen = a_goal(uncommitted, episode), a_goal(uncommitted, episode)
    done = {"closed_on": "2016-05-20", "outcome": "Walks", "outcome_kind": "partly"}
    both = {str(seen.pk): "reached", str(unseen.pk): "open"}
    assessed = {"episode": str(episode.pk), "at": DAY.isoformat(), "decision": "serve", "findings": "가\n나"}
    voided = {"void_reason": "Twice"}
    late = {**assessed, "at": (DAY + timedelta(days=20)).isoformat()}
    first = said("assessment", "create", patient=patient, values=assessed)
    told = hand.told(
        said("episode", "close", id=episode, values={**done, "goals": {str(seen.pk): "reached"}}),
        said("episode", "close", id=episode, values={**done, "goals": {**both, str(patient.pk): "open"}}),
        said("episode", "close", id=episode, values={**done, "goals": both}),
        said("episode", "close", id=episode, values=done),
        first,
        said("assessment", "create", patient=patient, values=late),
        said("assessment", "void", id=first["id"], values=voided),
        said("assessment", "void", id=first["id"], values={"void_reason": "Again"}),
        said("goal", "review", id=seen, values={"state": "dropped", "reviewed_on": "2016-05-21"}),
        said("episode", "reopen", id=episode, values={"reason": "came-back"}),
        said(
            "goal", "review", id=unseen, values={"state": "open", "reviewed_on": "2016-05-21", "due_on": "2016-07-01"}
        ),
    )
    assert told == [
        "conflict not_allowed", "rejected not_found", "applied", "applied", "applied", "rejected invalid", "applied",
        "applied", "conflict not_allowed", "applied", "applied",
    ]  # fmt: skip
    assert (Assessment.objects.get().void_reason, Episode.objects.get().closed_on) == ("Twice", None)
    assert sorted(Goal.objects.values_list("state", "due_on")) == [
        ("open", date(2016, 7, 1)), ("reached", date(2016, 6, 30))
    ]  # fmt: skip


def test_an_appointment_is_booked_moved_and_noted_also_when_its_day_is_past(uncommitted, patient, hand):
    """(MUST 8, 20) The tablet was away; nobody's clock but ours is asked."""
    past, ahead = now() - timedelta(days=9), now() + timedelta(days=9)
    values = {"kind": "fitting", "starts_at": past.isoformat(), "minutes": 45, "provider": str(uncommitted.physio.pk)}
    visit = said("appointment", "create", patient=patient, values=values, recorded_at="1970-01-01T00:00:00Z")
    other = an_appointment(uncommitted, patient)
    told = hand.told(
        visit,
        said("appointment", "create", patient=patient, values={**values, "starts_at": "2001-01-01T09:00:00Z"}),
        said("appointment", "change", id=visit["id"], changes={"minutes": [45, 60], "note": ["", "Bring shoes"]}),
        said("appointment", "note", id=visit["id"], values={"state": "arrived"}),
        said("appointment", "note", id=visit["id"], values={"state": "missed"}),
        said("appointment", "change", id=visit["id"], changes={"starts_at": [past.isoformat(), ahead.isoformat()]}),
        said("appointment", "change", id=other, changes={"starts_at": [past.isoformat(), ahead.isoformat()]}),
        said("appointment", "note", id=other, values={"state": "arrived"}),
    )
    assert told == [
        "applied", "rejected invalid", "applied", "applied", "conflict not_allowed", "conflict not_allowed",
        "conflict changed", "conflict not_allowed",
    ]  # fmt: skip
    found = Appointment.objects.get(pk=visit["id"])
    assert (found.state, found.minutes, found.note, found.provider) == (
        "arrived",
        60,
        "Bring shoes",
        uncommitted.physio,
    )


def dated(people, patient, on):
    """Everything that says on which day it was."""
    at, about = f"{on}T03:00:00Z", {"patient": patient}
    episode = an_episode(people, patient, on=date(1972, 1, 1))
    aim = {"episode": str(an_episode(people, patient, on=date(1972, 1, 1)).pk), "text": "Walks", "set_on": on}
    goal, consent = a_goal(people, episode), a_consent(people, a_patient(people))
    over = {"closed_on": on, "outcome": "Done", "outcome_kind": "partly", "goals": {str(goal.pk): "open"}}
    return [
        said("assessment", "create", **about, values={"episode": str(episode.pk), "at": at, "decision": "serve"}),
        said("goal", "create", **about, values=aim),
        said("goal", "review", id=goal, values={"state": "partly", "reviewed_on": on}),
        said("consent", "create", **about, values={"kind": "photo", "given_on": on, "manner": "spoken"}),
        said("consent", "create", **about, values={"kind": "treatment", "withdrawn_on": on}),
        said("consent", "withdraw", id=consent, values={"withdrawn_on": on, "withdrawal_reason": "No"}),
        said("impairment", "create", **about, values={**LOST, "amputated_on": on}),
        said("episode", "create", **about, values={"reason": "follow-up", "opened_on": on}),
        said("episode", "close", id=episode, values=over),
        said("patient", "end", id=patient,
             values={"care_ended_on": on, "care_ended_as": "lost", "care_end_reason": "moved"}),
        said("patient", "death", id=patient, changes={"deceased_on": [None, on]}),
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "status"), [(1, "applied"), (3, "rejected")])
def test_tomorrow_may_be_a_clocks_error_and_later_is_not_taken(uncommitted, patient, hand, days, status):
    """(MUST 20)"""
    on = (uncommitted.rakrang.today() + timedelta(days=days)).isoformat()
    work = dated(uncommitted, patient, on)
    answers = hand.push(*work)
    odd = [(op["type"], op["action"], one) for op, one in zip(work, answers, strict=True) if one["status"] != status]
    assert odd == []


def test_nothing_was_before_the_person_was_born(uncommitted, patient, hand):
    """(MUST 20)"""
    work = dated(uncommitted, patient, "1969-12-31")
    answers = hand.push(*work)
    assert {one["status"] for one in answers} == {"rejected"}


def test_a_wrong_clock_is_measured_and_decides_nothing(uncommitted, patient):
    """(MUST 8, 20)"""
    caller = a_caller(uncommitted)
    ops = [
        a_session_op(seq, patient, recorded_at=at)
        for seq, at in enumerate(("1970-01-01T00:00:00Z", "2106-02-07T06:28:15Z"), 1)
    ]
    ahead = {**a_push(*ops), "device_time": (now() + timedelta(days=400)).isoformat()}
    assert [one["status"] for one in caller.post("push", ahead).json()["results"]] == ["applied"] * 2
    assert abs(TabletState.objects.get().clock_offset - 400 * 86_400) < 600


def test_the_audit_trail_names_the_user_and_the_tablet(uncommitted, patient):
    """(MUST 10)"""
    caller = a_caller(uncommitted)
    leg = said("impairment", "create", patient=patient, op_seq=1, values=LOST)
    assert caller.post("push", a_push({**leg, "op_seq": 1})).json()["results"][0]["status"] == "applied"
    event = Impairment.pgh_event_model.objects.get(pgh_obj_id=leg["id"])
    told = {"user": str(uncommitted.physio.pk), "tablet": str(caller.tablet.pk), "source": "tablet"}
    assert told.items() <= event.pgh_context.items()
    assert Impairment.objects.get().recorded_by == uncommitted.physio
