"""What people agreed to, took back or refused, and what follows from it."""

from datetime import date

import pytest

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients import policies
from apps.patients.actions import consents, patients
from apps.patients.models import Consent, Patient
from tests.people import MAY, a_patient

JUNE, JULY = date(2016, 6, 1), date(2016, 7, 1)


@pytest.fixture
def say(people, patient):
    """What the patient says on a kind and a day: yes, no, or no longer."""

    def said(word: str, on: date, kind: str = "data-use", **details) -> Consent:
        details = {"patient": patient, "centre": people.rakrang, "kind": kind, "by": people.receptionist, **details}
        if word == "yes":
            return consents.give(on=on, manner="written", **details)
        if word == "no":
            return consents.refuse(on=on, **details)
        standing = Consent.objects.standing().get(patient=patient, kind=kind)
        return consents.withdraw(consent=standing, on=on, reason="Changed their mind.", by=people.receptionist)

    return said


def exported(patient) -> bool:
    return Patient.objects.exportable().filter(pk=patient.pk).exists()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], True),
        ([("yes", MAY)], True),
        ([("no", MAY)], False),
        ([("yes", MAY), ("no longer", JUNE)], False),
        ([("yes", MAY), ("no longer", MAY)], False),
        ([("yes", MAY), ("no longer", JUNE), ("yes", JULY)], True),
        ([("no", MAY), ("yes", JUNE)], True),
        ([("no", MAY), ("yes", JUNE), ("no longer", JULY)], False),
    ],
)
def test_the_latest_word_on_data_use_decides_about_exports(patient, say, words, shown):
    for word in words:
        say(*word)
    assert exported(patient) is shown
    assert ("data-use" in patient.denied) is not shown


def test_of_a_yes_and_a_no_on_one_day_the_no_counts(people, patient, say):
    """As two merged records may bring it about."""
    say("no", MAY)
    Consent.objects.create(
        patient=patient, centre=people.rakrang, kind="data-use", given_on=MAY, recorded_by=people.receptionist
    )
    assert not exported(patient)
    assert "data-use" in patient.denied


def test_what_was_said_on_a_merged_record_holds_for_the_one_that_remained(people, patient, say):
    say("no", MAY)
    survivor = a_patient(people, name_hangul="김영수")
    Patient.objects.filter(pk=patient.pk).update(merged_into=survivor)
    assert not exported(survivor)
    assert survivor.denied == {"data-use"}
    consents.give(
        patient=survivor, centre=people.rakrang, kind="data-use", on=JUNE, manner="spoken", by=people.receptionist
    )
    assert exported(survivor)


def test_other_kinds_and_other_people_are_not_hidden(people, patient, say):
    say("no", MAY, "photo")
    say("no", MAY, "treatment")
    other = a_patient(people, name_hangul="리철")
    assert exported(patient)
    assert exported(other)


def test_hidden_people_stay_visible_and_counted_in_the_house(people, patient, say):
    say("no", MAY)
    assert Patient.objects.visible_to(people.receptionist).get() == patient


def test_exportable_asks_without_joining_the_people(django_assert_num_queries):
    sql = str(Patient.objects.exportable().query)
    assert "JOIN" not in sql.split("WHERE")[0]
    assert "EXISTS" in sql


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ([("yes", MAY)], ("yes", JUNE)),
        ([("yes", MAY)], ("no", JUNE)),
        ([("no", MAY)], ("no", JUNE)),
        ([("no", JUNE)], ("yes", MAY)),
        ([("no", JUNE)], ("yes", JUNE)),
        ([("yes", JUNE)], ("no longer", MAY)),
        ([("yes", JUNE)], ("no longer", date(2999, 1, 1))),
        ([], ("yes", date(2999, 1, 1))),
        ([], ("no", date(1960, 1, 1))),
    ],
)
def test_a_word_that_contradicts_the_last_one_is_refused(patient, say, words, refused):
    for word in words:
        say(*word)
    with pytest.raises(Refused):
        say(*refused)
    assert Consent.objects.count() == len(words)


def test_nobody_withdraws_twice_or_without_a_reason(people, patient, say):
    consent = say("yes", MAY)
    with pytest.raises(Refused):
        consents.withdraw(consent=consent, on=JUNE, reason="  ", by=people.receptionist)
    say("no longer", JUNE)
    with pytest.raises(Refused):
        consents.withdraw(consent=consent, on=JUNE, reason="Again.", by=people.receptionist)


@pytest.mark.parametrize("word", ["yes", "no"])
def test_the_same_key_again_gives_the_same_consent(patient, say, word):
    key = new_id()
    assert say(word, MAY, id=key) == say(word, MAY, id=key)
    assert Consent.objects.count() == 1


def test_each_no_has_its_effect_and_a_missing_word_has_none(patient, say):
    rules = {
        "photo": policies.consents.photo_allowed,
        "publication": policies.consents.publication_allowed,
        "treatment": policies.consents.treatment,
    }
    assert [rule(patient) for rule in rules.values()] == [None, None, None]
    for kind in rules:
        say("no", MAY, kind)
    fresh = Patient.objects.get()
    assert all(rule(fresh) is not None for rule in rules.values())


def test_nothing_is_asked_of_the_dead(people, patient, say):
    patients.note_death(patient=patient, on=MAY, by=people.receptionist)
    patient.refresh_from_db()
    with pytest.raises(Refused):
        say("yes", JUNE)
