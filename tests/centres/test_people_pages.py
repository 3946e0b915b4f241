"""The people and roles pages: administrators only, their own centres only."""

import re

import pytest
from django.urls import reverse

from apps.accounts.actions import users
from apps.centres.models import Membership, Role
from tests.people import account

pytestmark = pytest.mark.django_db
NEW = {"username": "choe.un", "name": "최은", "role": "technician", "language": "ko"}


@pytest.fixture
def desk(client, people):
    client.force_login(people.administrator)
    return client


def add(client, people, **changed):
    return client.post(reverse("centres:person_add"), {**NEW, "centre": people.rakrang.pk, **changed})


def address(name, user):
    return reverse(f"centres:{name}", args=[user.memberships.get().pk])


def test_the_list_shows_the_own_centre_only(desk):
    shown = desk.get(reverse("centres:people")).content.decode()
    assert "Receptionist" in shown
    assert "Songrim" not in shown


def test_the_list_is_searched_and_filtered(desk):
    shown = desk.get(reverse("centres:people"), {"q": "phys", "role": "physiotherapist"}).context["table"]
    assert [row.record.user.username for row in shown.rows] == ["physio"]


def test_nobody_found_says_what_to_do(desk):
    assert "Nobody matches" in desk.get(reverse("centres:people"), {"q": "zzz"}).content.decode()


def test_sorted_columns_say_so_to_screen_readers(desk):
    assert 'aria-sort="descending"' in desk.get(reverse("centres:people"), {"sort": "-username"}).content.decode()


def test_many_people_are_paged(desk, people):
    for number in range(30):
        account(f"extra{number}", people.rakrang, Role.AUDITOR)
    first = desk.get(reverse("centres:people"), {"role": "auditor"})
    assert len(first.context["table"].page) == 25
    assert 'rel="next"' in first.content.decode()


def test_a_new_person_gets_a_temporary_password_shown_once(desk, people):
    answer = add(desk, people)
    password = re.search(r'<code class="fs-2">(.+?)<', answer.content.decode()).group(1)
    assert users.find("choe.un").check_password(password)
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_existing_account_gets_a_role_and_keeps_its_password(desk, people):
    answer = add(desk, people, username="Stranger", name="")
    assert people.stranger.memberships.get().role == Role.TECHNICIAN
    assert answer.status_code == 302


@pytest.mark.parametrize("wrong", [{"username": "stranger"}, {"name": ""}, {"username": "choe un"}, {"role": "king"}])
def test_what_does_not_fit_is_explained_and_nothing_is_made(desk, people, wrong):
    before = Membership.objects.count()
    answer = add(desk, people, **wrong)
    assert answer.status_code == 422
    assert "data-errors" in answer.content.decode()
    assert Membership.objects.count() == before


def test_nobody_is_added_to_a_centre_of_others(desk, people):
    assert "data-errors" in add(desk, people, centre=people.songrim.pk).content.decode()
    assert users.find("choe.un") is None


def test_adding_the_same_role_twice_is_explained(desk, people):
    add(desk, people)
    assert "already has this role" in add(desk, people, name="").content.decode()


def test_a_role_is_changed_and_ended(desk, people):
    changed = desk.post(address("membership_role", people.physio), {"role": "manager"})
    desk.post(changed.url + "end/")
    assert set(people.physio.memberships.values_list("role", flat=True)) == {"physiotherapist", "manager"}
    assert not people.physio.memberships.active().exists()


def test_a_role_that_ended_in_another_tab_says_so(desk, people):
    target = address("membership_role", people.physio)
    desk.post(address("membership_end", people.physio))
    answer = desk.post(target, {"role": "manager"})
    assert answer.status_code == 422
    assert "already ended" in answer.content.decode()


def test_the_last_administrator_stays(desk, people):
    answer = desk.post(address("membership_end", people.administrator), follow=True)
    assert "without an administrator" in answer.content.decode()
    assert people.administrator.memberships.active().exists()


def test_a_forgotten_password_is_renewed(desk, people):
    before = people.physio.password
    answer = desk.post(address("membership_password", people.physio))
    people.physio.refresh_from_db()
    assert people.physio.password != before
    assert answer.status_code == 200


def test_a_password_is_not_renewed_for_somebody_who_works_elsewhere_too(desk, people):
    membership = people.physio.memberships.get()
    Membership.objects.create(user=people.physio, centre=people.songrim, role=Role.MANAGER, started_on="2016-01-01")
    before = people.physio.password
    desk.post(reverse("centres:membership_password", args=[membership.pk]))
    people.physio.refresh_from_db()
    assert people.physio.password == before


@pytest.mark.parametrize("name", ["membership_role", "membership_end", "membership_password"])
@pytest.mark.parametrize(
    ("who", "whose", "status"), [("manager", "physio", 403), ("administrator", "songrim_physio", 404)]
)
def test_other_roles_and_other_centres_cannot_change_anybody(client, people, name, who, whose, status):
    client.force_login(getattr(people, who))
    target = address(name, getattr(people, whose))
    assert client.post(target, {"role": "manager"}).status_code == status
    client.logout()
    assert client.post(target).url.startswith(reverse("account_login"))
    assert getattr(people, whose).memberships.active().count() == 1
