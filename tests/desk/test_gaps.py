"""What the records lack, or got late: each line opens the record."""

from datetime import date

import pytest
from django.urls import reverse

from apps.devices.actions import deliveries
from apps.devices.models import State
from apps.patients.actions import impairments
from tests.people import MAY, a_device, a_lost_leg, a_patient, a_session, taken_to

pytestmark = pytest.mark.django_db


def lines(client, user, kind):
    client.force_login(user)
    return [line.url for line in client.get(reverse("desk:gaps", args=[kind])).context["lines"]]


def test_people_without_birth_date_are_listed(client, people):
    missing = a_patient(people, birth_date=None)
    a_patient(people)
    a_patient(people, birth_date=None, is_test=True)
    a_patient(people, birth_date=None, centre=people.songrim)
    assert lines(client, people.manager, "birth-date") == [reverse("patients:detail", args=[missing.pk])]


def test_impairments_without_cause_are_listed_and_not_known_is_an_answer(client, people):
    missing, known = a_patient(people), a_patient(people)
    a_lost_leg(people, missing)
    a_lost_leg(people, known, cause="not-known")
    assert lines(client, people.technician, "cause") == [reverse("patients:detail", args=[missing.pk])]


def test_only_impairments_that_have_a_side_can_lack_it(client, people):
    clubfoot, back = a_patient(people), a_patient(people)
    impairments.record(patient=clubfoot, kind="clubfoot", by=people.technician)
    impairments.record(patient=back, kind="scoliosis", by=people.technician)
    assert lines(client, people.manager, "side") == [reverse("patients:detail", args=[clubfoot.pk])]


def test_what_was_entered_into_a_closed_month_is_listed(client, people):
    patient = a_patient(people)
    device = taken_to(people, a_device(people, patient), State.CHECKED)
    people.rakrang.months.create(first_day=date(2016, 5, 1), state="approved")
    late = a_session(people, patient)
    deliveries.deliver(device=device, at=people.rakrang.noon(MAY), by=people.technician)
    assert lines(client, people.manager, "late-sessions") == [reverse("physio:detail", args=[late.pk])]
    assert lines(client, people.manager, "late-deliveries") == [reverse("devices:detail", args=[device.pk])]
    assert lines(client, people.manager, "late-repairs") == []


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 200), ("technician", 200), ("receptionist", 403), ("auditor", 403)]
)
def test_only_who_may_see_guarded_facts_sees_where_they_are_missing(client, people, who, status):
    client.force_login(getattr(people, who))
    assert client.get(reverse("desk:gaps", args=["cause"])).status_code == status


def test_an_unknown_kind_is_not_found(client, people):
    client.force_login(people.manager)
    assert client.get(reverse("desk:gaps", args=["height"])).status_code == 404


def test_nothing_missing_is_said(client, people):
    client.force_login(people.manager)
    assert "Nothing is missing here" in client.get(reverse("desk:gaps", args=["side"])).content.decode()
