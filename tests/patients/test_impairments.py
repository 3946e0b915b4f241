"""Impairments limb by limb: half-known dates, the stump, what cannot be, and what is asked back."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.problems import Refused
from apps.patients import contradictions
from apps.patients.actions import impairments, patients
from apps.patients.models import Impairment
from tests.people import a_lost_leg

LEG = {"kind": "amputation", "level": "transtibial", "side": "L", "previously_fitted_elsewhere": "no"}


@pytest.fixture
def add(as_user, people, patient):
    def send(user=None, **given):
        url = reverse("patients:impairment_add", args=[patient.pk])
        return as_user(user or people.technician).post(url, {**LEG, **given})

    return send


def fields_in(form):
    return {bound.name for bound in form.suitable}


def test_dates_are_kept_as_well_as_they_are_known(add):
    assert add(onset_year="1999", amputated_year="1999", amputated_month="4").status_code == 302
    limb = Impairment.objects.get()
    assert (limb.onset_on, limb.onset_precision, limb.onset_text) == (date(1999, 7, 1), "year", "1999")
    assert (limb.amputated_on, limb.amputated_precision, limb.amputated_text) == (date(1999, 4, 15), "month", "1999-04")


def test_the_stump_is_found_in_some_condition_on_a_day(people, add, patient):
    add(stump_conditions=["wound", "phantom-pain"])
    limb = Impairment.objects.get()
    assert (limb.stump_conditions, limb.stump_examined_on) == (["wound", "phantom-pain"], people.rakrang.today())


def test_the_patients_page_shows_all_of_it_in_short(people, add, patient, as_user):
    add(onset_year="1999", stump_conditions=["scar"], cause="mine")
    page = as_user(people.technician).get(reverse("patients:detail", args=[patient.pk])).content.decode()
    for words in ("Adherent or sensitive scar", "1999", "Mine"):
        assert words in page, words


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"onset_year": "1960"}, "onset"),
        ({"onset_year": "2999"}, "onset"),
        ({"amputated_year": "1960"}, "amputated"),
        ({"onset_year": "2010", "amputated_year": "2009"}, "amputated"),
        ({"amputated_year": "2010", "stump_examined_year": "2009", "stump_examined_month": "1",
          "stump_examined_day": "1"}, "stump_examined"),
        ({"stump_conditions": ["sound", "wound"]}, "stump_conditions"),
        ({"kind": "clubfoot", "level": "", "stump_conditions": ["scar"]}, "stump_conditions"),
        ({"kind": "congenital-absence", "amputated_year": "2010"}, "amputated"),
        ({"onset_month": "13", "onset_year": "2000"}, "onset"),
        ({"level": ""}, "level"),
        ({"side": ""}, "side"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_where_it_was_typed(add, given, field):
    response = add(**given)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Impairment.objects.exists()


def test_nothing_happens_to_a_limb_after_death(people, patient, add):
    patients.note_death(patient=patient, on=date(2016, 6, 1), by=people.receptionist)
    assert add(onset_year="2016").status_code == 302
    assert "after the person" in str(add(side="R", onset_year="2017").context["form"].errors)


def test_an_imprecise_date_is_given_its_benefit(people, patient):
    """Lost in 2016, injured in May 2016; born in the year of the injury."""
    limb = a_lost_leg(people, patient, onset_on=date(2016, 5, 15), onset_precision="month",
                      amputated_on=date(2016, 7, 1), amputated_precision="year")  # fmt: skip
    assert contradictions.impossible(limb, patient=patient, today=date(2016, 5, 10)) == []


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "clubfoot", "level": "", "cause": "mine"},
        {"cause": "congenital", "onset_year": "2001"},
        {"kind": "congenital-absence", "onset_year": "2001"},
    ],
)
def test_what_is_odd_is_asked_back_once_and_then_recorded(add, given):
    response = add(**given)
    assert (response.status_code, response.context["form"].asks_back) == (422, True)
    assert add(**given, sure="on").status_code == 302
    assert Impairment.objects.count() == 1


def test_a_limb_lost_twice_is_asked_back_and_a_shortening_is_not(people, patient, add):
    a_lost_leg(people, patient)
    for level, status in (("transtibial", 422), ("partial-foot", 422), ("transfemoral", 302)):
        assert add(level=level).status_code == status, level
    assert add(level="transradial").status_code == 302


def test_who_may_not_see_causes_is_told_nothing_of_them(people, patient):
    limb = a_lost_leg(people, patient, cause="stroke")
    seen, unseen = (
        contradictions.of_patient(patient, [limb], today=date(2016, 5, 10), guarded=guarded)
        for guarded in (True, False)
    )
    assert ([one.code for one in seen[limb.pk]], unseen) == (["odd-cause"], {})


def test_an_odd_record_is_pointed_at_on_the_page(people, patient, as_user):
    a_lost_leg(people, patient, cause="stroke")
    url = reverse("patients:detail", args=[patient.pk])
    assert "hardly ever" in as_user(people.technician).get(url).content.decode()
    assert "hardly ever" not in as_user(people.receptionist).get(url).content.decode()


def test_a_birth_corrected_later_makes_a_date_impossible(people, patient):
    a_lost_leg(people, patient, onset_on=date(1975, 1, 1))
    patient = patients.correct(patient=patient, by=people.receptionist, birth_date=date(1980, 1, 1))
    ((_limb, findings),) = contradictions.beside(patient, today=date(2016, 5, 10), guarded=True)
    assert [finding.code for finding in findings] == ["before-birth"]


@pytest.mark.parametrize(
    ("kind", "absent"),
    [
        ("", set()),
        ("amputation", set()),
        ("congenital-absence", {"onset", "amputated"}),
        ("polio", {"level", "amputated", "stump_conditions", "stump_examined"}),
        ("scoliosis", {"level", "amputated", "stump_conditions", "stump_examined", "side"}),
    ],
)
def test_the_form_shows_what_suits_the_kind_and_keeps_what_was_typed(people, patient, as_user, kind, absent):
    url = reverse("patients:impairment_fields", args=[patient.pk])
    response = as_user(people.technician).post(url, {"kind": kind, "note": "since the spring"})
    everything = {"level", "side", "cause", "onset", "amputated", "stump_conditions", "stump_examined",
                  "previously_fitted_elsewhere", "note"}  # fmt: skip
    assert fields_in(response.context["form"]) == everything - absent
    assert "since the spring" in response.content.decode()


def test_what_stands_on_record_is_shown_whatever_suits(people, patient, as_user):
    limb = impairments.record(patient=patient, kind="scoliosis", side="L", by=people.doctor)
    form = as_user(people.technician).get(reverse("patients:impairment_edit", args=[limb.pk])).context["form"]
    assert "side" in fields_in(form)


def test_a_corrected_kind_takes_away_what_no_longer_suits(people, patient, as_user):
    limb = a_lost_leg(people, patient, stump_conditions=["scar"], stump_examined_on=date(2016, 5, 1))
    sent = {"kind": "nerve", "side": "L", "previously_fitted_elsewhere": "no", "version": 1}
    assert as_user(people.technician).post(
        reverse("patients:impairment_edit", args=[limb.pk]), sent
    ).status_code == 302  # fmt: skip
    limb.refresh_from_db()
    assert (limb.level, limb.stump_conditions, limb.stump_examined_on) == ("", [], None)


def test_a_stale_correction_shows_dates_and_chips_of_both_sides(people, patient, as_user):
    limb = a_lost_leg(people, patient)
    impairments.correct(impairment=limb, by=people.physio, onset_on=date(1999, 4, 15), onset_precision="month")
    sent = {**LEG, "stump_conditions": ["scar", "wound"], "version": 1}
    response = as_user(people.technician).post(reverse("patients:impairment_edit", args=[limb.pk]), sent)
    differences = {(str(one.stored), str(one.typed)) for one in response.context["form"].differences}
    assert {("1999-04", ""), ("", "Adherent or sensitive scar, Wound or skin breakdown")} <= differences


def test_a_field_of_nothing_is_a_mistake_of_the_program(people, patient):
    with pytest.raises(TypeError):
        impairments.record(patient=patient, kind="polio", by=people.doctor, colour="red")


def test_a_stump_examined_on_no_day_is_refused_by_the_verb(people, patient):
    with pytest.raises(Refused):
        a_lost_leg(people, patient, stump_conditions=["scar"])
