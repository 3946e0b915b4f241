"""The workshop in a browser: how many inputs a fitting takes, and what the page does without being reloaded."""

import re

import pytest
from playwright.sync_api import expect

from apps.devices.actions import fittings
from apps.devices.models import Fitting, State
from tests.people import MAY, a_device, a_lost_leg, a_patient, taken_to

INPUTS = 6


@pytest.fixture
def prosthesis(people):
    patient = a_patient(people)
    a_lost_leg(people, patient)
    return taken_to(people, a_device(people, patient), State.FITTING)


@pytest.fixture
def form(people, prosthesis, signed_in, live_server):
    page = signed_in(people.technician, width=390)
    page.goto(f"{live_server.url}/devices/{prosthesis.pk}/fitting/")
    page.wait_for_load_state("networkidle")
    return page


def saved(form, prosthesis) -> Fitting:
    form.get_by_role("button", name="Save the fitting").click()
    form.wait_for_url(re.compile(rf"/devices/{prosthesis.pk}/$"))
    return prosthesis.fittings.order_by("-created_at").first()


def test_a_fitting_with_words_note_and_next_step_takes_six_inputs(form, prosthesis):
    inputs = 0
    for chip in ("Socket too tight", "Pressure point", "Relieved by heat"):
        form.get_by_label(chip, exact=True).check()
        inputs += 1
    for field, text in (("Note", "Head of the fibula"), ("Next step", "Walk outdoors")):
        form.get_by_label(field).fill(text)
        inputs += 1
    row = saved(form, prosthesis)
    assert inputs + 1 <= INPUTS  # and the button
    assert (row.finding_keys, row.adjustment_keys) == (["socket-tight", "pressure-point"], ["relief"])
    assert (row.findings, row.next_step) == ("Head of the fibula", "Walk outdoors")


def test_the_last_words_are_taken_over_without_losing_what_was_typed(people, prosthesis, form):
    given = {"finding_keys": ["pistoning"], "adjustment_keys": ["liner"]}
    fittings.record(device=prosthesis, at=people.rakrang.noon(MAY), by=people.technician, **given)
    form.reload()
    form.get_by_label("Note").fill("As last time")
    form.get_by_role("link", name="Begin with these words").click()
    expect(form.get_by_label("Pistoning")).to_be_checked()
    row = saved(form, prosthesis)
    assert (row.finding_keys, row.adjustment_keys, row.findings) == (["pistoning"], ["liner"], "As last time")
