"""A person's own views of a list: filters and order under a name, above the list and as a page."""

import pytest
from django.urls import reverse

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.desk import policies
from apps.desk.actions import saved_views
from apps.desk.models import SavedView
from tests.people import a_patient

pytestmark = pytest.mark.django_db
PATIENTS = reverse("patients:list")


def a_view(people, *, name="Women", by=None, query="sex=F", **details):
    return saved_views.keep(listing="patients", name=name, query=query, by=by or people.receptionist, **details)


def keep(client, user, query, *, listing="patients", **form):
    client.force_login(user)
    address = reverse("desk:view_keep", args=[listing])
    return client.post(f"{address}?{query}", {"name": "Women", "record_id": str(new_id()), **form})


def chips(client, user, query="", listing="patients"):
    client.force_login(user)
    return client.get(f"{reverse('desk:views', args=[listing])}?{query}", headers={"HX-Request": "true"})


def test_a_view_keeps_filters_and_order_and_never_what_was_searched_for(client, people):
    answer = keep(client, people.receptionist, "q=김영수&sex=F&sort=-name&page=3&province=&junk=1")
    view = SavedView.objects.get()
    assert (view.user, view.query) == (people.receptionist, "sex=F&sort=-name")
    assert (answer.status_code, answer.url) == (302, f"{PATIENTS}?sex=F&sort=-name")


@pytest.mark.parametrize("query", ["sex=Z&born=x", "q=김영수", "sort=nothing", "page=2"])
def test_what_narrows_nothing_is_no_view(client, people, query):
    answer = keep(client, people.receptionist, query)
    assert answer.status_code == 422
    assert "as everybody sees it" in answer.content.decode()
    assert not SavedView.objects.exists()


def test_pressed_twice_is_one_view(client, people):
    key = str(new_id())
    assert [keep(client, people.receptionist, "sex=F", record_id=key).status_code for _time in range(2)] == [302, 302]
    assert SavedView.objects.count() == 1


def test_a_name_is_taken_once_by_each_person_and_list(client, people):
    a_view(people)
    answer = keep(client, people.receptionist, "sex=M")
    assert answer.status_code == 422
    assert "You already have a view of this name" in answer.content.decode()
    assert keep(client, people.technician, "sex=M").status_code == 302
    assert keep(client, people.receptionist, "device_class=orthosis", listing="devices").status_code == 302


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "\u202eabc"])
def test_a_name_that_is_none_is_refused_with_a_sentence(client, people, name):
    answer = keep(client, people.receptionist, "sex=F", name=name)
    assert (answer.status_code, SavedView.objects.count()) == (422, 0)


def test_there_is_an_end_to_views(people):
    for number in range(policies.MOST_VIEWS):
        a_view(people, name=str(number))
    with pytest.raises(Refused) as refusal:
        a_view(people, name="one more")
    assert refusal.value.reason == policies.ENOUGH_VIEWS


def test_a_view_stands_above_the_list_for_its_owner_alone(client, people):
    a_view(people, name="<b>Women</b>")
    own = chips(client, people.receptionist, "sex=F").content.decode()
    assert f'href="{PATIENTS}?sex=F" aria-current="true"' in own
    assert "&lt;b&gt;Women&lt;/b&gt;" in own
    assert "Women" not in chips(client, people.technician).content.decode()


def test_the_list_asks_for_its_views_and_works_without_scripts(client, people):
    a_patient(people)
    client.force_login(people.receptionist)
    page = client.get(f"{PATIENTS}?sex=M").content.decode()
    assert page.count("/views/patients/?sex=M") == 2  # asked for by htmx, and a link
    assert client.get("/views/patients/?sex=M").templates[0].name == "desk/views.html"


def test_export_is_offered_to_those_who_may(client, people):
    offered = [b"/exports/new/" in chips(client, user).content for user in (people.manager, people.receptionist)]
    assert offered == [True, False]


def test_a_view_opens_the_list_as_it_was_kept(client, people):
    a_patient(people, sex="F")
    a_patient(people)
    keep(client, people.receptionist, "sex=F")
    page = client.get(f"{PATIENTS}?{SavedView.objects.get().query}")
    assert [row.record.sex for row in page.context["table"].rows] == ["F"]


def test_a_view_is_renamed(client, people):
    view = a_view(people)
    client.force_login(people.receptionist)
    client.post(reverse("desk:view_rename", args=[view.pk]), {"name": "All women", "version": view.version})
    view.refresh_from_db()
    assert (view.name, view.query) == ("All women", "sex=F")


def test_a_stale_page_and_a_taken_name_do_not_rename(client, people):
    view = a_view(people)
    a_view(people, name="Men", query="sex=M")
    client.force_login(people.receptionist)
    page = reverse("desk:view_rename", args=[view.pk])
    stale = client.post(page, {"name": "Girls", "version": view.version + 1})
    taken = client.post(page, {"name": "Men", "version": view.version})
    assert (stale.status_code, taken.status_code) == (422, 422)
    assert "On record now" in stale.content.decode()
    view.refresh_from_db()
    assert view.name == "Women"


def test_a_view_is_deleted_after_asking_and_twice_is_no_error(client, people):
    view = a_view(people)
    client.force_login(people.receptionist)
    page = reverse("desk:view_drop", args=[view.pk])
    assert client.get(page).status_code == 200
    assert SavedView.objects.exists()
    assert [client.post(page).status_code for _time in range(2)] == [302, 404]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["view_rename", "view_drop"])
def test_anothers_view_is_not_there(client, people, name):
    view = a_view(people)
    for user, status in ((people.technician, 404), (people.songrim_manager, 404), (people.auditor, 404)):
        client.force_login(user)
        assert client.post(reverse(f"desk:{name}", args=[view.pk]), {"name": "x"}).status_code == status
    view.refresh_from_db()
    assert view.name == "Women"


def test_a_list_that_is_none_is_not_found(client, people):
    client.force_login(people.manager)
    for name in ("views", "view_keep", "export_ask"):
        assert client.get(reverse(f"desk:{name}", args=["secrets"])).status_code == 404
