"""Made once however often it is sent; changed only when it is fresh."""

import pytest
from django.db import transaction

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.core.writing import locked
from apps.patients.actions import patients
from apps.patients.models import Patient
from tests.people import a_patient

pytestmark = pytest.mark.django_db


def test_the_same_key_makes_one_record(people):
    key = new_id()
    first, second = a_patient(people, id=key), a_patient(people, id=key, name_hangul="other")
    assert first == second
    assert Patient.objects.get().name_hangul == "김영수"


def test_a_key_never_reaches_into_another_centres_rows(people):
    theirs = a_patient(people, centre=people.songrim)
    with pytest.raises(Refused) as refusal:
        a_patient(people, id=theirs.pk)
    assert refusal.value.code == "id_exists"


def test_every_update_raises_the_version(people):
    patient = a_patient(people)
    Patient.objects.filter(pk=patient.pk).update(phone="1")
    patient.refresh_from_db()
    assert patient.version == 2


def test_a_stale_change_is_refused_and_writes_nothing(people):
    patient = a_patient(people)
    patients.correct(patient=patient, by=people.receptionist, version=1, phone="1")
    with pytest.raises(Refused) as refusal:
        patients.correct(patient=patient, by=people.receptionist, version=1, phone="2")
    assert refusal.value.code == "stale"
    assert locked(patient).phone == "1"


def test_a_row_is_locked_only_inside_a_transaction(committed):
    patient = a_patient(committed)
    with pytest.raises(transaction.TransactionManagementError):
        locked(patient)


def test_keys_are_ordered_by_time():
    keys = [new_id() for _ in range(50)]
    assert keys == sorted(keys)
    assert {key.version for key in keys} == {7}
