"""A long list is counted as far as it can be paged through, and says that there is more."""

import pytest
from django.urls import reverse

from apps.core import paging, web
from apps.core.paging import FirstPages
from tests.people import a_patient


@pytest.fixture
def listed(people, client, monkeypatch):
    """The list of five people, of whom three are counted, two a page."""
    monkeypatch.setattr(paging, "COUNTED", 3)
    monkeypatch.setattr(web, "ROWS_A_PAGE", 2)
    for name in ("김영수", "김철수", "박영수", "리학철", "최금희"):
        a_patient(people, name_hangul=name)
    client.force_login(people.receptionist)
    return lambda **asked: client.get(reverse("patients:list"), asked)


def test_a_list_that_goes_on_says_so(listed):
    text = listed().content.decode()
    assert "3 people" in text
    assert "There are more" in text


def test_a_list_that_ends_says_nothing(listed):
    text = listed(q="김").content.decode()
    assert "2 people" in text
    assert "There are more" not in text


def test_the_last_page_is_the_last_that_was_counted(listed):
    table = listed(page="99").context["table"]
    assert (table.page.number, len(table.page.object_list)) == (2, 1)


def test_what_is_no_queryset_is_counted_as_it_is():
    pages = FirstPages([1, 2, 3], 2)
    assert (pages.count, pages.many, pages.num_pages) == (3, False, 2)
