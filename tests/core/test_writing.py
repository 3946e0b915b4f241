"""Made once however often it is sent; changed only when it is fresh."""

import pytest
from django.db import transaction

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.core.writing import all_locked, locked, save_many
from apps.patients.actions import patients
from apps.patients.models import County, Patient
from apps.physio.models import PhysioSession
from tests.people import MAY, a_patient, a_session

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


def test_many_are_locked_in_one_statement_in_the_order_they_were_named(people, django_assert_num_queries):
    first, second = a_patient(people), a_patient(people)
    Patient.objects.update(phone="1")
    with django_assert_num_queries(1):
        found = all_locked([second, first, second])
        assert [one.centre for one in found] == [people.rakrang] * 3  # what was known is not read again
    assert (found, [one.phone for one in found]) == ([second, first, second], ["1"] * 3)
    assert found[0] is found[2]


def test_one_that_is_not_there_is_not_locked(people):
    with pytest.raises(Patient.DoesNotExist):
        all_locked([a_patient(people), Patient(centre=people.rakrang)])


def test_many_are_written_as_one_by_one_would_be(people):
    """Texts, days, references, instants, lists, nothing; and nothing beside the fields that were named."""
    patient, county = a_patient(people), County.objects.first()
    sessions = [a_session(people, patient, note="unsaid") for _each in range(2)]
    values = {"note": "걷기 \\ \"10\" m\t% %s {}\n'", "techniques": ["massage", "balance"], "at": now(),
              "plan": None, "attended": False, "service_date": MAY, "therapist": people.technician}  # fmt: skip
    for one, minutes in zip(sessions, (10, 20), strict=True):
        vars(one).update(minutes=minutes, void_reason="not named")
        for name, value in values.items():
            setattr(one, name, value)
    save_many(sessions, *values, "minutes")
    for one, minutes in zip(sessions, (10, 20), strict=True):
        stored = PhysioSession.objects.get(pk=one.pk)
        assert {name: getattr(stored, name) for name in values} == values
        assert (stored.minutes, stored.void_reason, stored.version) == (minutes, "", 2)
    patient.county, patient.province = county, county.province
    patient.birth_date, patient.birth_precision = None, "unknown"
    save_many([patient], "county", "province", "birth_date", "birth_precision")
    patient.refresh_from_db()
    assert (patient.county, patient.birth_date) == (county, None)


def test_many_are_written_only_when_each_is_there_and_named_once(people):
    patient = a_patient(people)
    for many in ([patient, patient], [patient, Patient(centre=people.rakrang)]):
        with pytest.raises(LookupError):
            save_many(many, "phone")
