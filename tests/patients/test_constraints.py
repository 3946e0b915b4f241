"""What can never be is refused by PostgreSQL, whoever writes it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.patients.models import Episode, Impairment, NumberSeries, Patient, PatientAccess, PatientNumber
from tests.people import MAY, People, a_lost_leg, a_patient


def refused_by(name: str, write) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("patient_has_a_name", {"name_hangul": "", "name_romanised": ""}),
        ("patient_sex_is_known_value", {"sex": "X"}),
        ("patient_category_is_known_value", {"category": "spy"}),
        ("patient_birth_date_has_precision", {"birth_precision": "unknown"}),
        ("patient_birth_date_has_precision", {"birth_date": None}),
        ("patient_birth_year_is_first_of_july", {"birth_precision": "year"}),
        ("patient_birth_year_is_first_of_july", {"birth_precision": "age"}),
        ("patient_dies_after_birth", {"deceased_on": date(1960, 1, 1)}),
        ("patient_referral_source_is_known", {"referral_source": "rumour"}),
    ],
)
def test_an_impossible_person_is_refused(patient, name, values):
    refused_by(name, lambda: Patient.objects.filter(pk=patient.pk).update(**values))


def test_a_number_belongs_to_one_person(people, patient):
    other = a_patient(people)
    refused_by("number", lambda: Patient.objects.filter(pk=other.pk).update(number=patient.number))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("limb_loss_has_level_and_side", {"level": ""}),
        ("limb_loss_has_level_and_side", {"side": ""}),
        ("level_is_of_limb_loss", {"kind": "polio"}),
        ("impairment_side_is_known", {"side": "B"}),
        ("impairment_cause_is_known", {"cause": "dragon"}),
    ],
)
def test_an_impossible_impairment_is_refused(people, patient, name, values):
    limb = a_lost_leg(people, patient)
    refused_by(name, lambda: Impairment.objects.filter(pk=limb.pk).update(**values))


def test_a_centre_has_one_access_to_a_person(people, patient):
    write = {"patient": patient, "centre": people.rakrang, "since": MAY}
    refused_by("one_access_per_patient_and_centre", lambda: PatientAccess.objects.create(**write))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ended_access_has_an_end", {"active": False}),
        ("ended_access_has_an_end", {"until": MAY}),
        ("access_ends_after_start", {"active": False, "until": date(2000, 1, 1)}),
    ],
)
def test_an_impossible_access_is_refused(patient, name, values):
    refused_by(name, lambda: patient.accesses.update(**values))


def test_a_paper_number_is_noted_once_and_is_not_empty(people, patient):
    PatientNumber.objects.create(patient=patient, centre=people.rakrang, number="7")
    again = {"patient": patient, "centre": people.rakrang}
    refused_by("one_row_per_paper_number", lambda: PatientNumber.objects.create(number="7", **again))
    refused_by("paper_number_is_not_empty", lambda: PatientNumber.objects.create(number="", **again))


def test_a_centre_has_one_series_a_year(people: People, patient):
    series = {"centre": people.rakrang, "year": 2016, "last": 0}
    refused_by("one_series_per_centre_and_year", lambda: NumberSeries.objects.create(**series))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("episode_ends_after_start", {"closed_on": date(2016, 1, 1), "outcome": "walks"}),
        ("closed_episode_has_outcome", {"closed_on": MAY}),
    ],
)
def test_an_impossible_episode_is_refused(people, patient, name, values):
    episode = Episode.objects.create(
        patient=patient, centre=people.rakrang, reason="first-visit", opened_on=MAY, opened_by=people.physio
    )
    refused_by(name, lambda: Episode.objects.filter(pk=episode.pk).update(**values))
