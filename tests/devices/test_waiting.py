"""How long people wait: whole days, median and 90th percentile as PostgreSQL counts them, the fast track apart."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.devices import waiting
from apps.devices.actions import deliveries
from tests.people import MAY, a_delivery, a_patient

JUNE = date(2016, 6, 30)


def waits(people, track=waiting.MADE, *, since=MAY, until=JUNE):
    rows = waiting.deliveries([people.rakrang], since, until)
    return {wait.device_class: wait for wait in waiting.waits(rows, track)}


def delivered_after(people, patient, days, **details):
    return a_delivery(people, patient, prescribed_on=MAY, on=MAY + timedelta(days=days), **details)


@pytest.fixture
def four(people, patient):
    """Prostheses handed over after 0, 10, 20 and 40 days."""
    return [delivered_after(people, patient, days) for days in (0, 10, 20, 40)]


def test_median_and_ninetieth_percentile_lie_between_two_rows(people, four):
    """percentile_cont(0.5) of 0, 10, 20, 40 is 15; of 0.9 it is 20 + 0.7 × 20."""
    wait = waits(people)["prosthesis"]
    assert (wait.number, wait.median, round(wait.ninth, 6), wait.longest) == (4, 15, 34, 40)


def test_one_delivery_is_its_own_median(people, patient):
    delivered_after(people, patient, 7)
    wait = waits(people)["prosthesis"]
    assert (wait.median, wait.ninth) == (7, 7)


def test_the_period_is_that_of_the_delivery_both_days_included(people, four):
    last = MAY + timedelta(days=20)
    assert waits(people, since=MAY + timedelta(days=10), until=last)["prosthesis"].number == 2


def test_what_comes_from_the_shelf_is_told_apart(people, four):
    a_delivery(people, a_patient(people), key="WCH-RIM")
    assert set(waits(people)) == {"prosthesis"}
    assert {name: wait.median for name, wait in waits(people, waiting.SHELF).items()} == {"wheelchair": 0}


def test_what_was_voided_test_persons_and_other_centres_are_left_out(people, four):
    deliveries.void(delivery=four[-1], reason="Wrong leg", by=people.technician, at=now())
    delivered_after(people, a_patient(people, is_test=True), 30)
    delivered_after(people, a_patient(people, centre=people.songrim), 30)
    assert waits(people)["prosthesis"].number == 3


def test_each_number_opens_its_rows_the_longest_wait_first(people, client, four):
    client.force_login(people.manager)
    period = {"since": MAY.isoformat(), "until": JUNE.isoformat()}
    page = client.get(reverse("devices:waits"), period)
    (_title, track, found), _shelf = page.context["tracks"]
    rows = client.get(reverse("devices:waits_rows", args=[track, found[0].device_class]), period).context["page_obj"]
    assert [row.days for row in rows] == [40, 20, 10, 0]
    assert f"since={MAY}&amp;until={JUNE}" in page.content.decode()


def test_without_a_period_it_is_the_last_year(people, client, four):
    client.force_login(people.manager)
    form = client.get(reverse("devices:waits")).context["form"]
    today = people.rakrang.today()
    assert form.period == (today - timedelta(days=365), today)


@pytest.mark.parametrize(
    "period", [{"since": "soon"}, {"until": "\x00"}, {"since": "2016-07-01", "until": "2016-06-01"}, {"centre": "x"}]
)
def test_what_is_no_period_is_said_and_shows_nothing(people, client, four, period):
    client.force_login(people.manager)
    answer = client.get(reverse("devices:waits"), period)
    assert answer.status_code == 200
    assert [found for _title, _track, found in answer.context["tracks"]] == [[], []]


@pytest.mark.parametrize("args", [("made", "spoon"), ("slow", "prosthesis")])
def test_what_is_no_class_or_track_is_not_found(people, client, args):
    client.force_login(people.manager)
    assert client.get(reverse("devices:waits_rows", args=args)).status_code == 404
