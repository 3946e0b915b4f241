"""Two people press at the same moment, on two real connections: one of them wins, and nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from apps.core.clock import now
from apps.core.problems import Refused
from apps.patients.actions import care, consents, patients, transfers
from apps.patients.models import Consent, Patient, PatientAccess, PatientNumber, Transfer
from tests.people import MAY, People, a_patient, a_transfer


def together(*verbs: Callable[[], Any]) -> list[Any]:
    """What each thread got from its verb: the answer, or the code of the refusal."""
    gate = Barrier(len(verbs))

    def press(verb: Callable[[], Any]) -> Any:
        gate.wait(timeout=10)
        try:
            return verb()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return [future.result(timeout=20) for future in [pool.submit(press, verb) for verb in verbs]]


def answer(people: People, transfer: Transfer, *, accept: bool, by: str) -> Callable[[], Any]:
    return lambda: transfers.answer(transfer=transfer, accept=accept, by=getattr(people, by), at=now()).state


def test_of_two_answers_at_once_one_counts(committed: People):
    transfer = a_transfer(committed, a_patient(committed))
    got = together(
        answer(committed, transfer, accept=True, by="songrim_receptionist"),
        answer(committed, transfer, accept=False, by="songrim_manager"),
    )
    transfer.refresh_from_db()
    assert sorted(got) == sorted([transfer.state, "not_allowed_now"])
    assert PatientAccess.objects.filter(centre=committed.songrim).exists() is (transfer.state == "accepted")


def test_two_people_who_accept_at_once_give_one_number(committed: People):
    transfer = a_transfer(committed, a_patient(committed))
    got = together(
        answer(committed, transfer, accept=True, by="songrim_receptionist"),
        answer(committed, transfer, accept=True, by="songrim_manager"),
    )
    assert sorted(got) == ["accepted", "not_allowed_now"]
    assert PatientNumber.objects.count() == 1


def test_two_requests_at_once_wait_as_one(committed: People):
    patient = a_patient(committed)
    got = together(lambda: a_transfer(committed, patient), lambda: a_transfer(committed, patient))
    assert "not_allowed_now" in got
    assert Transfer.objects.count() == 1


def test_a_death_and_an_answer_at_once_never_move_the_dead_unseen(committed: People):
    """Whichever comes first: an accepted transfer of somebody who then died, or a refused one."""
    patient = a_patient(committed)
    transfer = a_transfer(committed, patient)
    got = together(
        answer(committed, transfer, accept=True, by="songrim_receptionist"),
        lambda: patients.note_death(patient=patient, on=MAY, by=committed.receptionist).deceased_on,
    )
    transfer.refresh_from_db()
    assert got[1] == MAY
    assert got[0] == ("accepted" if transfer.state == "accepted" else "not_allowed_now")


def test_a_question_and_a_request_at_once_wait_as_one(committed: People):
    patient = a_patient(committed)
    ask = transfers.Clues(patient.number, 1970)
    together(
        lambda: a_transfer(committed, patient),
        lambda: transfers.ask(
            centre=committed.songrim, clues=ask, kind="move", reason="Came.", by=committed.songrim_manager, at=now()
        ),
    )
    assert Transfer.objects.count() == 1


def test_two_consents_of_a_kind_at_once_are_one(committed: People):
    patient = a_patient(committed)
    give = {"patient": patient, "centre": committed.rakrang, "kind": "photo", "on": MAY, "by": committed.receptionist}
    got = together(*[lambda: consents.give(manner="written", **give)] * 2)
    assert "not_allowed_now" in got
    assert Consent.objects.count() == 1


def test_care_ended_twice_at_once_ends_once(committed: People):
    patient = a_patient(committed)
    end = {"patient": patient, "ended_as": "lost", "on": MAY, "by": committed.receptionist}
    got = together(*[lambda reason=reason: care.end(reason=reason, **end) for reason in ("work", "moved")])
    assert "not_allowed_now" in got
    assert Patient.objects.get().care_ended_as == "lost"
