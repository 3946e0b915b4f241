"""What an older app recorded is taken in its own words, and what a newer one says is refused by name (MUST 18)."""

import json
from pathlib import Path

import pytest

from apps.physio.actions import sessions
from apps.physio.models import OutcomeScore, PhysioSession, TreatmentPlan
from apps.sync import versions
from apps.sync.actions.pushing import canonical, hashed
from apps.sync.models import Operation
from apps.sync.receiving import older
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.receiving.spoken import Outcome
from apps.sync.receiving.understanding import understood
from tests.people import MAY, a_patient, a_plan, a_score, an_episode
from tests.sync.calling import a_caller
from tests.sync.saying import a_push, a_session_op
from tests.sync.schemas import wrong

FIXTURES = Path(__file__).parent / "fixtures"
FORM_1 = json.loads((FIXTURES / "schema1/operations.json").read_text())


@pytest.fixture
def people(uncommitted):
    return uncommitted


def as_form_0_said_it(people):
    """A push of the first builds, about people who are here."""
    patient, other = a_patient(people), a_patient(people)
    group = sessions.record_group(
        centre=people.rakrang, patients=[patient, other], at=people.rakrang.noon(MAY), minutes=30, by=people.physio
    )
    plan = a_plan(people, an_episode(people, patient))
    known = {"PATIENT": patient, "SCORE": a_score(people, patient), "GROUP": group, "PLAN": plan}
    text = (FIXTURES / "schema0/push.json").read_text()
    for name, record in known.items():
        text = text.replace(f"${name}", str(record.pk))
    return json.loads(text)


def pushed(caller, push, form):
    headers = {**caller._headers({}), "X-Client-Schema": str(form)}
    text = json.dumps(push)
    return caller.client.post("/api/v1/sync/push", text, content_type="application/json", headers=headers)


def test_what_an_app_of_form_0_holds_is_taken(people):
    caller, push = a_caller(people), as_form_0_said_it(people)
    answer = pushed(caller, push, 0)
    assert [one["status"] for one in answer.json()["results"]] == ["applied"] * 5
    voided = [PhysioSession.objects.get(pk=push["ops"][0]["id"]), OutcomeScore.objects.get()]
    assert [one.void_reason for one in voided] == ["Somebody else's", "Read off wrongly"]
    plan = TreatmentPlan.objects.get()
    assert (plan.ended_on.isoformat(), plan.outcome_note) == ("2016-05-12", "Walks alone")


def test_it_is_kept_as_it_was_sent_and_known_again_after_the_app_was_updated(people):
    """(MUST 2, 18) The hash is of what came, so the updated app sends it again under the same key."""
    caller, push = a_caller(people), as_form_0_said_it(people)
    first = pushed(caller, push, 0)
    assert pushed(caller, push, versions.CURRENT).json() == first.json()
    kept = Operation.objects.get(op_seq=5)
    assert kept.payload == push["ops"][4]
    assert bytes(kept.payload_hash) == hashed(canonical(push["ops"][4]))


def test_an_app_that_is_too_old_pushes_and_is_not_told_more(people):
    caller = a_caller(people)
    for form, push, pull in ((0, 200, 426), (versions.CURRENT + 1, 409, 409)):
        assert pushed(caller, a_push(a_session_op(1, people.physio.pk)), form).status_code == push
        answer = caller.get("pull", **{"X-Client-Schema": str(form)})
        assert (answer.status_code, answer.json()["current"]) == (pull, versions.CURRENT)


def test_each_operation_of_form_1_is_still_understood():
    """Whoever takes a field away, or asks for one more, makes a new form."""
    assert {(one["type"], one["action"]) for one in FORM_1} <= RECEIVES.keys()
    for one in FORM_1:
        assert not isinstance(understood(one), Outcome), one
        assert wrong(f"{one['type']}.{one['action']}", one) == []


def test_each_older_name_is_of_a_field_that_there_is():
    for key, names in older.RENAMED.items():
        fields = set(RECEIVES[key].values.__struct_fields__)
        assert set(names.values()) <= fields
        assert not names.keys() & fields


@pytest.mark.parametrize("sent", [{}, {"type": []}, {"type": "plan", "action": "end", "values": 3}])
def test_what_is_no_operation_is_left_as_it_is(sent):
    assert older.as_today(sent) is sent


def test_two_names_for_one_thing_are_refused_and_nothing_is_dropped():
    (end,) = [one for one in FORM_1 if (one["type"], one["action"]) == ("plan", "end")]
    both = {**end, "values": {**end["values"], "note": "Another"}}
    outcome = understood(both)
    assert outcome.status == "rejected"
    assert "`note`" in outcome.errors[0]["detail"]
