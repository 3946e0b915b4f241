"""Names first, then people, while somebody types; and nothing of whom one may not see."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.patients import search
from apps.patients.actions import patients
from apps.patients.models import Patient
from apps.patients.models.scope import seen_by
from tests.people import MAY, a_patient

pytestmark = pytest.mark.django_db
Rank = search.Rank


def shown(user, question):
    return search.suggest(Patient.objects.visible_to(user), question)


def test_a_name_that_several_bear_comes_first_with_their_number(people):
    for name, bearers in (("김영수", 4), ("김영애", 1), ("김영호", 3)):
        for _bearer in range(bearers):
            a_patient(people, name_hangul=name, name_romanised="")
    found = shown(people.receptionist, "김영")
    assert [(name.name, name.count, name.many) for name in found.names] == [("김영수", 4, False), ("김영호", 3, False)]
    assert [len(found.people), found.more, found.many] == [8, 0, False]


def test_only_the_bearers_whom_one_may_see_are_counted(people):
    for _person in range(3):
        a_patient(people)
        a_patient(people, centre=people.songrim)
    both = a_patient(people, centre=people.songrim)
    patients.grant_access(patient=both, centre=people.rakrang, by=people.receptionist, on=MAY)
    assert [name.count for name in shown(people.receptionist, "김영수").names] == [4]
    assert [name.count for name in shown(people.songrim_receptionist, "Kim Yong Su").names] == [4]


def test_a_name_of_another_centre_is_not_told_not_even_one_letter_off(people):
    a_patient(people, centre=people.songrim, name_hangul="황금별", name_romanised="Hwang Kum Byol")
    for question in ("황금별", "황금벌", "ㅎㄱㅂ", "hwang", "Kum Byol", "SON-2016", "황금별 1970"):
        assert shown(people.receptionist, question) == search.Suggestions([], [])


def test_a_joining_queryset_shows_nobody_twice(people):
    patient = a_patient(people)
    patients.grant_access(patient=patient, centre=people.songrim, by=people.receptionist, on=MAY)
    joined = Patient.objects.filter(accesses__active=True, accesses__centre__in=[people.rakrang, people.songrim])
    twice = joined.filter(accesses__centre__memberships__isnull=False)
    for queryset in (joined.distinct(), twice, Patient.objects.filter(seen_by(people.receptionist, path=""))):
        assert [hit.patient for hit in search.suggest(queryset, "김영수").people] == [patient]


def test_a_hit_says_why_where_that_is_not_obvious(people):
    a_patient(people, name_hangul="", name_romanised="Gim Yeong-su")
    a_patient(people, name_hangul="리철", name_romanised="", paper_number="B-7/1999")
    expected = {
        "Gim Yeong-su": "", "Kim Yong Su": "spelled another way", "Gim Yeonb-su": "one letter differs",
        "이철": "spelled another way", "리찰": "one letter differs", "Ri Chol": "", "b-7/1999": "Another number",
    }  # fmt: skip
    with override("en"):
        why = {question: str(shown(people.receptionist, question).people[0].why) for question in expected}
    assert why == expected


def test_names_one_letter_off_come_where_hardly_anything_else_does(people):
    for name in ("김영수", "김영주"):
        a_patient(people, name_hangul=name, name_romanised="")
    hits = shown(people.receptionist, "김영주").people
    assert [(hit.patient.name_hangul, hit.rank) for hit in hits] == [("김영주", Rank.EXACT), ("김영수", Rank.TYPO)]


def test_one_letter_is_answered_without_reading_everybody(people, django_assert_num_queries):
    for number in range(search.suggestions.READ + 5):
        a_patient(people, name_hangul=f"김{chr(0xAC00 + number * 28)}")
    with django_assert_num_queries(1):
        found = shown(people.receptionist, "ㄱ")
    assert (len(found.people), found.many) == (8, True)


def test_a_centre_of_few_people_finds_them_among_very_many_names(people, monkeypatch):
    monkeypatch.setattr(search.suggestions, "NAMES_READ", 5)
    for number in range(8):
        a_patient(people, centre=people.songrim, name_hangul=f"김{chr(0xAC00 + number * 28)}")
    own = a_patient(people, name_hangul="김희희")
    assert [hit.patient for hit in shown(people.receptionist, "김").people] == [own]


def test_a_name_leads_to_the_list_of_exactly_its_bearers(people, as_user):
    for _person in range(3):
        a_patient(people)
    a_patient(people, name_hangul="김영수철", name_romanised="Kim Yong Su Chol")
    client = as_user(people.receptionist)
    page = client.get(reverse("patients:suggest"), {"q": "김영수"}).content.decode()
    assert "?q=%22Kim%20Yong%20Su%22" in page
    listed = client.get(reverse("patients:list"), {"q": '"Kim Yong Su"'}).context["table"].page.object_list
    assert len(listed) == 3


def test_a_scanned_card_in_the_box_opens_the_person(people, as_user):
    patient = a_patient(people)
    answer = as_user(people.receptionist).get(reverse("patients:list"), {"q": f"http://x/patients/{patient.pk}/"})
    assert answer.url == reverse("patients:detail", args=[patient.pk])
    assert as_user(people.songrim_receptionist).get(reverse("patients:list"), {"q": str(patient.pk)}).status_code == 200
