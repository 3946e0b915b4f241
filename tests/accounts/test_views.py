"""Language, appearance and profile: kept on the account, and in the browser for the sign-in page."""

import pytest
from django.urls import reverse

from apps.accounts.models import Language, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, people):
    client.force_login(people.administrator)
    return client


def test_switching_the_language_is_remembered_on_the_account(signed_in, people):
    signed_in.post(reverse("accounts:language"), {"language": "ko", "next": "/people/"})
    people.administrator.refresh_from_db()
    assert people.administrator.language == Language.KOREAN
    assert signed_in.get("/people/").headers["Content-Language"] == "ko"


def test_switching_the_language_returns_to_the_same_page(signed_in):
    answer = signed_in.post(reverse("accounts:language"), {"language": "ko", "next": "/people/?q=kim&page=2"})
    assert answer.url == "/people/?q=kim&page=2"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_switching_the_language_never_leads_to_another_site(signed_in, target):
    answer = signed_in.post(reverse("accounts:language"), {"language": "ko", "next": target})
    assert answer.url == reverse("desk:today")


def test_a_visitor_keeps_the_language_in_a_cookie(client):
    client.post(reverse("accounts:language"), {"language": "en", "next": "/"})
    assert client.get(reverse("account_login"), headers={"accept-language": "ko"}).headers["Content-Language"] == "en"


@pytest.mark.parametrize("view", ["accounts:language", "accounts:theme"])
def test_an_unknown_choice_is_refused(signed_in, view):
    assert signed_in.post(reverse(view), {"language": "fr", "theme": "pink"}).status_code == 400


@pytest.mark.parametrize("view", ["accounts:language", "accounts:theme"])
def test_choices_are_made_by_post_only(signed_in, view):
    assert signed_in.get(reverse(view)).status_code == 405


def test_the_appearance_is_remembered_and_rendered_by_the_server(signed_in, people):
    signed_in.post(reverse("accounts:theme"), {"theme": "dark", "next": "/people/"})
    people.administrator.refresh_from_db()
    assert people.administrator.theme == Theme.DARK
    assert b'data-bs-theme="dark"' in signed_in.get("/people/").content


def test_a_visitor_keeps_the_appearance_in_a_cookie(client):
    client.post(reverse("accounts:theme"), {"theme": "dark"})
    assert b'data-appearance="dark"' in client.get(reverse("account_login")).content


def test_the_profile_changes_name_language_and_appearance(signed_in, people):
    answer = signed_in.post(
        reverse("accounts:profile"), {"name": "리철수", "language": "ko", "theme": "light"}, follow=True
    )
    people.administrator.refresh_from_db()
    assert (people.administrator.name, people.administrator.theme) == ("리철수", Theme.LIGHT)
    assert answer.headers["Content-Language"] == "ko"


def test_the_profile_refuses_an_empty_name(signed_in, people):
    answer = signed_in.post(reverse("accounts:profile"), {"name": " ", "language": "ko", "theme": "light"})
    people.administrator.refresh_from_db()
    assert b"data-errors" in answer.content
    assert people.administrator.name == "Administrator"


def test_the_profile_asks_strangers_to_sign_in(client):
    assert client.get(reverse("accounts:profile")).url.startswith(reverse("account_login"))
