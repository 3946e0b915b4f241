"""A person goes to another centre, or is served at both, under one identity."""

from datetime import date

import pytest

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients.actions import care, episodes, patients, transfers
from apps.patients.models import NumberKind, Patient, Transfer
from apps.patients.whereabouts import Clues, former_people
from tests.people import MAY, a_patient, a_transfer

JUNE = date(2016, 6, 1)


def sees(patient, centre) -> bool:
    return Patient.objects.of_centre(centre).filter(pk=patient.pk).exists()


def accepted(people, patient, *, kind="move", on=JUNE) -> Transfer:
    transfer = a_transfer(people, patient, kind=kind)
    return transfers.answer(transfer=transfer, accept=True, on=on, by=people.songrim_receptionist, at=now())


def ask(people, number, *, birth_year=None, name="") -> None:
    transfers.ask(
        centre=people.songrim, clues=Clues(number, birth_year, name), kind="move", reason="Came here.",
        by=people.songrim_receptionist, at=now(),
    )  # fmt: skip


def test_a_request_changes_nothing_yet(people, patient):
    transfer = a_transfer(people, patient)
    assert transfer.state == "requested"
    assert (sees(patient, people.rakrang), sees(patient, people.songrim)) == (True, False)


def test_a_move_ends_one_access_and_begins_another(people, patient):
    accepted(people, patient)
    assert (sees(patient, people.rakrang), sees(patient, people.songrim)) == (False, True)
    old, new = patient.accesses.order_by("created_at")
    assert (old.until, new.since, new.active) == (JUNE, JUNE, True)


def test_a_share_leaves_both(people, patient):
    accepted(people, patient, kind="share")
    assert sees(patient, people.rakrang)
    assert sees(patient, people.songrim)


def test_the_new_centre_gives_its_own_number_and_the_old_one_stays(people, patient):
    accepted(people, patient)
    assert patient.other_numbers.get().number == "SON-2016-0001"
    assert patient.other_numbers.get().kind == NumberKind.CENTRE
    patient.refresh_from_db()
    assert patient.number == "RAK-2016-0001"
    assert a_patient(people, centre=people.songrim).number == "SON-2016-0002"


def test_whoever_comes_back_keeps_the_first_number_at_each_centre(people, patient):
    accepted(people, patient)
    for way in ((people.songrim, people.rakrang), (people.rakrang, people.songrim)):
        transfer = a_transfer(people, patient, from_centre=way[0], to_centre=way[1])
        transfers.answer(transfer=transfer, accept=True, by=people.receptionist, at=now())
    assert patient.other_numbers.count() == 1
    assert patient.accesses.get(active=True).centre == people.songrim


def test_a_move_closes_the_old_centres_open_episodes_as_referred(people, patient):
    episode = episodes.open_episode(
        patient=patient, centre=people.rakrang, reason="first-visit", on=MAY, by=people.physio
    )
    accepted(people, patient)
    episode.refresh_from_db()
    assert (episode.closed_on, episode.outcome_kind) == (JUNE, "referred")


@pytest.mark.parametrize("accept", [True, False])
def test_the_same_answer_again_changes_nothing_and_another_is_refused(people, patient, accept):
    transfer = a_transfer(people, patient)
    first = {"transfer": transfer, "accept": accept, "by": people.songrim_receptionist, "at": now()}
    transfers.answer(**first)
    assert transfers.answer(**first).state in ("accepted", "declined")
    with pytest.raises(Refused):
        transfers.answer(**{**first, "by": people.songrim_manager, "accept": not accept})


def test_what_was_taken_back_is_not_answered(people, patient):
    transfer = a_transfer(people, patient)
    for _press in range(2):
        transfers.cancel(transfer=transfer, by=people.receptionist, at=now())
    with pytest.raises(Refused):
        transfers.answer(transfer=transfer, accept=True, by=people.songrim_receptionist, at=now())
    assert not sees(patient, people.songrim)


def test_one_request_waits_at_a_time(people, patient):
    transfer = a_transfer(people, patient, id=(key := new_id()))
    assert a_transfer(people, patient, id=key) == transfer
    with pytest.raises(Refused):
        a_transfer(people, patient)


@pytest.mark.parametrize("kind", ["share", "move"])
def test_a_request_needs_a_centre_that_sees_the_person_and_another_one(people, patient, kind):
    for way in ((people.songrim, people.rakrang), (people.rakrang, people.rakrang)):
        with pytest.raises(Refused):
            a_transfer(people, patient, kind=kind, from_centre=way[0], to_centre=way[1])


