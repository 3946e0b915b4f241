"""Whoever records a service in a month that is not open is told so, and which lock the month has."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from apps.patients import lateness
from apps.reports.actions import validation
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.signing import AT, submitted

pytestmark = pytest.mark.usefixtures("no_broker")


def test_in_an_open_month_the_usual_words_are_said(people: People) -> None:
    assert lateness.told(a_session(people, a_patient(people)), "Done.") == "Done."


def test_the_words_name_the_lock(people: People) -> None:
    report = submitted(people)
    late = a_session(people, a_patient(people))
    with translation.override("en"):
        assert "May 2016 is being closed" in str(lateness.told(late, "Done."))
        validation.approve(report=report, by=people.manager, at=AT)
        assert "May 2016 is approved" in str(lateness.told(late, "Done."))


@pytest.mark.parametrize("page", ["devices:follow_up", "devices:repair"])
def test_the_form_says_it_when_it_was_saved(client: Client, people: People, page: str) -> None:
    device = a_delivery(people, a_patient(people)).device
    submitted(people)
    client.force_login(people.technician)
    sent: dict[str, Any] = {"on": "2016-05-20", "kind": "repair"}
    said = client.post(reverse(page, args=[device.pk]), sent, follow=True).content.decode()
    assert "is being closed" in said
    assert "and is counted" not in said
