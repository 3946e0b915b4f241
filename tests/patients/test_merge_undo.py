"""Undoing a merge brings both records back: field by field, row by row, whatever hung on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.clock import now
from apps.core.problems import Refused
from apps.devices.actions import aftercare
from apps.patients.actions import consents, episodes, merges, patients, transfers
from apps.patients.children import children
from apps.patients.comparison import GROUPS
from apps.patients.models import Merge, MergeState, Patient, PatientAccess, PatientNumber
from tests.merges import a_merge, two_records
from tests.people import MAY, a_delivery, a_device, a_lost_leg, a_patient, a_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


UNCOUNTED = ("version", "created_at")
details = st.fixed_dictionaries(
    {
        "name_hangul": st.sampled_from(["", "김영수", "리철수"]),
        "phone": st.sampled_from(["", "02-1", "02-2"]),
        "birth": st.sampled_from([(None, "unknown"), (date(1970, 7, 1), "year"), (date(1971, 2, 3), "day")]),
        "province": st.sampled_from(["", "nampo", "kangwon"]),
        "category": st.sampled_from(["unknown", "military"]),
    }
)
THINGS = (
    "limb", "delivery", "order", "session", "songrim session", "episode", "paper 1", "paper 2", "songrim paper",
    "photo yes", "photo no", "data-use yes", "data-use no", "songrim sees", "transfer", "death",
)  # fmt: skip
WHO = ((0,), (1,), (2,), (0, 1), (0, 1, 2))  # what several have, only one of them keeps
things = st.lists(st.tuples(st.sampled_from(WHO), st.sampled_from(THINGS)), max_size=14)


@contextmanager
def afterwards_nothing() -> Iterator[None]:
    """What was done inside is rolled back: the next example starts from the cast alone."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def registered(people, given):
    birth_date, birth_precision = given["birth"]
    rest = {name: value for name, value in given.items() if name != "birth"}
    return a_patient(people, **rest, birth_date=birth_date, birth_precision=birth_precision)


def done(people, patient, what):
    """Let something hang on the record; what the verbs refuse did not happen."""
    here, by = {"patient": patient, "centre": people.rakrang}, people.doctor
    kind, _space, word = what.partition(" ")
    try:
        with transaction.atomic():
            match kind:
                case "limb":
                    a_lost_leg(people, patient)
                case "delivery":
                    a_delivery(people, patient, impairment=a_lost_leg(people, patient))
                case "order":
                    a_device(people, patient)
                case "session":
                    a_session(people, patient)
                case "episode":
                    opened = episodes.open_episode(**here, reason="renewal", on=MAY, by=by)
                    episodes.assess(episode=opened, decision="serve", at=people.rakrang.noon(MAY), by=by)
                case "paper":
                    patients.note_paper_number(**here, number=word, by=by)
                case "photo" | "data-use" if word == "yes":
                    consents.give(**here, kind=kind, on=MAY, manner="spoken", by=by)
                case "photo" | "data-use":
                    consents.refuse(**here, kind=kind, on=MAY, by=by)
                case "transfer":
                    centres = {"from_centre": people.rakrang, "to_centre": people.songrim}
                    transfers.request(patient=patient, **centres, kind="move", reason="Near.", by=by, at=now())
                case "death":
                    patients.note_death(patient=patient, on=MAY, by=by)
                case _:
                    at_songrim(people, patient, word, by)
    except Refused:
        pass


def at_songrim(people, patient, what, by):
    patients.grant_access(patient=patient, centre=people.songrim, on=date(2016, 4, 1), by=by)
    if what == "session":
        a_session(people, patient, centre=people.songrim)
    elif what == "paper":
        patients.note_paper_number(patient=patient, centre=people.songrim, number="1", by=by)


def everything():
    """Every row about anybody, each with its values."""
    kinds = {Patient: "pk", PatientAccess: "patient", **{child.model: child.field for child in children()}}
    return {
        (model._meta.label, row.pk): {
            field.name: getattr(row, field.attname)
            for field in model._meta.concrete_fields
            if field.name not in UNCOUNTED
        }
        for model in kinds
        for row in model._base_manager.all()
    }


def undone(people, merge):
    return merges.undo(merge=merge, reason="Two people.", by=people.physio, at=now())


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    first=details, second=details, happened=things, taken=st.sets(st.sampled_from(list(GROUPS))), inner=st.booleans()
)
def test_both_records_come_back_whatever_hung_on_them(people, first, second, happened, taken, inner):
    with afterwards_nothing():
        survivor, loser, third = registered(people, first), registered(people, second), a_patient(people)
        for who, what in ((who, what) for several, what in happened for who in several):
            done(people, (survivor, loser, third)[who], what)
        within = a_merge(people, loser, third, taken=["phone"]) if inner else None
        before = everything()
        merge = a_merge(people, survivor, loser, taken=sorted(taken))
        assert not loser.accesses.filter(active=True).exists()
        undone(people, merge)
        assert everything() == before
        if within is not None:
            undone(people, within)
            assert Patient.objects.exclude(merged_into=None).count() == 0


