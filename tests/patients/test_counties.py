"""The country's counties as data: complete, found by what people write, and never in another province."""

from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from apps.core.problems import Refused
from apps.patients import counties
from apps.patients.actions import patients
from apps.patients.models import County, Patient, Province
from tests.people import a_patient

MIGRATION = import_module("apps.patients.migrations.0004_counties")
pytestmark = pytest.mark.django_db


def test_every_province_has_its_divisions():
    """Pyongyang's 18 districts and 2 counties, 24 cities, 200 divisions in all: as they stood in 2016."""
    found = Counter(County.objects.values_list("province", flat=True))
    assert set(found) == set(Province.values)
    assert (sum(found.values()), found["pyongyang"], found["north-pyongan"], found["ryanggang"]) == (200, 20, 25, 12)
    assert Counter(County.objects.values_list("kind", flat=True)) == {"county": 147, "district": 29, "city": 24}


def test_keys_names_and_kinds_agree():
    for county in County.objects.all():
        assert county.key == f"{county.province}/{county.name_en.lower()}"
        assert county.name_en.isascii()
        assert county.name_ko.endswith(("시", "군", "구", "구역", "지구"))


@pytest.mark.parametrize(
    ("text", "province", "key"),
    [
        ("황주군", "north-hwanghae", "north-hwanghae/hwangju"),
        ("황주", "north-hwanghae", "north-hwanghae/hwangju"),
        ("락랑구역", "", "pyongyang/rakrang"),
        ("락랑 구역", "pyongyang", "pyongyang/rakrang"),
        ("중구", "pyongyang", "pyongyang/jung"),
        ("항구", "nampo", "nampo/hanggu"),
        ("금호", "south-hamgyong", "south-hamgyong/kumho"),
        ("Songrim City", "", "north-hwanghae/songrim"),
        ("hwangju-gun", "", "north-hwanghae/hwangju"),
        ("Pyongsong", "south-pyongan", "south-pyongan/phyongsong"),
        ("RAKRANG DISTRICT", "pyongyang", "pyongyang/rakrang"),
        ("Unsan", "", None),
        ("Unsan", "north-pyongan", "north-pyongan/unsan"),
        ("황주군", "nampo", None),
        ("석탑리", "", None),
        ("", "", None),
        ("' OR 1=1 --", "", None),
    ],
)
def test_a_county_is_found_in_either_script_with_or_without_its_kind(text, province, key):
    assert getattr(counties.county_of(text, province=province), "pk", None) == key


def test_every_county_is_found_by_each_of_its_names():
    for county in County.objects.all():
        for text in (county.name_ko, county.name_en, counties.SUFFIX.sub("", county.name_ko)):
            assert counties.county_of(text, province=county.province) == county, text


@pytest.mark.parametrize(
    ("province", "village", "found"),
    [
        ("north-hwanghae", "송림시", ("north-hwanghae", "north-hwanghae/songrim", "")),
        ("north-hwanghae", "Songrim", ("north-hwanghae", "north-hwanghae/songrim", "")),
        ("north-hwanghae", "황주군 삼정리", ("north-hwanghae", "north-hwanghae/hwangju", "삼정리")),
        ("", "강동군", ("pyongyang", "pyongyang/kangdong", "")),
        ("", "강동", ("", None, "강동")),
        ("nampo", "황주군", ("nampo", None, "황주군")),
        ("nampo", "청룡리", ("nampo", None, "청룡리")),
    ],
)
def test_the_old_free_text_becomes_a_county_and_what_is_not_found_stays(people, province, village, found):
    patient = a_patient(people, province=province, village=village)
    MIGRATION.find_counties_of_people(apps, None)
    patient.refresh_from_db()
    assert (patient.province, patient.county_id, patient.village) == found


def test_entering_the_counties_again_changes_nothing():
    MIGRATION.enter_counties(apps, None)
    assert County.objects.count() == 200


def test_postgresql_refuses_a_county_of_another_province(people):
    patient = a_patient(people, county=County.objects.get(pk="nampo/kangso"))
    assert patient.province == "nampo"
    for values in ({"province": "kangwon"}, {"province": ""}, {"county": "kangwon/wonsan"}):
        with pytest.raises(IntegrityError, match="patients_county_lies_in_the_province"), transaction.atomic():
            Patient.objects.filter(pk=patient.pk).update(**values)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("county_kind_is_known", {"kind": "planet"}),
        ("county_province_is_known", {"province": "atlantis"}),
        ("one_county_of_a_name_in_a_province", {"name_ko": "온천군"}),
    ],
)
def test_an_impossible_county_is_refused(constraint, change):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        County.objects.filter(pk="nampo/kangso").update(**change)


def test_the_verb_refuses_a_county_of_another_province_with_a_sentence(people):
    patient = a_patient(people, county=County.objects.get(pk="nampo/kangso"))
    with pytest.raises(Refused) as refused:
        patients.correct(patient=patient, by=people.receptionist, province="kangwon")
    assert (refused.value.code, refused.value.field) == ("invalid", "county")


def test_choosing_a_county_fills_the_province(people, register):
    register(people.receptionist, county="north-hwanghae/songrim", province="")
    assert (Patient.objects.get().province, str(Patient.objects.get().county_id)) == (
        "north-hwanghae",
        "north-hwanghae/songrim",
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"county": "north-hwanghae/songrim", "province": "nampo"},
        {"county": "atlantis/1"},
        {"county": "\x00"},
        {"county": "가" * 10_000},
    ],
)
def test_a_county_that_cannot_be_is_refused_on_its_field(people, register, typed):
    response = register(people.receptionist, **typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["county"])


def test_the_form_offers_counties_by_province_in_both_scripts(people, as_user):
    page = as_user(people.receptionist).get(reverse("patients:register")).content.decode()
    assert page.count("<optgroup") == 13
    assert '<option value="north-hwanghae/songrim">Songrim 송림시</option>' in page


def test_a_county_that_is_no_longer_offered_stays_with_whoever_has_it(people, as_user, registration):
    patient = a_patient(people, county=County.objects.get(pk="nampo/kangso"))
    County.objects.filter(pk="nampo/kangso").update(ended=True)
    client, url = as_user(people.receptionist), reverse("patients:edit", args=[patient.pk])
    assert 'value="nampo/kangso" selected' in client.get(url).content.decode()
    assert 'value="nampo/kangso"' not in client.get(reverse("patients:register")).content.decode()
    response = client.post(url, registration(version=patient.version, county="nampo/kangso", province="nampo"))
    assert response.status_code == 302


def test_lists_pages_and_api_say_the_county(people, as_user):
    patient = a_patient(people, county=County.objects.get(pk="nampo/kangso"), village="청룡리")
    client = as_user(people.receptionist)
    for url in (reverse("patients:list"), reverse("patients:detail", args=[patient.pk])):
        assert "Kangso" in client.get(url).content.decode()
    (row,) = client.get("/api/v1/patients/", {"county": "nampo/kangso"}).json()["results"]
    assert (row["county"], row["county_ko"], row["county_en"]) == ("nampo/kangso", "강서구역", "Kangso")
    assert client.get("/api/v1/patients/", {"county": "nampo/onchon"}).json()["results"] == []


def test_a_county_speaks_the_readers_language():
    county = County.objects.get(pk="nampo/kangso")
    with override("ko"):
        assert str(county) == "강서구역"
    with override("en"):
        assert str(county) == "Kangso"
