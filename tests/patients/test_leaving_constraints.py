"""What can never be of a transfer, a consent or the end of care is refused by PostgreSQL, whoever writes it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.core.clock import now
from apps.patients.models import Consent, Patient, PatientNumber, Transfer
from tests.people import MAY, a_consent, a_patient, a_transfer


def refused_by(name: str, write) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def again(record):
    """The same row once more, under a new key."""
    return type(record)(**{
        field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields if field.name != "id"
    })  # fmt: skip


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("consent_kind_is_known", {"kind": "marriage"}),
        ("consent_is_given_or_refused", {"given_on": None}),
        ("consent_is_withdrawn_by_someone", {"withdrawn_on": MAY}),
        ("consent_is_withdrawn_by_someone", {"withdrawal_reason": "Because."}),
    ],
)
def test_an_impossible_consent_is_refused(people, patient, name, values):
    consent = a_consent(people, patient)
    refused_by(name, lambda: Consent.objects.filter(pk=consent.pk).update(**values))


def test_a_consent_is_withdrawn_after_it_was_given_and_stands_once(people, patient):
    consent = a_consent(people, patient)
    early = {"withdrawn_on": date(2016, 1, 1), "withdrawn_by": people.receptionist}
    refused_by("consent_is_withdrawn_after_it_was_given", lambda: Consent.objects.update(**early))
    refused_by("one_standing_consent_of_a_kind", lambda: again(consent).save(force_insert=True))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("transfer_state_is_known", {"state": "lost", "decided_at": now()}),
        ("transfer_kind_is_known", {"kind": "loan"}),
        ("transfer_has_a_reason", {"reason": ""}),
        ("transfer_is_decided_by_someone", {"state": "accepted"}),
        ("transfer_is_decided_by_someone", {"decided_at": now()}),
    ],
)
def test_an_impossible_transfer_is_refused(people, patient, name, values):
    transfer = a_transfer(people, patient)
    if name == "transfer_state_is_known":
        values = {**values, "decided_by": people.receptionist}
    refused_by(name, lambda: Transfer.objects.filter(pk=transfer.pk).update(**values))


def test_a_transfer_is_between_two_centres_and_asked_by_one_of_them(people, patient):
    a_transfer(people, patient)
    same = {"to_centre": people.rakrang}
    refused_by("transfer_is_between_two_centres", lambda: Transfer.objects.update(**same))
    third = type(people.rakrang).objects.create(code="HAM", name_en="Hamhung", name_ko="함흥")
    refused_by("transfer_is_asked_by_one_of_them", lambda: Transfer.objects.update(asked_by_centre=third))


def test_one_transfer_of_a_person_waits(people, patient):
    transfer = a_transfer(people, patient)
    refused_by("one_waiting_transfer_per_patient", lambda: again(transfer).save(force_insert=True))


@pytest.mark.parametrize(
    "values",
    [
        {"care_ended_on": MAY},
        {"care_ended_as": "lost"},
        {"care_end_note": "Moved."},
        {"care_ended_on": MAY, "care_ended_as": "lost", "care_end_reason": "bored"},
        {"care_ended_on": MAY, "care_ended_as": "gone", "care_end_reason": "moved"},
    ],
)
def test_care_ends_on_a_day_in_a_known_way_for_a_known_reason(patient, values):
    refused_by("care_ends_with_a_reason", lambda: Patient.objects.filter(pk=patient.pk).update(**values))


def test_a_centres_number_is_given_to_one_person_and_its_kind_is_known(people, patient):
    other = a_patient(people, name_hangul="리철")
    number = {"centre": people.songrim, "number": "SON-2016-0001", "kind": "centre"}
    PatientNumber.objects.create(patient=patient, **number)
    refused_by("a_centres_number_is_given_once", lambda: PatientNumber.objects.create(patient=other, **number))
    refused_by("number_kind_is_known", lambda: PatientNumber.objects.update(kind="lottery"))
