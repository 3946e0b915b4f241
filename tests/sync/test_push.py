"""What a tablet pushes is done once, in its order, with an answer of its own for each operation."""

from uuid import uuid4

from apps.physio.models import PhysioSession
from apps.sync.models import Conflict, Operation, OperationStatus
from tests.people import a_patient
from tests.sync.calling import a_caller
from tests.sync.saying import a_push, a_session_op


def statuses(answer):
    assert answer.status_code == 200, answer.json()
    return [one["status"] for one in answer.json()["results"]]


def test_a_session_is_recorded_and_answered_with_its_version(people):
    patient = a_patient(people)
    op = a_session_op(1, patient)
    answer = a_caller(people).post("push", a_push(op))
    assert statuses(answer) == [OperationStatus.APPLIED]
    assert answer.json()["results"][0] == {"op_id": op["op_id"], "status": "applied", "version": 1}
    assert PhysioSession.objects.get(pk=op["id"]).patient == patient


def test_the_same_operation_again_gets_the_stored_answer_and_writes_nothing(people):
    """(MUST 2)"""
    caller, push = a_caller(people), a_push(a_session_op(1, a_patient(people)))
    first, again = caller.post("push", push), caller.post("push", push)
    assert first.json() == again.json()
    assert (PhysioSession.objects.count(), Operation.objects.count()) == (1, 1)


def test_a_gap_stops_what_comes_after_it_and_keeps_what_came_before(people):
    """(MUST 1)"""
    patient = a_patient(people)
    answer = a_caller(people).post("push", a_push(a_session_op(1, patient), a_session_op(3, patient)))
    assert (answer.status_code, answer.json()["code"], answer.json()["expected"]) == (409, "seq_gap", 2)
    assert PhysioSession.objects.count() == 1


def test_a_bad_operation_takes_no_good_one_with_it(people):
    """(MUST 3, 4)"""
    patient = a_patient(people)
    good, other = a_session_op(1, patient), a_session_op(4, patient)
    short, stranger = a_session_op(2, patient, minutes=0), a_session_op(3, uuid4())
    found = statuses(a_caller(people).post("push", a_push(good, short, stranger, other)))
    assert found == ["applied", "rejected", "rejected", "applied"]


def test_a_record_that_is_there_with_other_content_is_a_conflict_and_stays(people):
    """(MUST 5)"""
    patient, caller = a_patient(people), a_caller(people)
    first = a_session_op(1, patient, minutes=30)
    same, other = a_session_op(2, patient, id=first["id"], minutes=30), a_session_op(3, patient, id=first["id"])
    assert statuses(caller.post("push", a_push(first, same, other))) == ["applied", "applied", "conflict"]
    assert PhysioSession.objects.get().minutes == 30
    assert Conflict.objects.get().proposed["minutes"] == 45
