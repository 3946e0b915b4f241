"""The list and the hits while typing."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core import web
from apps.patients.actions import episodes, patients
from apps.patients.models import County
from tests.people import MAY, a_patient


@pytest.fixture
def listed(people, as_user):
    """The Hangul names on the list for a query, in order."""

    def ask(user=None, **query):
        page = as_user(user or people.receptionist).get(reverse("patients:list"), query)
        assert page.status_code == 200
        return [row.record.name_hangul for row in page.context["table"].page.object_list]

    return ask


@pytest.fixture
def three(people):
    a_patient(
        people, name_hangul="박은", name_romanised="Pak Un", sex="F", province="nampo", birth_date=date(1990, 1, 1)
    )
    a_patient(people, name_hangul="김철", name_romanised="Kim Chol", on=date(2015, 6, 1))
    a_patient(people, name_hangul="리영", name_romanised="Ri Yong", birth_date=None)


def test_filters_narrow_the_list(people, three, listed):
    assert len(listed()) == 3
    assert listed(sex="F") == listed(province="nampo") == listed(born="1990") == listed(q="ㅂ") == ["박은"]
    assert listed(registered="2015") == ["김철"]
    assert listed(q="Kim", sex="F") == []


def test_county_and_village_narrow_the_list(people, listed):
    hwangju = County.objects.get(key="north-hwanghae/hwangju")
    a_patient(people, name_hangul="박은", county=hwangju, province="north-hwanghae", village="삼정리")
    a_patient(people, name_hangul="김철", village="Samjong")
    assert listed(county=hwangju.pk) == listed(village="삼정") == listed(q="박", village="삼정리") == ["박은"]
    assert listed(village="samjong") == ["김철"]
    assert listed(county=hwangju.pk, village="Samjong") == []
    assert len(listed(county="nowhere", village="\x00 ")) == 2


def test_people_with_an_open_episode_are_listed_once(people, three, listed):
    for _visit in range(2):
        patient = a_patient(people, name_hangul="오철")
        for reason in ("first-visit", "follow-up"):
            episodes.open_episode(patient=patient, centre=people.rakrang, reason=reason, on=MAY, by=people.physio)
    assert listed(episode="open") == ["오철", "오철"]


def test_the_list_is_sorted_by_name_number_and_age(people, three, listed):
    assert listed(sort="name") == ["김철", "리영", "박은"]
    assert listed(sort="-number")[0] in ("리영", "박은")
    assert listed(sort="nonsense")


def test_the_best_hits_come_first_unless_sorted(people, listed):
    for name in ("김영수철", "김영수"):
        a_patient(people, name_hangul=name, name_romanised="")
    assert listed(q="김영수") == ["김영수", "김영수철"]
    assert listed(q="김영수", sort="-name") == ["김영수철", "김영수"]


def test_the_list_comes_by_pages_of_25(people, listed):
    for _person in range(27):
        a_patient(people)
    assert (len(listed()), len(listed(page="2")), len(listed(page="99"))) == (25, 2, 2)


def test_an_empty_list_offers_to_register_whom_nobody_found(people, as_user):
    page = as_user(people.receptionist).get(reverse("patients:list"), {"q": "김없음"}).content.decode()
    assert reverse("patients:register") + "?q=%EA%B9%80" in page


def test_other_centres_people_are_never_listed(people, three, listed):
    assert listed(people.songrim_receptionist) == []


def test_hits_while_typing_are_the_name_eight_lines_and_how_many_more(people, as_user):
    for _person in range(10):
        a_patient(people)
    page = as_user(people.receptionist).get(reverse("patients:suggest"), {"q": "김ㅇ"}).content.decode()
    assert page.count('role="option"') == 11
    assert "10 people" in page
    assert "2 more" in page
    assert "Register “김ㅇ”" in page


def test_an_empty_question_suggests_nothing(people, three, as_user):
    assert as_user(people.receptionist).get(reverse("patients:suggest"), {"q": " "}).content.strip() == b""


@pytest.mark.parametrize("name", ["patients:list", "patients:suggest"])
def test_administrators_and_auditors_do_not_see_people(people, as_user, name):
    for user in (people.administrator, people.auditor, people.stranger):
        assert as_user(user).get(reverse(name), {"q": "Kim"}).status_code == 403


def test_the_deceased_are_marked_and_stop_ageing(people, as_user):
    patient = a_patient(people, birth_date=date(1970, 1, 1))
    patients.note_death(patient=patient, on=date(2016, 6, 1), by=people.receptionist)
    page = as_user(people.receptionist).get(reverse("patients:list")).content.decode()
    assert "Deceased" in page
    assert "46 years" in page


def test_the_list_asks_the_database_equally_often_for_two_and_for_twenty(
    people, as_user, django_assert_max_num_queries
):
    client = as_user(people.receptionist)
    for _person in range(20):
        a_patient(people)
    with django_assert_max_num_queries(14):
        client.get(reverse("patients:list"), {"q": "Kim"})


@pytest.mark.parametrize("asked", ["per_page=-5", "per_page=0", "per_page=1000", "page=-1", "page=x", "born=0"])
def test_an_address_cannot_ask_for_a_page_that_is_none_or_too_long(client, people, asked):
    for number in range(web.ROWS_A_PAGE + 5):
        a_patient(people, name_romanised=f"Kim {number}")
    client.force_login(people.receptionist)
    answer = client.get(f"/patients/?{asked}")
    assert answer.status_code == 200
    assert len(answer.context["table"].page.object_list) == (5 if asked == "page=-1" else web.ROWS_A_PAGE)
