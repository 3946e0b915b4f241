"""Registering by keyboard alone: how many keys it takes, what the form says meanwhile, and what it keeps."""

import re

import pytest
from playwright.sync_api import expect

from apps.patients.models import Patient
from tests.people import a_patient

KEYS = 25  # for name, sex and whole birth date, the name's own letters counted; a minute is three times as much


@pytest.fixture
def form(people, signed_in, live_server):
    page = signed_in(people.receptionist)
    page.goto(live_server.url + "/patients/register/")
    page.wait_for_load_state("networkidle")
    return page


def press(page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def test_a_person_is_registered_with_three_inputs_and_few_keys(form):
    form.keyboard.insert_text("박순옥")  # what an input method hands over for nine keys
    keys = 9 + press(form, "Tab", "Tab", "Tab", "Space", "ArrowRight", "Tab", *"19610419", "Enter")
    form.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}/"))
    person = Patient.objects.get()
    assert (person.name_hangul, person.sex, person.birth_text) == ("박순옥", "F", "1961-04-19")
    assert keys <= KEYS


def test_the_county_is_found_by_typing_and_brings_its_province(form):
    form.locator("#id_county-ts-control").fill("송림")
    press(form, "Enter")
    expect(form.locator("#id_county")).to_have_value("north-hwanghae/songrim")
    expect(form.locator("#id_province")).to_have_value("north-hwanghae")


def test_on_leaving_the_name_the_form_says_who_is_here_already(people, form):
    patient = a_patient(people)
    form.keyboard.insert_text("김영수")
    press(form, "Tab")
    advice = form.locator(".advice")
    expect(advice.get_by_text(patient.number)).to_be_visible()
    expect(advice).to_contain_text("Perhaps the same person: same name")
    form.locator("#id_birth_0").fill("1970")
    form.locator("#id_birth_1").fill("3")
    form.locator("#id_birth_2").fill("12")
    press(form, "Tab")
    expect(advice).to_contain_text("Probably the same person: same name, same birth date")


def test_the_folded_part_opens_for_a_draft_that_came_back(form):
    form.locator("summary", has_text="More").click()
    form.get_by_label("Caregiver", exact=True).fill("리은")
    form.evaluate("delete document.querySelector('form[data-keep]').dataset.changed")
    form.reload()
    expect(form.get_by_label("Caregiver", exact=True)).to_have_value("리은")
    expect(form.get_by_label("Caregiver", exact=True)).to_be_visible()
