"""What an empty search box offers: whom one saw lately, and who is due."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.desk import at_hand
from apps.devices.models import State
from apps.patients.actions import episodes, goals, patients
from apps.patients.models import Patient, Viewing
from tests.people import MAY, a_device, a_patient, taken_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(people):
    """Note that the receptionist opened a person's page so long ago."""

    def note(patient, *, by=None, ago=timedelta()):
        return Viewing.objects.create(patient=patient, user=by or people.receptionist, at=now() - ago)

    return note


def seen(people, user=None):
    found = at_hand.recently_seen(user or people.receptionist, [people.rakrang], at=now())
    return [person.patient for person in found]


def test_whom_one_saw_last_comes_first_and_once(people, looked):
    first, second = a_patient(people), a_patient(people)
    looked(first, ago=timedelta(days=2))
    looked(second, ago=timedelta(days=1))
    looked(first)
    assert seen(people) == [first, second]


def test_only_ones_own_looks_of_the_last_two_weeks_count(people, looked):
    looked(a_patient(people), by=people.physio)
    looked(a_patient(people), ago=timedelta(days=15))
    assert seen(people) == []


def test_whom_one_may_not_see_any_more_is_not_offered(people, looked):
    lost, merged = a_patient(people, centre=people.songrim), a_patient(people)
    for patient in (lost, merged):
        looked(patient)
    Patient.objects.filter(pk=merged.pk).update(merged_into=a_patient(people))
    assert seen(people) == []


def test_a_finished_device_and_a_goal_of_today_are_due(people):
    waiting, aiming = a_patient(people), a_patient(people)
    taken_to(people, a_device(people, waiting), State.CHECKED)
    taken_to(people, a_device(people, a_patient(people)), State.FITTING)
    episode = episodes.open_episode(
        patient=aiming, centre=people.rakrang, reason="first-visit", on=MAY, by=people.technician
    )
    goals.set_goal(episode=episode, text="Walk to the market", on=MAY, due_on=MAY, by=people.technician)
    found = at_hand.due(people.receptionist, [people.rakrang])
    assert [person.patient for person in found] == [waiting, aiming]
    assert at_hand.due(people.songrim_receptionist, [people.songrim]) == []


def test_the_box_shows_both(people, looked, client):
    patient = a_patient(people)
    looked(patient)
    taken_to(people, a_device(people, patient), State.CHECKED)
    client.force_login(people.receptionist)
    page = client.get(reverse("desk:at_hand")).content.decode()
    assert page.count(reverse("patients:detail", args=[patient.pk])) == 2
    assert page.index("Recently seen by me") < page.index("Due today") < page.index("ready to hand over")


def test_nobody_at_hand_is_nothing(people, client):
    client.force_login(people.receptionist)
    assert client.get(reverse("desk:at_hand")).content.strip() == b""


def test_many_people_cost_no_more_questions(people, looked, client, django_assert_max_num_queries):
    for _person in range(8):
        patient = a_patient(people)
        looked(patient)
        taken_to(people, a_device(people, patient), State.CHECKED)
    client.force_login(people.receptionist)
    with django_assert_max_num_queries(9):
        client.get(reverse("desk:at_hand"))


def test_a_transferred_person_is_due_at_the_centre_that_made_the_device(people):
    patient = a_patient(people, centre=people.songrim)
    patients.grant_access(patient=patient, centre=people.rakrang, by=people.receptionist, on=MAY)
    taken_to(people, a_device(people, patient, centre=people.rakrang), State.CHECKED)
    assert len(at_hand.due(people.receptionist, [people.rakrang])) == 1
    assert at_hand.due(people.songrim_receptionist, [people.songrim]) == []
