"""The frame round every page, and the pages for what went wrong."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.desk import errors
from apps.desk.context import NAVIGATION, Shell

pytestmark = pytest.mark.django_db
PLACES_OF_CARE = {"desk:today", "patients:list", "patients:appointments", "devices:list", "physio:list"}


def shell_of(user):
    request = RequestFactory().get("/")
    request.user = user
    request.resolver_match = None
    return Shell(request)


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("receptionist", PLACES_OF_CARE),
        (
            "manager",
            {
                "desk:today",
                "patients:list",
                "patients:appointments",
                "devices:list",
                "physio:list",
                "reports:home",
                "sync:tablets",
            },
        ),
        ("administrator", {"desk:today", "centres:people", "devices:catalogue", "sync:tablets"}),
        ("auditor", {"desk:today", "reports:home"}),
        ("stranger", set()),
    ],
)
def test_everyone_sees_the_places_of_their_own_work(people, who, shown, monkeypatch):
    monkeypatch.setattr("apps.desk.context.reverse", lambda name: name)
    assert {entry.url for entry in shell_of(getattr(people, who)).navigation} == shown


def test_only_those_who_may_see_patients_get_the_search_box(people, monkeypatch):
    monkeypatch.setattr("apps.desk.context.reverse", lambda name: name)
    assert shell_of(people.receptionist).search_url == "patients:list"
    assert shell_of(people.administrator).search_url == ""


def test_every_place_in_the_navigation_has_a_permission_or_is_for_all():
    assert [name for name, _label, permission in NAVIGATION if permission is None] == ["desk:today"]


def test_every_place_in_the_navigation_exists():
    assert all(reverse(name) for name, _label, _permission in NAVIGATION)


def test_a_page_says_its_title_once_for_tab_and_heading(client, people):
    client.force_login(people.administrator)
    page = client.get(reverse("centres:people")).content.decode()
    assert "<title>People and roles · Georeum</title>" in page
    assert "<h1>People and roles</h1>" in page


def test_a_page_that_is_not_there_says_what_to_do(client, people):
    client.force_login(people.receptionist)
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "Search for the person" in answer.content.decode()


def test_the_api_answers_with_a_problem_document(rf):
    answer = errors.page_not_found(rf.get("/api/v1/nothing/"))
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_stale_form_says_that_nothing_was_saved(people, settings):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.administrator)
    answer = client.post(reverse("accounts:language"), {"language": "ko"})
    assert answer.status_code == 403
    assert "Nothing was saved" in answer.content.decode()


def test_the_error_page_needs_no_database_and_speaks_both_languages(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = errors.server_error(rf.get("/"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "오류가 발생했습니다" in page
    assert "Something went wrong" in page


@pytest.mark.parametrize(
    ("path", "said"), [("/", "The request was not understood"), ("/api/v1/patients/", '"status": 400')]
)
def test_a_host_name_that_is_not_ours_is_refused_in_words(client, settings, path, said):
    settings.ALLOWED_HOSTS = ["georeum.example"]
    answer = client.get(path, headers={"Host": "other.example"})
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_the_machine_itself_is_answered_whatever_hosts_are_allowed(client, settings):
    settings.ALLOWED_HOSTS = ["georeum.example", *settings.ALLOWED_HOSTS[1:]]
    for name in ("localhost", "127.0.0.1:8000", "[::1]:8000"):
        assert client.get("/healthz", headers={"Host": name}).status_code == 200


def test_the_error_page_survives_its_own_failure(rf, monkeypatch):
    monkeypatch.setattr(errors, "render_to_string", lambda name: 1 / 0)
    assert "다시 시도" in errors.server_error(rf.get("/")).content.decode()
