"""A real installation begins with a centre and somebody who may sign in."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.centres.models import Centre, SupportPeriod

pytestmark = pytest.mark.django_db
CENTRE = {"code": "HAM", "name_en": "Hamhung", "name_ko": "함흥", "administrator": "kim.admin"}


def establish(**options) -> str:
    out = StringIO()
    call_command("establish", **{**CENTRE, **options}, stdout=out)
    return out.getvalue()


def test_the_first_administrator_signs_in_with_the_printed_password(client):
    said = establish(donor="ICRC", supported_from="2026-11")
    password = re.search(r"\w{4}-\w{4}-\w{4}", said).group()
    assert client.login(username="kim.admin", password=password)
    assert client.get("/people/").status_code == 200
    assert SupportPeriod.objects.get().centre.code == "HAM"


def test_an_existing_account_may_administer_a_second_centre():
    establish()
    assert not re.search(r"\w{4}-\w{4}", establish(code="WON", name_en="Wonsan", name_ko="원산"))
    assert User.objects.get().memberships.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"code": "ham"}, {"time_zone": "Mars/Olympus"}, {"supported_from": "2026"}, {"donor": "ICRC"}],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_leaves_nothing(wrong):
    with pytest.raises(CommandError):
        establish(**wrong)
    assert (Centre.objects.count(), User.objects.count()) == (0, 0)


def test_a_code_is_given_once():
    establish()
    with pytest.raises(CommandError, match="not in use yet"):
        establish(administrator="other")
