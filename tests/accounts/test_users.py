"""Accounts are made and passwords renewed by administrators."""

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.actions import users
from apps.core.problems import Refused
from tests.people import account

pytestmark = pytest.mark.django_db


def test_an_account_is_made_with_its_password():
    kim = users.enrol(username="kim", name="Kim", password="stone-river-eleven", by=None)
    assert kim.check_password("stone-river-eleven")
    assert kim.language == "ko"


def test_sign_in_names_differ_by_more_than_capitals():
    account("kim")
    with pytest.raises(Refused) as refusal:
        users.enrol(username="KIM", name="Kim", password="stone-river-eleven", by=None)
    assert refusal.value.field == "username"


def test_a_weak_password_is_refused():
    with pytest.raises(ValidationError):
        users.enrol(username="kim", name="Kim", password="password", by=None)


def test_a_renewed_password_replaces_the_old_one():
    kim = users.enrol(username="kim", name="Kim", password="stone-river-eleven", by=None)
    password = users.renew_password(user=kim, by=account("administrator"))
    kim.refresh_from_db()
    assert kim.check_password(password)
    assert not kim.check_password("stone-river-eleven")


def test_temporary_passwords_differ_and_have_no_look_alikes():
    made = {users.temporary_password() for _ in range(50)}
    assert len(made) == 50
    assert not set("".join(made)) & set("01loiIO")
