"""Category and cause are absent, not blank, for those who may not see them; and cannot be set by them either."""

import pytest
from django.urls import reverse

from apps.patients.models import Patient
from tests.people import a_lost_leg, a_patient


@pytest.fixture
def patient(people):
    patient = a_patient(people, category="military")
    a_lost_leg(people, patient, cause="mine")
    return patient


def pages(patient: Patient) -> list[str]:
    limb = patient.impairments.get()
    return [
        reverse("patients:register"),
        reverse("patients:detail", args=[patient.pk]),
        reverse("patients:edit", args=[patient.pk]),
        reverse("patients:impairment_edit", args=[limb.pk]),
        reverse("desk:timeline", args=[patient.pk]),
        reverse("patients:list"),
        reverse("patients:suggest") + "?q=Kim",
    ]


def test_a_receptionist_sees_neither_category_nor_cause_anywhere(people, patient, as_user):
    client = as_user(people.receptionist)
    for url in pages(patient):
        page = client.get(url).content.decode()
        for word in ("military", "Military", "Category", "category", "Mine", "Cause", "cause"):
            assert word not in page, (url, word)


def test_a_technician_sees_both(people, patient, as_user):
    page = as_user(people.technician).get(reverse("patients:detail", args=[patient.pk])).content.decode()
    assert "Military" in page
    assert "Mine" in page


def test_the_timeline_never_tells_the_cause(people, patient, as_user):
    page = as_user(people.technician).get(reverse("desk:timeline", args=[patient.pk])).content.decode()
    assert "Transtibial" in page
    assert "Mine" not in page


def test_a_category_cannot_be_smuggled_into_a_registration(people, register):
    register(people.receptionist, category="military")
    assert Patient.objects.get().category == "unknown"


def test_a_technician_may_record_it(people, register):
    register(people.technician, category="civilian")
    assert Patient.objects.get().category == "civilian"


def test_a_correction_by_a_receptionist_leaves_the_category_alone(people, patient, as_user, registration):
    sent = registration(version=patient.version, category="civilian", village="새 군")
    as_user(people.receptionist).post(reverse("patients:edit", args=[patient.pk]), sent)
    patient.refresh_from_db()
    assert (patient.category, patient.village) == ("military", "새 군")
