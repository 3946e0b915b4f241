"""Correcting: someone else's change is shown beside one's own, and nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.patients.actions import impairments, patients
from apps.patients.models import Patient
from tests.people import a_lost_leg, a_patient


@pytest.fixture
def edit(people, patient, as_user, registration):
    def send(**given):
        given.setdefault("version", patient.version)
        return as_user(people.receptionist).post(reverse("patients:edit", args=[patient.pk]), registration(**given))

    return send


def test_what_is_known_better_is_corrected(patient, edit):
    response = edit(name_hangul="김영호", birth_day="")
    patient.refresh_from_db()
    assert response.status_code == 302
    assert (patient.name_hangul, patient.birth_precision, patient.name_initials) == ("김영호", "month", "ㄱㅇㅎ")


def test_a_stale_page_shows_both_versions_and_loses_nothing(people, patient, edit):
    patients.correct(patient=patient, by=people.technician, village="강동군", phone="111")
    response = edit(village="룡강군", phone="111", province="")
    page = response.content.decode()
    patient.refresh_from_db()
    assert (response.status_code, patient.village) == (422, "강동군")
    with override("en"):
        differences = {str(found.label): (found.typed, found.stored) for found in response.context["form"].differences}
    assert differences == {"Village or neighbourhood": ("룡강군", "강동군")}
    assert 'value="룡강군"' in page
    assert "강동군" in page


def test_saving_again_after_seeing_both_keeps_what_was_typed(people, patient, edit):
    patients.correct(patient=patient, by=people.technician, village="강동군")
    response = edit(village="룡강군")
    edit(village="룡강군", version=response.context["form"]["version"].value())
    patient.refresh_from_db()
    assert patient.village == "룡강군"


@pytest.mark.parametrize("version", ["", "x", "-1", "999"])
def test_without_the_version_that_was_read_nothing_is_saved(patient, edit, version):
    assert edit(village="룡강군", version=version).status_code == 422
    patient.refresh_from_db()
    assert patient.village == ""


def test_the_form_shows_a_birth_as_it_is_known(people, as_user):
    ages = {"birth_date": date(1980, 7, 1), "birth_precision": "age"}
    page = as_user(people.receptionist).get(reverse("patients:edit", args=[a_patient(people, **ages).pk]))
    form = page.context["form"]
    assert form["birth"].value() == (None, None, None)
    assert form["age"].value() is not None


def test_saving_an_estimated_age_unchanged_leaves_the_birth_alone(people, as_user, registration):
    patient = a_patient(people, birth_date=date(1980, 7, 1), birth_precision="age")
    client, url = as_user(people.receptionist), reverse("patients:edit", args=[patient.pk])
    age = client.get(url).context["form"]["age"].value()
    client.post(url, registration(birth_year="", birth_month="", birth_day="", age=age, version=1))
    patient.refresh_from_db()
    assert (patient.birth_date, patient.birth_precision) == (date(1980, 7, 1), "age")


def test_a_name_learnt_later_replaces_the_placeholder(people, as_user, register, registration):
    register(people.receptionist, name_hangul="", name_romanised="", name_not_known="on")
    person = Patient.objects.get()
    url = reverse("patients:edit", args=[person.pk])
    assert as_user(people.receptionist).get(url).context["form"]["name_not_known"].value()
    as_user(people.receptionist).post(url, registration(version=person.version))
    person.refresh_from_db()
    assert (person.name_hangul, person.is_unnamed) == ("김영수", False)


def test_a_birth_after_the_death_is_refused_with_a_sentence(people, patient, edit):
    patients.note_death(patient=patient, on=date(2016, 6, 1), by=people.receptionist)
    patient.refresh_from_db()
    assert edit(birth_year="2016", birth_month="7", birth_day="1").status_code == 422


def test_a_stale_impairment_shows_both_versions(people, patient, as_user):
    limb = a_lost_leg(people, patient)
    impairments.correct(impairment=limb, by=people.physio, note="healed")
    sent = {
        "kind": "amputation",
        "level": "transfemoral",
        "side": "L",
        "previously_fitted_elsewhere": "no",
        "version": 1,
    }
    response = as_user(people.technician).post(reverse("patients:impairment_edit", args=[limb.pk]), sent)
    typed = {found.typed for found in response.context["form"].differences}
    assert (response.status_code, {"Transfemoral", ""} <= typed) == (422, True)
    limb.refresh_from_db()
    assert limb.level == "transtibial"
