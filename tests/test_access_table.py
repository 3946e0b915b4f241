"""Every address × every role × (own centre, other centre, signed out) → status.

An address that is not in the table fails the test, so a new page cannot be forgotten.
"""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_table import IN_SONGRIM, OPEN_TO_ALL, ROLES, TABLE
from tests.things import Things


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The full name of every address below a resolver; nameless ones by their route."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}"
        else:
            yield from addresses(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)


def test_every_address_is_in_the_table():
    known = {row.address for row in TABLE} | OPEN_TO_ALL
    assert set(addresses(get_resolver())) == known


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_role_gets_what_the_table_says(row, people, client):
    url = reverse(row.address, kwargs=Things(people).arguments(row.on))
    expected = {name: row.granted if letter in row.roles else row.denied for letter, name in ROLES.items()}
    expected |= {name: row.songrim for letter, name in IN_SONGRIM.items() if letter in row.roles}
    expected["stranger"] = row.stranger
    got = {name: status(client, getattr(people, name), row.method, url) for name in expected}
    assert got == expected


@pytest.mark.django_db
@pytest.mark.parametrize("row", [row for row in TABLE if row.on and row.songrim == 404], ids=str)
def test_another_centres_people_learn_nothing_whatever_their_role(row, people, client):
    url = reverse(row.address, kwargs=Things(people).arguments(row.on))
    got = {status(client, getattr(people, name), row.method, url) for name in IN_SONGRIM.values()}
    assert got <= {403, 404}


def status(client, user, method: str, url: str) -> int:
    client.force_login(user)
    return getattr(client, method)(url).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_whoever_is_signed_out_is_sent_to_sign_in(row, people, client):
    response = getattr(client, row.method)(reverse(row.address, kwargs=Things(people).arguments(row.on)))
    if row.address.startswith("api:"):
        assert response.status_code in (401, 403)
    else:
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))
