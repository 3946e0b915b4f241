"""Consents on the person's page, the form to note one and the form to take it back; and what they make others see."""

import pytest
from django.urls import reverse

from apps.core.ids import new_id
from apps.patients.actions import consents
from apps.patients.models import Consent
from tests.people import MAY, a_consent

YES = {"answer": "yes", "manner": "written", "on": "2016-05-10"}
WARNING = "does not consent to treatment"


def card(client, patient) -> str:
    return client.get(reverse("patients:consents", args=[patient.pk])).content.decode()


@pytest.fixture
def record(people, patient, as_user):
    def send(user, kind="treatment", **given):
        return as_user(user).post(reverse("patients:consent_record", args=[patient.pk, kind]), {**YES, **given})

    return send


@pytest.fixture
def withdraw(people, as_user):
    def send(user, consent, **given):
        sent = {"on": "2016-06-01", "reason": "Moved away.", "version": consent.version, **given}
        return as_user(user).post(reverse("patients:consent_withdraw", args=[consent.pk]), sent)

    return send


def test_a_consent_is_noted_and_shown_with_who_how_and_when(people, patient, record, as_user):
    assert record(people.receptionist, given_by="Ri Sun, mother").url == reverse("patients:detail", args=[patient.pk])
    text = card(as_user(people.physio), patient)
    for word in ("2016-05-10", "In writing", "Ri Sun, mother", "Receptionist", "Rakrang", "Nobody has asked yet."):
        assert word in text, word


def test_a_refusal_is_noted_by_the_same_form(people, patient, record, as_user):
    assert record(people.social_worker, answer="no").status_code == 302
    assert (Consent.objects.get().given_on, Consent.objects.get().withdrawn_on) == (None, MAY)
    assert "Refused" in card(as_user(people.physio), patient)


def test_withdrawing_asks_why_and_both_stay_in_the_history(people, patient, withdraw, as_user):
    consent = a_consent(people, patient)
    assert withdraw(people.receptionist, consent, reason=" ").status_code == 422
    assert withdraw(people.receptionist, consent).status_code == 302
    text = card(as_user(people.physio), patient)
    for word in ("Withdrawn", "Moved away.", "2016-05-10", "2016-06-01", "left out of lists"):
        assert word in text, word


def test_withdrawn_twice_from_two_pages_is_a_sentence(people, patient, withdraw):
    consent = a_consent(people, patient)
    assert withdraw(people.receptionist, consent).status_code == 302
    late = withdraw(people.manager, consent, reason="Something else.")
    assert (late.status_code, "changed this record" in late.content.decode()) == (422, True)
    assert "Moved away." in late.content.decode()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_pressed_twice_makes_one(people, record, answer):
    key = str(new_id())
    assert [record(people.receptionist, record_id=key, answer=answer).status_code for _press in range(2)] == [302, 302]
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_a_role_without_the_permission_may_not(people, patient, record, withdraw, who):
    assert record(getattr(people, who)).status_code == 403
    assert withdraw(getattr(people, who), a_consent(people, patient)).status_code == 403


def test_another_centre_finds_nothing(people, patient, record, withdraw, as_user):
    assert record(people.songrim_receptionist).status_code == 404
    assert withdraw(people.songrim_receptionist, a_consent(people, patient)).status_code == 404
    assert as_user(people.songrim_physio).get(reverse("patients:consents", args=[patient.pk])).status_code == 404


@pytest.mark.parametrize(
    "given", [{"answer": ""}, {"manner": ""}, {"on": "2999-01-01"}, {"on": "1960-01-01"}, {"given_by": "가" * 121}]
)
def test_what_cannot_be_is_refused_and_kept(people, record, given):
    assert record(people.receptionist, **given).status_code == 422
    assert not Consent.objects.exists()


def test_there_are_four_kinds_and_no_others(people, record):
    assert record(people.receptionist, kind="marriage").status_code == 404


def test_the_form_has_four_inputs(people, patient, as_user):
    url = reverse("patients:consent_record", args=[patient.pk, "photo"])
    form = as_user(people.receptionist).get(url).context["form"]
    assert len([field for field in form if not field.is_hidden]) == 4


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("technician", "patients:detail"), ("receptionist", "patients:episode_open"),
        ("technician", "devices:prescribe"), ("receptionist", "devices:hand_out"), ("physio", "physio:record"),
    ],
)  # fmt: skip
def test_without_consent_to_treatment_everyone_is_warned_and_nobody_stopped(people, patient, as_user, role, name):
    client, url = as_user(getattr(people, role)), reverse(name, args=[patient.pk])
    assert WARNING not in client.get(url).content.decode()
    consents.refuse(patient=patient, centre=people.rakrang, kind="treatment", on=MAY, by=people.receptionist)
    warned = client.get(url)
    assert (warned.status_code, WARNING in warned.content.decode()) == (200, True)


def test_the_card_is_a_part_for_htmx_and_takes_a_constant_number_of_queries(
    people, patient, as_user, django_assert_max_num_queries
):
    for kind in ("treatment", "photo", "publication", "data-use"):
        a_consent(people, patient, kind=kind)
    client, url = as_user(people.physio), reverse("patients:consents", args=[patient.pk])
    with django_assert_max_num_queries(12):
        part = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_the_card_asks_for_nothing_of_the_dead(people, patient, as_user):
    type(patient).objects.filter(pk=patient.pk).update(deceased_on=MAY)
    assert reverse("patients:consent_record", args=[patient.pk, "photo"]) not in card(as_user(people.physio), patient)
