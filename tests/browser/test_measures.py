"""Measuring with a keyboard: a Timed Up and Go in four inputs, a scale that adds itself up, a speed out of seconds."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from apps.physio.models import OutcomeScore
from tests.people import a_score


@pytest.fixture
def page(people, patient, signed_in, live_server):
    page = signed_in(people.physio)
    page.goto(f"{live_server.url}/patients/{patient.pk}/")
    return page


def opened(page, live_server, patient, key):
    page.goto(f"{live_server.url}/physio/patients/{patient.pk}/measure/?instrument={key}")
    page.wait_for_load_state("networkidle")


def test_a_tug_takes_four_inputs_from_the_persons_page(page, patient):
    page.get_by_role("link", name="Measure", exact=True).first.click()  # 1
    page.get_by_role("link", name="TUG").click()  # 2
    expect(page.locator("#id_total")).to_be_focused()
    page.keyboard.type("14.2")  # 3
    page.keyboard.press("Enter")  # 4
    page.wait_for_url(re.compile(r"/scores/#tug"))
    assert OutcomeScore.objects.get().total == Decimal("14.2")
    expect(page.locator("body")).to_contain_text("TUG: 14.2 s")


def test_the_next_tug_is_open_already_and_takes_three(people, patient, page, live_server):
    a_score(people, patient)
    page.get_by_role("link", name="Measure", exact=True).first.click()
    expect(page.locator("#id_total")).to_be_focused()
    page.keyboard.type("10,1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/scores/#tug"))
    expect(page.locator(".score-chart circle")).to_have_count(2)


def test_a_scale_adds_itself_up(page, patient, live_server):
    opened(page, live_server, patient, "barthel")
    expect(page.locator("[data-sum-missing]")).to_have_text("10")
    page.locator("[name=item-transfer][value='15']").check(force=True)
    page.locator("[name=item-feeding][value='10']").check(force=True)
    expect(page.locator("[data-sum-points]")).to_have_text("25")
    expect(page.locator("[data-sum-missing]")).to_have_text("8")


def test_seconds_are_shown_as_a_speed_before_they_are_sent(page, patient, live_server):
    opened(page, live_server, patient, "10mwt")
    page.locator("[name=seconds]").fill("12,5")
    expect(page.locator("[data-speed-result]")).to_have_text("10 m / 12.5 s = 0.80 m/s")
    page.get_by_role("radio", name="the middle 6 m").check()
    expect(page.locator("[data-speed-result]")).to_have_text("6 m / 12.5 s = 0.48 m/s")
