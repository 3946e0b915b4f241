"""Which language a request is answered in, and who may keep the answer."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from apps.accounts.middleware import PrivateAnswersMiddleware
from apps.accounts.models import Language, User
from tests.people import a_device, a_patient, account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [("ko-KR,ko;q=0.9", "ko"), ("en-GB,en;q=0.8", "en"), ("fr-FR,fr", "ko"), ("fr, en;q=0.5", "en"), ("", "ko")],
)
def test_a_visitor_is_answered_in_what_the_browser_asks_for_and_else_in_korean(client, accepted, spoken):
    answer = client.get(reverse("account_login"), headers={"accept-language": accepted})
    assert answer.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}"' in answer.content.decode()


def test_the_account_wins_over_cookie_and_browser(client):
    user = account("someone")
    user.language = Language.KOREAN
    user.save()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    answer = client.get(reverse("accounts:profile"), headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "ko"


def test_answers_vary_by_language_and_cookie(client):
    varies = client.get(reverse("account_login")).headers["Vary"].lower()
    assert "accept-language" in varies
    assert "cookie" in varies


@pytest.mark.parametrize(("language", "text"), [("en", "Two-step sign-in"), ("ko", "2단계 로그인")])
def test_english_shows_english_and_korean_korean(client, language, text):
    """Korean is the default language, and must not shine through where English has no catalogue."""
    user = account("someone")
    user.language = language
    user.save()
    client.force_login(user)
    assert text in client.get(reverse("mfa_index")).content.decode()


def test_no_browser_keeps_what_a_signed_in_person_was_shown(client, people):
    device = a_device(people, a_patient(people))
    client.force_login(people.manager)
    pages = [
        reverse("devices:detail", args=[device.pk]), reverse("devices:list"), reverse("patients:list"),
        "/reports/RAK/2016-05/rows/BEN/", "/api/v1/patients/", "/no-such-page",
    ]  # fmt: skip
    for page in pages:
        assert "no-store" in client.get(page).headers["Cache-Control"], page


def test_a_view_that_says_how_its_answer_may_be_kept_is_left_alone(rf):
    request, answer = rf.get("/"), HttpResponse(headers={"Cache-Control": "private, no-cache"})
    request.user = User()
    assert PrivateAnswersMiddleware(lambda _request: answer)(request).headers["Cache-Control"] == "private, no-cache"
