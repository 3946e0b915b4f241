"""Every kind of gap: what is listed, and what only looks like it is not."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.desk import gaps
from apps.devices.models import Device
from apps.patients.actions import consents, episodes, patients
from apps.patients.models import Impairment, Patient
from apps.patients.models.patient import UNNAMED_HANGUL, UNNAMED_ROMANISED
from tests.people import MAY, a_delivery, a_device, a_lost_leg, a_patient, a_session

pytestmark = pytest.mark.django_db
TODAY = date(2016, 6, 1)
LATER = date(2016, 6, 2)


def found(people, kind, centre=None):
    """The patients whom the kind's lines are about, at Rakrang on 1 June 2016."""
    rows = gaps.GAPS[kind].rows([centre or people.rakrang], TODAY)
    return [getattr(row, "patient", row) for row in rows]


def changed(record, **fields):
    """What no verb would do: it stands on record since before the rule, or came from elsewhere."""
    type(record).objects.filter(pk=record.pk).update(**fields)
    return record


def an_episode(people, patient, on):
    return episodes.open_episode(
        patient=patient, centre=people.rakrang, reason="first-visit", on=on, by=people.technician
    )


def test_a_person_without_a_name(people):
    nobody = a_patient(people, name_hangul=UNNAMED_HANGUL, name_romanised=UNNAMED_ROMANISED)
    a_patient(people)
    assert found(people, "name") == [nobody]


def test_a_person_who_was_never_assessed(people):
    assessed, dead, never = a_patient(people), a_patient(people), a_patient(people)
    by, at = people.technician, people.rakrang.noon(MAY)
    episodes.assess(episode=an_episode(people, assessed, MAY), at=at, decision="serve", by=by)
    patients.note_death(patient=dead, on=MAY, by=people.receptionist)
    assert found(people, "assessment") == [never]


def test_a_person_whom_nobody_asked_for_consent(people):
    agreed, refused, unasked = a_patient(people), a_patient(people), a_patient(people)
    word = {"centre": people.rakrang, "kind": "data-use", "on": MAY, "by": people.receptionist}
    consents.give(patient=agreed, manner="written", **word)
    consents.refuse(patient=refused, **word)
    assert found(people, "consent") == [unasked]


@pytest.mark.parametrize("fields", [{"birth_date": LATER}, {"deceased_on": LATER}])
def test_a_persons_date_in_the_future(people, fields):
    a_patient(people)
    ahead = changed(a_patient(people), **fields)
    assert found(people, "future-person") == [ahead]


def test_a_birth_known_as_this_year_is_not_in_the_future(people):
    changed(a_patient(people), birth_date=date(2016, 7, 1), birth_precision="year")
    assert found(people, "future-person") == []


def test_an_impairment_in_the_future(people):
    patient = a_patient(people)
    changed(a_lost_leg(people, patient), amputated_on=LATER, amputated_precision="day")
    changed(a_lost_leg(people, a_patient(people)), amputated_on=date(2016, 7, 1), amputated_precision="year")
    assert found(people, "future-impairment") == [patient]


def test_a_service_in_the_future(people):
    session, order, visit = a_patient(people), a_patient(people), a_patient(people)
    changed(a_session(people, session), service_date=LATER)
    changed(a_device(people, order), prescribed_on=LATER)
    changed(an_episode(people, visit, MAY), opened_on=LATER)
    a_session(people, a_patient(people))
    assert set(found(people, "future-service")) == {session, order, visit}


def test_a_limb_lost_before_birth_or_before_the_injury(people):
    unborn, unhurt, imprecise = a_patient(people), a_patient(people), a_patient(people)
    changed(a_lost_leg(people, unborn), amputated_on=date(1969, 1, 1), amputated_precision="day")
    hurt = {"onset_on": date(2015, 5, 1), "onset_precision": "day"}
    changed(a_lost_leg(people, unhurt), amputated_on=date(2015, 4, 30), amputated_precision="day", **hurt)
    changed(a_lost_leg(people, imprecise), amputated_on=date(2015, 7, 1), amputated_precision="year", **hurt)
    assert (found(people, "outside-life"), found(people, "wrong-order")) == ([unborn], [unhurt])