def test_a_person_served_at_both_can_move_but_not_be_shared_again(people, patient):
    accepted(people, patient, kind="share")
    with pytest.raises(Refused):
        a_transfer(people, patient, kind="share")
    accepted(people, patient)
    assert not sees(patient, people.rakrang)


def test_the_dead_are_not_transferred_even_when_it_was_asked_before(people, patient):
    transfer = a_transfer(people, patient)
    patients.note_death(patient=patient, on=JUNE, by=people.receptionist)
    with pytest.raises(Refused):
        transfers.answer(transfer=transfer, accept=True, by=people.songrim_receptionist, at=now())
    transfers.answer(transfer=transfer, accept=False, by=people.songrim_receptionist, at=now())
    with pytest.raises(Refused):
        a_transfer(people, patient)


def test_a_record_that_was_merged_in_between_is_not_transferred(people, patient):
    transfer = a_transfer(people, patient)
    Patient.objects.filter(pk=patient.pk).update(merged_into=a_patient(people, name_hangul="리철"))
    with pytest.raises(Refused):
        transfers.answer(transfer=transfer, accept=True, by=people.songrim_receptionist, at=now())


def test_a_person_whom_the_centre_no_longer_sees_is_not_passed_on(people, patient):
    transfer = a_transfer(people, patient)
    patient.accesses.filter(centre=people.rakrang).update(active=False, until=JUNE)
    with pytest.raises(Refused):
        transfers.answer(transfer=transfer, accept=True, by=people.songrim_receptionist, at=now())


@pytest.mark.parametrize("on", [date(2999, 1, 1), date(2016, 5, 9)])
def test_care_begins_neither_in_the_future_nor_before_it_began_elsewhere(people, patient, on):
    with pytest.raises(Refused):
        accepted(people, patient, on=on)


@pytest.mark.parametrize(
    ("clues", "found"),
    [
        ({"birth_year": 1970}, True),
        ({"name": "김 영수"}, True),
        ({"name": "Gim Yeong-su"}, True),
        ({"name": "Yong Su Kim", "birth_year": 1970}, True),
        ({"birth_year": 1971}, False),
        ({"name": "김영"}, False),
        ({"name": "Kim"}, False),
        ({"name": "김영수", "birth_year": 1971}, False),
        ({}, False),
    ],
)
def test_a_question_reaches_the_centre_only_when_number_and_details_agree(people, patient, clues, found):
    ask(people, patient.number, **clues)
    assert Transfer.objects.filter(asked_by_centre=people.songrim, from_centre=people.rakrang).exists() is found


def test_a_question_about_nobody_or_twice_or_the_dead_is_answered_the_same_way(people, patient):
    for _time in range(2):
        ask(people, patient.number, birth_year=1970)
    ask(people, "RAK-2016-9999", birth_year=1970)
    other = a_patient(people, name_hangul="리철")
    patients.note_death(patient=other, on=JUNE, by=people.receptionist)
    ask(people, other.number, birth_year=1970)
    assert Transfer.objects.count() == 1


def test_a_question_may_use_the_number_that_any_centre_gave(people, patient):
    accepted(people, patient)
    transfers.ask(
        centre=people.rakrang, clues=Clues("SON-2016-0001", 1970), kind="share", reason="Came back.",
        by=people.receptionist, at=now(),
    )  # fmt: skip
    assert Transfer.objects.waiting().get().from_centre == people.songrim


def test_the_asking_centre_sees_its_question_only_once_it_was_answered_in_words(people, patient):
    ask(people, patient.number, birth_year=1970)
    question = Transfer.objects.get()
    seen = Transfer.objects.visible_to
    assert (seen(people.receptionist).count(), seen(people.songrim_manager).count()) == (1, 0)
    transfers.answer(transfer=question, accept=False, by=people.receptionist, at=now())
    assert seen(people.songrim_manager).count() == 0
    Transfer.objects.update(decision_note="Ask again in May.")
    assert seen(people.songrim_manager).count() == 1


def test_whoever_left_is_found_among_the_former_by_name_and_number_alone(people, patient):
    patients.correct(patient=patient, by=people.receptionist, phone="191234567", village="새마을")
    accepted(people, patient)
    for question in ("", "김영", "yong", "RAK-2016-0001", "0001"):
        assert former_people([people.rakrang], question).get() == patient, question
    for question in ("191234567", "1234", "새마을", "SON-2016"):
        assert not former_people([people.rakrang], question).exists(), question
    assert not former_people([people.songrim]).exists()


def test_somebody_given_up_can_be_transferred_and_stays_so_until_served(people, patient):
    care.end(patient=patient, ended_as="lost", reason="moved", on=JUNE, by=people.receptionist)
    accepted(people, patient)
    patient.refresh_from_db()
    assert patient.care_ended_as == "lost"
