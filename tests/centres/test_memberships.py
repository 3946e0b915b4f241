"""Roles given, changed and ended."""

from datetime import date

import pytest

from apps.centres import policies
from apps.centres.actions import memberships
from apps.centres.actions import people as bringing
from apps.centres.models import Membership, Role
from apps.core.problems import Refused
from tests.people import account

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def held(user):
    return user.memberships.active().get()


def test_a_role_is_given_once(people):
    memberships.grant(user=people.stranger, centre=people.rakrang, role=Role.TECHNICIAN, on=TODAY, by=None)
    with pytest.raises(Refused):
        memberships.grant(user=people.stranger, centre=people.rakrang, role=Role.TECHNICIAN, on=TODAY, by=None)
    assert people.stranger.memberships.count() == 1


def test_an_ended_role_stays_on_record(people):
    memberships.end(membership=held(people.physio), on=TODAY, by=people.administrator)
    assert people.physio.memberships.get().ended_on == TODAY
    assert not people.physio.memberships.active().exists()


def test_a_role_ends_once(people):
    membership = held(people.physio)
    memberships.end(membership=membership, on=TODAY, by=people.administrator)
    with pytest.raises(Refused):
        memberships.end(membership=membership, on=TODAY, by=people.administrator)


def test_changing_a_role_ends_the_old_one_and_begins_the_new_one(people):
    memberships.change_role(membership=held(people.physio), role=Role.MANAGER, on=TODAY, by=people.administrator)
    assert held(people.physio).role == Role.MANAGER
    assert people.physio.memberships.count() == 2


def test_the_same_role_again_changes_nothing(people):
    membership = held(people.physio)
    assert membership == memberships.change_role(
        membership=membership, role=Role.PHYSIOTHERAPIST, on=TODAY, by=people.administrator
    )
    assert people.physio.memberships.count() == 1


def test_a_centre_keeps_an_administrator(people):
    with pytest.raises(Refused):
        memberships.end(membership=held(people.administrator), on=TODAY, by=people.administrator)
    account("second", people.rakrang, Role.ADMINISTRATOR)
    memberships.end(membership=held(people.administrator), on=TODAY, by=people.administrator)


def test_a_role_the_person_already_has_leaves_everything_as_it_was(people):
    Membership.objects.create(user=people.physio, centre=people.rakrang, role=Role.MANAGER, started_on=TODAY)
    membership = people.physio.memberships.get(role=Role.PHYSIOTHERAPIST)
    with pytest.raises(Refused):
        memberships.change_role(membership=membership, role=Role.MANAGER, on=TODAY, by=people.administrator)
    membership.refresh_from_db()
    assert membership.ended_on is None


def test_a_password_opens_every_centre_so_all_of_them_must_be_ones_own(people):
    Membership.objects.create(user=people.physio, centre=people.songrim, role=Role.PHYSIOTHERAPIST, started_on=TODAY)
    membership = people.physio.memberships.get(centre=people.rakrang)
    assert policies.why_not_renew_password(membership, [people.rakrang])
    assert policies.why_not_renew_password(membership, [people.rakrang, people.songrim]) is None


def test_bringing_somebody_in_makes_account_and_role_or_neither(people):
    membership, password = bringing.bring_in(
        centre=people.rakrang, role=Role.TECHNICIAN, on=TODAY, by=people.administrator, user=None,
        username="choe", name="Choe", language="ko",
    )  # fmt: skip
    assert membership.user.check_password(password)
    assert bringing.bring_in(
        centre=people.rakrang, role=Role.MANAGER, on=TODAY, by=people.administrator, user=membership.user
    )[1] == ""  # fmt: skip
