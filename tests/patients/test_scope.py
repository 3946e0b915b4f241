"""Whoever sees a row sees it once, by however many ways; and no list has to be sorted to make it so."""

from datetime import timedelta

import pytest
from django.apps import apps

from apps.centres.models import Centre, Role
from apps.patients.actions import patients
from apps.patients.models import Patient
from tests.people import MAY, a_device, a_lost_leg, a_patient, a_session

SCOPED = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]


@pytest.fixture
def in_both(people):
    """A technician of both centres, with two roles in one of them."""
    for centre, role in ((people.songrim, Role.TECHNICIAN), (people.rakrang, Role.MANAGER)):
        people.technician.memberships.create(centre=centre, role=role, started_on=MAY)
    return people.technician


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_scope_neither_sorts_nor_joins_what_is_many(people, in_both, model):
    sql = str(model._default_manager.visible_to(in_both).query)
    assert "DISTINCT" not in sql


def test_a_person_seen_by_two_of_my_centres_is_there_once(people, in_both):
    patient = a_patient(people)
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    limb, device, session = a_lost_leg(people, patient), a_device(people, patient), a_session(people, patient)
    assert list(Patient.objects.visible_to(in_both)) == [patient]
    for row in (limb, device, session):
        assert list(type(row)._default_manager.visible_to(in_both)) == [row]
    assert list(Centre.objects.visible_to(in_both)) == [people.rakrang, people.songrim]


def test_within_some_of_my_centres_only_their_people_are_there(people, in_both):
    here, there = a_patient(people), a_patient(people, centre=people.songrim)
    assert set(Patient.objects.visible_to(in_both)) == {here, there}
    assert list(Patient.objects.visible_to(in_both, within=[people.songrim])) == [there]


def test_access_that_ended_shows_nothing(people):
    patient = a_patient(people)
    patient.accesses.update(active=False, until=MAY + timedelta(days=1))
    assert list(Patient.objects.visible_to(people.technician)) == []


def test_a_role_that_ended_shows_nothing(people):
    a_patient(people)
    people.technician.memberships.update(ended_on=MAY)
    assert list(Patient.objects.visible_to(people.technician)) == []
