"""Signing in and out, the second step, and what is closed."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from apps.accounts.actions import users

PASSWORD = "stone-river-eleven"
pytestmark = pytest.mark.django_db


@pytest.fixture
def kim():
    return users.enrol(username="kim.chol", name="Kim Chol", password=PASSWORD, language="en", by=None)


def sign_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "kim.chol", "password": password})


def confirm(client):
    """Enter the password again, as every change of the second step asks."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_changing_the_second_step_asks_for_the_password_again(client, kim):
    sign_in(client)
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_the_right_password_leads_to_today(client, kim):
    assert sign_in(client).url == reverse("desk:today")


def test_a_wrong_password_says_so_and_keeps_the_name(client, kim):
    shown = sign_in(client, "not-the-password").content.decode()
    assert "data-errors" in shown
    assert 'value="kim.chol"' in shown
    assert "not-the-password" not in shown


def test_a_closed_account_cannot_sign_in(client, kim):
    kim.is_active = False
    kim.save()
    assert sign_in(client).url == reverse("account_inactive")


def test_after_signing_in_the_asked_for_page_opens(client, kim):
    answer = client.post(
        reverse("account_login") + "?next=/people/", {"login": "kim.chol", "password": PASSWORD, "next": "/people/"}
    )
    assert answer.url == "/people/"


def test_nobody_makes_an_account_alone(client):
    answer = client.post(reverse("account_signup"), {"username": "kim", "password1": PASSWORD})
    assert users.find("kim") is None
    assert "administrator" in client.get(reverse("account_signup"), headers={"accept-language": "en"}).content.decode()
    assert answer.status_code == 200


def test_signing_out_takes_a_post(client, kim):
    client.force_login(kim)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("accounts:profile")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_the_sign_in_page_names_demo_accounts_only_where_there_are_some(client, settings):
    assert b"rak.receptionist" not in client.get(reverse("account_login")).content
    settings.GEOREUM_DEMO = True
    assert b"rak.receptionist" in client.get(reverse("account_login")).content


def test_the_second_step_can_be_turned_on_and_is_asked_for(client, kim, monkeypatch):
    monkeypatch.setattr(totp, "validate_totp_code", lambda secret, code: code == "123456")
    sign_in(client)
    confirm(client)
    client.get(reverse("mfa_activate_totp"))
    assert client.post(reverse("mfa_activate_totp"), {"code": "123456"}).url == reverse("mfa_view_recovery_codes")
    client.post(reverse("account_logout"))
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert client.post(reverse("mfa_authenticate"), {"code": "123456"}).url == reverse("desk:today")


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "account_change_password", "accounts:profile"])
def test_the_account_pages_open(client, kim, name):
    sign_in(client)
    confirm(client)
    assert client.get(reverse(name)).status_code == 200


def test_the_password_can_be_changed(client, kim):
    sign_in(client)
    new = {"oldpassword": PASSWORD, "password1": "field-cloud-twelve", "password2": "field-cloud-twelve"}
    client.post(reverse("account_change_password"), new)
    kim.refresh_from_db()
    assert kim.check_password("field-cloud-twelve")
