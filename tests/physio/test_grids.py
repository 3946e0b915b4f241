"""Strength and motion per joint and side: dates as columns, and never a sum or a mean."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apps.physio import measuring
from tests.people import MAY, a_patient, a_score

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def table_of(people, patient):
    _trends, (table,) = measuring.overview(patient, people.physio)
    return table


def test_rows_are_movements_of_a_side_and_columns_are_days(people):
    patient = a_patient(people)
    a_score(people, patient, key="mmt", items={"knee-flexion:L": 3, "hip-flexion:R": "unable"})
    a_score(people, patient, key="mmt", on=date(2016, 6, 1), items={"knee-flexion:L": 4, "knee-flexion:R": 0})
    table = table_of(people, patient)
    assert [score.service_date for score in table.columns] == [MAY, date(2016, 6, 1)]
    told = {(str(joint.name), row.side): row.values for joint in table.joints for row in joint.rows}
    assert told == {("Hip", "Right"): ["unable", "–"], ("Knee", "Left"): ["3", "4"], ("Knee", "Right"): ["–", "0"]}


def test_a_table_has_no_total_anywhere(client, people):
    patient = a_patient(people)
    score = a_score(people, patient, key="rom", items={"knee-flexion:L": 97, "knee-flexion:R": 41})
    client.force_login(people.physio)
    for name, key in (("physio:scores_of", patient.pk), ("physio:score", score.pk)):
        page = client.get(reverse(name, args=[key])).content.decode()
        assert ">97<" in page
        assert ">138<" not in page
        assert ">69<" not in page


def test_what_is_voided_leaves_the_table(people):
    patient = a_patient(people)
    score = a_score(people, patient, key="mmt", items={"grip:L": 3})
    score.voided_at = score.created_at
    assert measuring.grids.tables([score], []) == []


def test_of_many_days_the_latest_six_are_shown(people):
    patient = a_patient(people)
    for week in range(8):
        a_score(people, patient, key="mmt", on=MAY + timedelta(weeks=week), items={"grip:L": 3})
    table = table_of(people, patient)
    assert (len(table.columns), table.earlier) == (6, 2)
    assert table.columns[-1].service_date == MAY + timedelta(weeks=7)


def test_a_person_who_could_not_be_examined_has_an_empty_column(client, people):
    patient = a_patient(people)
    a_score(people, patient, key="mmt", unable=True, unable_reason="Plaster")
    assert table_of(people, patient).joints == []
    client.force_login(people.physio)
    assert (
        "The person was unable each time."
        in client.get(reverse("physio:scores_of", args=[patient.pk])).content.decode()
    )
