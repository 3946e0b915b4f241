"""When two records may be merged, by whom, in what state; and what PostgreSQL keeps whatever the verbs do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.centres.actions import months
from apps.centres.models import Month, MonthState
from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices.models import Device
from apps.patients.actions import merges, patients, viewings
from apps.patients.models import Merge, MergeState, Patient, Viewing
from apps.physio.actions import sessions
from tests.devices.test_concurrency import both
from tests.merges import REASON, a_merge, asked, two_records
from tests.people import MAY, a_delivery, a_lost_leg, a_patient, a_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def pair(people):
    return two_records(people)


def in_state(people, state):
    """A merge brought into a state by the verbs."""
    merge, at = asked(people, *two_records(people)), now()
    match state:
        case MergeState.WITHDRAWN:
            return merges.withdraw(merge=merge, by=people.receptionist, at=at)
        case MergeState.REFUSED:
            return merges.decide(merge=merge, approve=False, note="Brothers.", by=people.doctor, at=at)
        case MergeState.APPROVED | MergeState.UNDONE:
            merge = merges.decide(merge=merge, approve=True, by=people.doctor, at=at)
    if state == MergeState.UNDONE:
        merges.undo(merge=merge, reason="Brothers.", by=people.doctor, at=at)
    merge.refresh_from_db()
    return merge


VERBS = {
    "approve": lambda merge, people: merges.decide(merge=merge, approve=True, by=people.manager, at=now()),
    "refuse": lambda merge, people: merges.decide(merge=merge, approve=False, note="No.", by=people.manager, at=now()),
    "withdraw": lambda merge, people: merges.withdraw(merge=merge, by=people.receptionist, at=now()),
    "undo": lambda merge, people: merges.undo(merge=merge, reason="No.", by=people.manager, at=now()),
}
# state × verb → the state after it; what is not named is refused, and withdrawing again changes nothing.
AFTER = {
    ("requested", "approve"): "approved",
    ("requested", "refuse"): "refused",
    ("requested", "withdraw"): "withdrawn",
    ("approved", "undo"): "undone",
    ("withdrawn", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", MergeState.values)
def test_each_verb_in_each_state(people, state, verb):
    merge = in_state(people, state)
    if (state, verb) in AFTER:
        assert VERBS[verb](merge, people).state == AFTER[state, verb]
    else:
        with pytest.raises(Refused):
            VERBS[verb](merge, people)
        merge.refresh_from_db()
        assert merge.state == state


def test_whoever_asked_does_not_decide(people, pair):
    merge = asked(people, *pair, by=people.doctor)
    with pytest.raises(Refused, match="Somebody else"):
        merges.decide(merge=merge, approve=True, by=people.doctor, at=now())


def test_only_the_one_who_asked_withdraws(people, pair):
    with pytest.raises(Refused, match="Only the one who asked"):
        merges.withdraw(merge=asked(people, *pair), by=people.doctor, at=now())


@pytest.mark.parametrize("verb", ["decide", "withdraw", "undo"])
def test_a_stale_page_is_refused(people, pair, verb):
    merge = a_merge(people, *pair) if verb == "undo" else asked(people, *pair)
    more = {"decide": {"approve": True}, "undo": {"reason": "No."}}.get(verb, {})
    by = people.receptionist if verb == "withdraw" else people.doctor
    with pytest.raises(Refused) as refusal:
        getattr(merges, verb)(merge=merge, by=by, at=now(), version=99, **more)
    assert refusal.value.code == "stale"


def test_a_request_sent_twice_is_one(people, pair):
    key = new_id()
    assert asked(people, *pair, id=key) == asked(people, *pair, id=key)
    with pytest.raises(Refused) as refusal:
        asked(people, a_patient(people), pair[1], id=key)
    assert refusal.value.code == "id_exists"


def test_a_merge_needs_its_reasons(people, pair):
    with pytest.raises(Refused, match="Say why"):
        asked(people, *pair, reason="  ")
    merge = a_merge(people, *pair)
    with pytest.raises(Refused, match="Say why"):
        merges.undo(merge=merge, reason=" ", by=people.doctor, at=now())


def test_a_waiting_merge_is_not_asked_for_again_nor_the_other_way_round(people, pair):
    asked(people, *pair)
    for survivor, loser in (pair, pair[::-1], (a_patient(people), pair[1])):
        with pytest.raises(Refused, match="asked for already"):
            asked(people, survivor, loser)


def test_a_record_is_not_merged_with_itself(people, pair):
    with pytest.raises(Refused, match="not two records"):
        asked(people, pair[0], pair[0])


def test_a_merged_record_is_not_merged_again(people, pair):
    other = a_patient(people)
    waiting = asked(people, other, pair[0])
    a_merge(people, a_patient(people), pair[1])
    with pytest.raises(Refused, match="merged already"):
        asked(people, *pair)
    third = a_merge(people, a_patient(people), other)
    with pytest.raises(Refused, match="merged already"):
        merges.decide(merge=waiting, approve=True, by=people.doctor, at=now())
    assert third.state == MergeState.APPROVED


def test_a_test_person_stays_apart(people):
    with pytest.raises(Refused, match="test person"):
        asked(people, *two_records(people, is_test=True))


def test_two_deaths_are_two_people(people, pair):
    for patient, day in zip(pair, (3, 4), strict=True):
        patients.note_death(patient=patient, on=date(2016, 5, day), by=people.doctor)
        patient.refresh_from_db()
    with pytest.raises(Refused, match="dates of death"):
        asked(people, *pair)


def test_who_sat_in_one_group_together_is_not_one_person(people, pair):
    at = people.rakrang.noon(MAY)
    group = sessions.record_group(centre=people.rakrang, patients=pair, at=at, minutes=30, by=people.physio)
    with pytest.raises(Refused, match="group session"):
        asked(people, *pair)
    sessions.void_group(group=group, reason="Wrong.", by=people.physio, at=at)
    assert a_merge(people, *pair).state == MergeState.APPROVED


def test_a_birth_after_a_service_is_not_taken(people):
    survivor, loser = two_records(people, birth_date=date(2016, 6, 1))
    a_session(people, survivor)
    with pytest.raises(Refused) as refusal:
        asked(people, survivor, loser, taken=["birth_date"])
    assert refusal.value.field == "birth_date"


def test_the_survivor_keeps_a_name(people):
    survivor, loser = two_records(people, name_hangul="김영수", name_romanised="")
    patients.correct(patient=survivor, name_hangul="", by=people.receptionist)
    survivor.refresh_from_db()
    with pytest.raises(Refused, match="Enter the name"):
        asked(people, survivor, loser, taken=["name_romanised"])


def test_only_groups_there_are_can_be_taken(people, pair):
    with pytest.raises(TypeError):
        asked(people, *pair, taken=["number"])


def test_accesses_are_united(people, pair):
    survivor, loser = pair
    patients.grant_access(
        patient=loser, centre=people.songrim, by=people.receptionist, on=date(2016, 4, 2), migrated=True
    )
    a_merge(people, survivor, loser)
    songrim = survivor.accesses.get(centre=people.songrim)
    assert (songrim.active, songrim.since, songrim.migrated) == (True, date(2016, 4, 2), True)
    assert not loser.accesses.filter(active=True).exists()
    assert list(Patient.objects.visible_to(people.songrim_receptionist)) == [survivor]
    assert not Patient.objects.formerly_of([people.rakrang]).exists()


def test_the_longer_access_to_the_same_centre_holds(people):
    survivor = a_patient(people, on=date(2016, 5, 20))
    loser = patients.register(
        centre=people.rakrang, by=people.receptionist, on=MAY, name_hangul="김영수", migrated=True
    )
    a_merge(people, survivor, loser)
    access = survivor.accesses.get()
    assert (access.since, access.migrated, access.until) == (MAY, True, None)


def test_the_months_of_moved_services_are_held(people, pair):
    a_session(people, pair[1])
    Month.objects.all().delete()
    a_merge(people, *pair)
    assert Month.objects.get().first_day == date(2016, 5, 1)


def test_the_api_lists_and_counts_the_person_once(people, client, pair):
    a_merge(people, *pair)
    client.force_login(people.receptionist)
    assert [row["number"] for row in client.get("/api/v1/patients/").json()["results"]] == [pair[0].number]


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("merge_state_is_known", {"state": "perhaps"}),
        ("merge_has_a_reason", {"reason": ""}),
        ("merge_is_decided_by_a_second_person", {"state": "approved"}),
        ("merge_undone_with_reason", {"undo_reason": "because"}),
    ],
)
def test_impossible_merges(people, pair, constraint, change):
    merge = asked(people, *pair)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(**change)


def test_nobody_decides_what_they_asked_for_even_past_the_verbs(people, pair):
    merge = asked(people, *pair)
    own = {"state": "approved", "decided_by": people.receptionist, "decided_at": now()}
    with pytest.raises(IntegrityError, match="merge_is_decided_by_a_second_person"), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(**own)


def test_one_merge_per_loser_and_two_people_in_it(people, pair):
    asked(people, *pair)
    made = {"centre": people.rakrang, "reason": REASON, "requested_by": people.doctor, "requested_at": now()}
    with pytest.raises(IntegrityError, match="one_merge_per_loser"), transaction.atomic():
        Merge.objects.create(survivor=a_patient(people), loser=pair[1], **made)
    with pytest.raises(IntegrityError, match="merge_is_of_two_people"), transaction.atomic():
        Merge.objects.create(survivor=pair[0], loser=pair[0], **made)


def test_no_chain_no_cycle_no_self(people):
    first, second, third = (a_patient(people) for _ in range(3))
    Patient.objects.filter(pk=first.pk).update(merged_into=second)
    for loser, survivor in ((third, first), (second, third), (second, first)):
        with pytest.raises(IntegrityError, match="merged record leads to one"), transaction.atomic():
            Patient.objects.filter(pk=loser.pk).update(merged_into=survivor)
    with pytest.raises(IntegrityError, match="patient_is_not_merged_into_itself"), transaction.atomic():
        Patient.objects.filter(pk=third.pk).update(merged_into=third)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_look_is_insert_only(people, change):
    viewings.note(patient=a_patient(people), by=people.doctor, at=now())
    rows = Viewing.objects.all()
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        rows.update(at=now()) if change == "update" else rows.delete()


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_merges(committed):
    merge = asked(committed, *two_records(committed))
    deciders = iter([committed.doctor, committed.manager])
    answers = both(lambda: merges.decide(merge=merge, approve=True, by=next(deciders), at=now()))
    assert answers.count("not_allowed_now") == 1
    assert Patient.objects.exclude(merged_into=None).count() == 1


def at_once(*verbs):
    """What each of these verbs answers when they begin at the same moment: "done", or the code of the refusal."""
    together = Barrier(len(verbs))

    def press(verb):
        together.wait(timeout=10)
        try:
            verb()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(future.result(timeout=30) for future in [pool.submit(press, verb) for verb in verbs])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_a_merge_and_its_reverse_at_once_exactly_one_happens(committed, attempt):
    first, second = two_records(committed)
    for patient in (first, second):
        a_delivery(committed, patient)
        a_lost_leg(committed, patient)
    there = asked(committed, first, second)
    back = Merge.objects.create(
        survivor=second, loser=first, centre=committed.rakrang, reason=REASON, requested_by=committed.receptionist,
        requested_at=now(),
    )  # fmt: skip
    by = committed.doctor
    verbs = [lambda merge=merge: merges.decide(merge=merge, approve=True, by=by, at=now()) for merge in (there, back)]
    assert at_once(*verbs) == ["done", "not_allowed_now"]


@pytest.mark.django_db(transaction=True)
def test_asked_both_ways_at_once_one_waits(committed):
    first, second = two_records(committed)
    ways = [lambda a=a, b=b: asked(committed, a, b) for a, b in ((first, second), (second, first))]
    assert at_once(*ways) == ["done", "not_allowed_now"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_whoever_writes_while_two_records_become_one_loses_nothing(committed, attempt):
    survivor, loser = two_records(committed)
    merge = asked(committed, survivor, loser)
    verbs = [
        lambda: merges.decide(merge=merge, approve=True, by=committed.doctor, at=now()),
        lambda: a_delivery(committed, loser),
        lambda: patients.correct(patient=loser, phone="02-1", by=committed.receptionist),
    ]
    got = at_once(*verbs)
    assert set(got) <= {"done", "merged"}, "what comes too late is told so, and can be written for the one that remains"
    assert got.count("done") >= 2
    assert not Device.objects.filter(patient=loser).exists()


@pytest.mark.django_db(transaction=True)
def test_a_month_being_closed_waits_for_the_merge(committed):
    survivor, loser = two_records(committed)
    a_session(committed, loser)
    with transaction.atomic():
        a_merge(committed, survivor, loser)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(locked_now, committed.rakrang).result(timeout=20) is False
    assert locked_now(committed.rakrang)
    assert months.is_late(centre=committed.rakrang, on=MAY) is False


def locked_now(centre):
    """Whether somebody could close May at this moment."""
    try:
        with transaction.atomic():
            return Month.objects.select_for_update(nowait=True).get(centre=centre).state == MonthState.OPEN
    except DatabaseError:
        return False
    finally:
        connection.close()