def test_a_device_delivered_before_it_was_ordered_or_measured(people):
    early = a_delivery(people, a_patient(people))
    changed(early.device, prescribed_on=LATER)
    unmeasured = a_delivery(people, a_patient(people))
    changed(unmeasured, service_date=MAY - timedelta(days=1))
    changed(unmeasured.device, prescribed_on=date(2016, 5, 1))
    a_delivery(people, a_patient(people))
    assert set(found(people, "delivery-too-soon")) == {early.patient, unmeasured.patient}


def test_a_service_after_death(people):
    served, mourned = a_patient(people), a_patient(people)
    for patient in (served, mourned):
        a_session(people, patient, on=MAY)
    changed(served, deceased_on=MAY - timedelta(days=1))
    changed(mourned, deceased_on=MAY)
    assert found(people, "after-death") == [served]


def test_a_device_on_the_other_side_of_its_limb(people):
    wrong, right = a_patient(people), a_patient(people)
    for patient in (wrong, right):
        a_device(people, patient, impairment=a_lost_leg(people, patient))
    changed(Device.objects.get(patient=wrong), side="R")
    assert found(people, "device-side") == [wrong]


def test_a_limb_lost_twice_and_an_unlikely_cause(people):
    patient = a_patient(people)
    changed(a_lost_leg(people, patient), cause="congenital", kind="clubfoot", level="")
    changed(a_lost_leg(people, patient), amputated_on=date(2014, 1, 1), amputated_precision="day")
    again = a_lost_leg(people, patient, side="R")
    changed(again, side="L", amputated_on=date(2015, 1, 1), amputated_precision="day")
    assert [row.pk for row in gaps.GAPS["lost-twice"].rows([people.rakrang], TODAY)] == [again.pk]
    Impairment.objects.filter(kind="clubfoot").update(cause="mine")
    assert found(people, "odd-cause") == [patient]


def test_people_of_the_same_name_and_birth_stand_side_by_side(people):
    twice = [a_patient(people), a_patient(people)]
    a_patient(people, birth_date=date(1970, 3, 13))
    a_patient(people, name_hangul="김영호")
    a_patient(people, centre=people.songrim)
    assert found(people, "twice") == twice
    latin = [a_patient(people, name_hangul="", name_romanised="Pak Chol") for _time in range(2)]
    assert set(found(people, "twice")) == {*twice, *latin}


def test_an_episode_open_for_over_a_year(people):
    long, short = a_patient(people), a_patient(people)
    an_episode(people, long, TODAY - timedelta(days=366))
    an_episode(people, short, TODAY - timedelta(days=365))
    assert found(people, "open-long") == [long]


@pytest.mark.parametrize("kind", gaps.GAPS)
def test_nothing_of_another_centre_of_test_persons_or_of_merged_records(people, kind):
    """Everybody has everything wrong; only the person of Rakrang is listed there."""
    own = ruined(people)
    ruined(people, centre=people.songrim)
    ruined(people, is_test=True)
    merged = ruined(people)
    Patient.objects.filter(pk=merged.pk).update(merged_into=own)
    named = {patient.pk for patient in found(people, kind)} - {merged.pk}
    assert named <= {own.pk}
    assert merged.pk not in named


def ruined(people, **details):
    patient = a_patient(people, birth_date=None, **details)
    centre = {"centre": patient.centre}
    a_lost_leg(people, patient)
    a_session(people, patient, **centre)
    a_delivery(people, patient, **centre)
    return changed(patient, deceased_on=LATER)


@pytest.mark.parametrize("kind", gaps.GAPS)
def test_each_page_opens_in_a_constant_number_of_queries(client, people, kind):
    client.force_login(people.manager)
    page = reverse("desk:gaps", args=[kind])

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        return len(seen)

    ruined(people)
    client.get(page)
    before = queries()
    for _time in range(3):
        ruined(people)
    assert queries() <= before + 1