def test_what_was_added_since_stays_and_what_hangs_on_a_row_that_goes_back_goes_too(people):
    survivor, loser = two_records(people)
    device = a_delivery(people, loser).device
    merge = a_merge(people, survivor, loser)
    at = people.rakrang.noon(MAY)
    device.refresh_from_db()
    repair = aftercare.repair(device=device, kind="repair", at=at, by=people.technician)
    session = a_session(people, survivor)
    undone(people, merge)
    for row in (repair, session, device):
        row.refresh_from_db()
    assert (repair.patient, device.patient, session.patient) == (loser, loser, survivor)


def test_what_belongs_to_both_at_once_stops_the_undoing_with_a_sentence(people):
    survivor, loser = two_records(people)
    limb = a_lost_leg(people, loser)
    own = episodes.open_episode(patient=survivor, centre=people.rakrang, reason="renewal", on=MAY, by=people.doctor)
    merge = a_merge(people, survivor, loser)
    limb.refresh_from_db()
    a_device(people, survivor, impairment=limb, episode=own)
    with pytest.raises(Refused, match="does not go with one of the two"):
        undone(people, merge)
    limb.refresh_from_db()
    assert limb.patient == survivor


def test_a_field_corrected_since_keeps_its_correction(people):
    survivor, loser = two_records(people, phone="02-1", village="Sinhung")
    merge = a_merge(people, survivor, loser, taken=["phone", "village"])
    patients.correct(patient=survivor, phone="02-9", by=people.receptionist)
    undone(people, merge)
    survivor.refresh_from_db()
    assert (survivor.phone, survivor.village) == ("02-9", "")


def test_a_centre_that_served_the_survivor_since_goes_on_seeing_it(people):
    survivor, loser = two_records(people)
    patients.grant_access(patient=loser, centre=people.songrim, by=people.receptionist, on=MAY)
    merge = a_merge(people, survivor, loser)
    a_session(people, survivor, centre=people.songrim)
    undone(people, merge)
    assert set(survivor.accesses.values_list("centre__code", flat=True)) == {"RAK", "SON"}


def test_a_centre_that_did_nothing_since_sees_the_loser_alone_again(people):
    survivor, loser = two_records(people)
    patients.grant_access(patient=loser, centre=people.songrim, by=people.receptionist, on=MAY)
    undone(people, a_merge(people, survivor, loser))
    seen = Patient.objects.visible_to(people.songrim_receptionist)
    assert list(seen) == [loser]


def test_an_earlier_merge_leads_to_the_new_survivor_and_is_undone_last(people):
    survivor, loser = two_records(people)
    third = a_patient(people)
    within = a_merge(people, loser, third)
    merge = a_merge(people, survivor, loser)
    third.refresh_from_db()
    assert third.merged_into == survivor
    with pytest.raises(Refused, match="Undo that first"):
        undone(people, within)
    undone(people, merge)
    third.refresh_from_db()
    assert third.merged_into == loser
    assert undone(people, within).state == MergeState.UNDONE


def test_of_two_merges_into_one_record_the_last_is_undone_first(people):
    survivor, loser = two_records(people)
    first = a_merge(people, survivor, loser)
    second = a_merge(people, survivor, a_patient(people))
    with pytest.raises(Refused, match="Undo that first"):
        undone(people, first)
    undone(people, second)
    assert undone(people, first).state == MergeState.UNDONE


def test_rows_of_which_there_is_one_a_person_stay_with_the_loser(people):
    survivor, loser = two_records(people)
    for patient in (survivor, loser):
        for what in ("photo yes", "paper 1", "transfer"):
            done(people, patient, what)
    a_merge(people, survivor, loser)
    assert (survivor.consents.count(), loser.consents.count()) == (1, 1)
    assert (survivor.transfers.count(), loser.transfers.count()) == (1, 1)
    assert list(loser.other_numbers.values_list("number", flat=True)) == ["1"]
    assert PatientNumber.objects.filter(patient=survivor, kind="merged").count() == 1


def test_merged_again_after_an_undoing(people):
    survivor, loser = two_records(people)
    undone(people, a_merge(people, survivor, loser))
    a_merge(people, loser, survivor)
    assert Merge.objects.filter(state=MergeState.APPROVED).get().survivor == loser
